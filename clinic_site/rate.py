"""How often one network address may send a request, or try what opens an account: counted in the database, for all
processes, by the hour, under a keyed hash."""

from datetime import timedelta
from ipaddress import IPv6Address, ip_address, ip_network
from math import ceil

from django.conf import settings
from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

from clinic_site import encryption
from clinic_site.personal_data import NOBODY, Held

LIMIT = 10  # sends from one address in one hour of the clock
HOUR = timedelta(hours=1)
FIRST_WAIT, LONGEST_WAIT = 5, 15 * 60  # seconds between two tries


class TooOften(Exception):
    """More came from one network address than one may send."""


class RateBucket(models.Model):
    """How often one network address sent requests in one hour, or tried to sign in, and until when it has to wait.

    The address, and the account that it tried, are kept as a keyed hash alone.
    """

    address_hash = models.CharField(max_length=64)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    wait_until = models.DateTimeField(null=True, blank=True)

    personal = {"address_hash"}
    safe = {"hour", "count", "wait_until"}
    held = Held(
        "Visitors, staff",
        {"address_hash": "keyed hash of the network address, or of it and the account that was tried"},
        "To slow down who guesses passwords or sends without end",
        "one day",
        NOBODY,
    )

    class Meta:
        app_label = "appointments"  # its table was made there
        constraints = [models.UniqueConstraint(fields=["address_hash", "hour"], name="one_bucket_an_hour")]

    def __str__(self):
        return f"{self.hour}: {self.count}"


def admit(address, at=None):
    """Count one send from `address`; False where it had LIMIT of them in this hour already.

    The count is a conditional UPDATE, so that sends at the same moment cannot slip past the limit together.
    """
    bucket = _bucket(encryption.keyed_hash("address", address), at or timezone.now())
    return bool(RateBucket.objects.filter(pk=bucket.pk, count__lt=LIMIT).update(count=F("count") + 1))


def seconds_to_wait(who, at=None):
    """How long `who` has to wait before the next try; 0 where none is due."""
    at = at or timezone.now()
    ends = RateBucket.objects.filter(address_hash=sign_in_hash(who), wait_until__gt=at).values_list(
        "wait_until", flat=True
    )
    return _seconds(max(ends, default=None), at)


def begin_try(who, *, free, at=None):
    """Count a try by `who` (an address, and what it tries, as text) before its outcome is known.

    Returns (may it go on, how many seconds to wait before the next one). After `free` tries each wait is twice the one
    before, and one that comes too soon counts for nothing. Of tries at the same moment each counts. `succeed` ends it;
    so does an hour without a try.
    """
    at = at or timezone.now()
    while True:
        bucket = _bucket(sign_in_hash(who), at, goes_on=True)
        if seconds := _seconds(bucket.wait_until, at):
            return False, seconds
        wait = _wait_after(bucket.count + 1, free)
        counted = RateBucket.objects.filter(pk=bucket.pk, count=bucket.count).update(
            count=F("count") + 1, wait_until=at + timedelta(seconds=wait) if wait else None
        )
        if counted:
            return True, wait


def succeed(who):
    RateBucket.objects.filter(address_hash=sign_in_hash(who)).delete()


def fail(address, at=None):
    """Count a try of `address` that failed, whatever it tried."""
    bucket = _bucket(sign_in_hash(address), at or timezone.now(), goes_on=True)
    RateBucket.objects.filter(pk=bucket.pk).update(count=F("count") + 1)


def failed(address, at=None):
    """How many tries of `address` failed in this hour and the one before."""
    recent = RateBucket.objects.filter(address_hash=sign_in_hash(address), hour__gte=_hour(at or timezone.now()) - HOUR)
    return recent.order_by("-hour").values_list("count", flat=True).first() or 0


def sign_in_hash(who):
    """64 hex digits that stand for `who`, under SECRET_KEY: signing in works where the key to requests is lost."""
    return salted_hmac("appointments.rate.sign_in", who, algorithm="sha256").hexdigest()


def _hour(at):
    return at.replace(minute=0, second=0, microsecond=0)


def _bucket(key, at, goes_on=False):
    """The bucket of this hour; a new one `goes_on` where that of the hour before ended, or begins at zero."""
    hour = _hour(at)
    buckets = RateBucket.objects.filter(address_hash=key)
    if bucket := buckets.filter(hour=hour).first():
        return bucket
    former = buckets.filter(hour=hour - HOUR).first() if goes_on else None
    begins = {"count": former.count, "wait_until": former.wait_until} if former else {}
    bucket, new = RateBucket.objects.get_or_create(address_hash=key, hour=hour, defaults=begins)
    if new:
        RateBucket.objects.filter(hour__lt=hour - HOUR).delete()
    return bucket


def _seconds(until, at):
    return max(0, ceil((until - at).total_seconds())) if until else 0


def _wait_after(tries, free):
    """Seconds to wait after so many tries; 2 ** 8 times the first wait is longer than the longest."""
    return min(FIRST_WAIT * 2 ** min(tries - free, 8), LONGEST_WAIT) if tries >= free else 0


def in_words(seconds):
    """How long to wait, as one says it: "5 seconds", "3 minutes"."""
    if seconds > 90:
        return f"{-(-seconds // 60)} minutes"
    return "1 second" if seconds == 1 else f"{seconds} seconds"


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
