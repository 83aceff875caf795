"""Database triggers: the trail of a booking request and its calls are never changed or deleted.

Lifted while a migration of this app runs, and put back after every `migrate`, as those of articles are.
"""

from django.db import connections

from appointments.models import BookingEvent, Call
from clinic_site import triggers

APPEND_ONLY = [BookingEvent, Call]


def rules(vendor):
    return [refusal for model in APPEND_ONLY for refusal in (*triggers.kept(model), *triggers.fixed(model, vendor))]


def create(using="default", **kwargs):
    """Create the triggers, replacing older ones; tables that are not there yet are left for later."""
    connection = connections[using]
    if {model._meta.db_table for model in APPEND_ONLY} <= set(connection.introspection.table_names()):
        triggers.create(rules(connection.vendor), using)


def drop_before_migration(using="default", plan=(), **kwargs):
    """Before `migrate`: drop the triggers where it is going to change this app's tables."""
    if any(migration.app_label == "appointments" for migration, _backwards in plan):
        drop(using)


def drop(using="default"):
    """Drop the triggers. Besides migrations, only tests that empty the database have a reason to."""
    triggers.drop(rules(connections[using].vendor), using)
