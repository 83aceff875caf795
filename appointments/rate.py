"""How often one network address may send: counted in the database by the hour, under a keyed hash."""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.db.models import F
from django.utils import timezone

from appointments import vault
from appointments.models import RateBucket

LIMIT = 10  # sends from one address in one hour of the clock


def admit(address, at=None):
    """Count one send from `address`; False where it had LIMIT of them in this hour already.

    The count is a conditional UPDATE, so that sends at the same moment cannot slip past the limit together.
    """
    hour = (at or timezone.now()).replace(minute=0, second=0, microsecond=0)
    bucket, new = RateBucket.objects.get_or_create(address_hash=vault.keyed_hash("address", address), hour=hour)
    if new:
        RateBucket.objects.filter(hour__lt=hour - timedelta(hours=1)).delete()
    return bool(RateBucket.objects.filter(pk=bucket.pk, count__lt=LIMIT).update(count=F("count") + 1))


def address_of(request):
    """The visitor's network address, or the /64 of it that one household has in IPv6.

    Under HTTPS a proxy stands in front: what it adds to X-Forwarded-For is last, and all before it may be made up.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.HTTPS:
        address = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or address
    try:
        known = ip_address(address)
    except ValueError:
        return address or "unknown"
    if isinstance(known, IPv6Address) and known.ipv4_mapped is None:
        return str(ip_network((known.packed, 64), strict=False))
    return str(getattr(known, "ipv4_mapped", None) or known)
