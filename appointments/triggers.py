"""Database triggers: the events of a booking request and its calls are never changed or deleted."""

from appointments.models import BookingEvent, Call
from clinic_site import triggers

APPEND_ONLY = [BookingEvent, Call]


def rules(vendor):
    return [refusal for model in APPEND_ONLY for refusal in (*triggers.kept(model), *triggers.fixed(model, vendor))]


_own = triggers.AppTriggers("appointments", APPEND_ONLY, rules)
create, drop, drop_before_migration = _own.create, _own.drop, _own.drop_before_migration
