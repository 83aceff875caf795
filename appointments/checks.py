"""Keys that cannot work, found before the first patient meets them."""

from django.conf import settings
from django.core.checks import Error, Tags, register
from django.db import connections

from appointments import vault
from appointments.models import BookingRequest


@register(Tags.security)
def booking_keys_are_keys(app_configs, **kwargs):
    try:
        vault.check(settings.BOOKING_KEYS)
    except ValueError:
        return [
            Error(
                "A key in BOOKING_KEYS is not 32 bytes in URL-safe base64.",
                hint="Make one with: python -c 'from cryptography.fernet import Fernet; "
                "print(Fernet.generate_key().decode())'",
                id="appointments.E001",
            )
        ]
    return []


@register(Tags.database)
def booking_keys_open_what_is_stored(app_configs, databases=None, **kwargs):
    """Run by `migrate` and `serve`: a lost key is noticed before new requests are sealed with another."""
    if booking_keys_are_keys(app_configs):
        return []
    for alias in databases or []:
        if BookingRequest._meta.db_table not in connections[alias].introspection.table_names():
            continue
        newest = BookingRequest.objects.using(alias).exclude(sealed_answers="").order_by("-submitted_at")
        token = newest.values_list("sealed_answers", flat=True).first()
        try:
            if token:
                vault.unseal(token)
        except vault.WrongKey:
            return [
                Error(
                    "The keys in BOOKING_KEYS do not open the booking requests in the database.",
                    hint="Put the former key back (into BOOKING_KEYS, or the file booking_key in DATA_DIR). To change "
                    "keys, put the new one first, keep the old one behind it, and run: manage.py rotate_booking_keys",
                    id="appointments.E002",
                )
            ]
    return []
