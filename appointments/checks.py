"""Keys that cannot work, found before the first patient meets them."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.db import connections

from appointments.models import BookingRequest
from clinic_site import encryption
from clinic_site.backups.models import BackupRun


@register(Tags.security)
def booking_keys_are_keys(app_configs, **kwargs):
    """A site that has none yet gets one with its tables (encryption.ensure_key)."""
    try:
        encryption.check(settings.BOOKING_KEYS)
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
    """Run by `migrate` and `serve`: a lost key is noticed before another one is made, or seals new requests."""
    if booking_keys_are_keys(app_configs):
        return []
    for alias in databases or []:
        if BookingRequest._meta.db_table not in connections[alias].introspection.table_names():
            continue
        newest = BookingRequest.objects.using(alias).exclude(sealed_answers="").order_by("-submitted_at")
        token = newest.values_list("sealed_answers", flat=True).first()
        try:
            if token:
                encryption.unseal(token)
        except encryption.WrongKey:
            if _restored_without_keys(alias, newest.values_list("submitted_at", flat=True).first()):
                return [_given_up()]
            return [_lost() if settings.BOOKING_KEYS else _missing()]
    return []


def _restored_without_keys(alias, submitted_at):
    """Whether what came in until `submitted_at` was restored from a backup, knowingly without its keys."""
    restored = BackupRun.objects.using(alias).of(BackupRun.Kind.RESTORE).filter(without_keys=True)
    return restored.filter(started_at__gte=submitted_at).exists()


def _given_up():
    return Warning(
        "This site was restored from a backup without its keys: personal details of the booking requests in it cannot "
        "be read.",
        hint="If the file of keys turns up, put its BOOKING_KEYS behind the site's own into BOOKING_KEYS, a comma "
        "between, restart, and run: manage.py rotate_booking_keys",
        id="appointments.W001",
    )


def _missing():
    return Error(
        f"The booking key is missing: there is neither BOOKING_KEYS nor a file {settings.DATA_DIR / 'booking_key'}. "
        "The booking requests in the database are sealed with it. No other key was made.",
        hint="Put the former key back (into BOOKING_KEYS, or the file booking_key in DATA_DIR): it is in the file of "
        "keys that the first backup wrote (clinic-...-keys-....json). Without it nobody can read these requests.",
        id="appointments.E002",
    )


def _lost():
    return Error(
        "The keys in BOOKING_KEYS do not open the booking requests in the database.",
        hint="Put the former key back (into BOOKING_KEYS, or the file booking_key in DATA_DIR). To change "
        "keys, put the new one first, keep the old one behind it, and run: manage.py rotate_booking_keys",
        id="appointments.E002",
    )
