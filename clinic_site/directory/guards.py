"""Database triggers: what pages said of the clinic in the past is never changed or deleted.

Lifted while a migration of this app runs, and put back after every `migrate`, as those of articles are.
"""

from django.db import connections

from clinic_site import triggers
from clinic_site.directory.models import ClinicVersion


def rules(vendor):
    return [*triggers.kept(ClinicVersion), *triggers.fixed(ClinicVersion, vendor)]


def install(using="default", **kwargs):
    """Create the guards, replacing older ones; a table that is not there yet is left for later."""
    connection = connections[using]
    if ClinicVersion._meta.db_table in connection.introspection.table_names():
        triggers.install(rules(connection.vendor), using)


def lift(using="default", plan=(), **kwargs):
    """Before `migrate`: take the guards away where it is going to change this app's tables."""
    if any(migration.app_label == "directory" for migration, _backwards in plan):
        remove(using)


def remove(using="default"):
    """Take the guards away. Besides migrations, only tests that empty the database have a reason to."""
    triggers.remove(rules(connections[using].vendor), using)
