"""Database triggers: what pages said of the clinic in the past is never changed or deleted.

Lifted while a migration of this app runs, and put back after every `migrate`, as those of articles are.
"""

from django.db import connections

from clinic_site import triggers
from clinic_site.directory.models import ClinicVersion


def rules(vendor):
    return [*triggers.kept(ClinicVersion), *triggers.fixed(ClinicVersion, vendor)]


def create(using="default", **kwargs):
    """Create the triggers, replacing older ones; a table that is not there yet is left for later."""
    connection = connections[using]
    if ClinicVersion._meta.db_table in connection.introspection.table_names():
        triggers.create(rules(connection.vendor), using)


def drop_before_migration(using="default", plan=(), **kwargs):
    """Before `migrate`: drop the triggers where it is going to change this app's tables."""
    if any(migration.app_label == "directory" for migration, _backwards in plan):
        drop(using)


def drop(using="default"):
    """Drop the triggers. Besides migrations, only tests that empty the database have a reason to."""
    triggers.drop(rules(connections[using].vendor), using)
