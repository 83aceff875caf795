"""The desk's queue: sections and tabs, the most pressing first, and exact look-up by keyed hash.

Every list is served by an index in its own order and cut to a page, and every count stops at COUNTED, so that the
queue costs the same beside a million closed requests.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta

import phonenumbers
from django.db.models import Case, Exists, OuterRef, Q, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from appointments.forms.dates import month_of
from appointments.models import BookingRequest, Call, Letter
from appointments.models.request import same_reference
from appointments.rules import OPEN, State
from clinic_site import encryption

PAGE = 25
COUNTED = 1000  # a tab with as many says "999+"
VISIT = timedelta(hours=1)  # after that long one knows who came
LETTERS_WAIT = timedelta(minutes=15)  # no letter waits longer while the sender runs and the mail server takes them
LETTERS_LATELY = timedelta(days=3)
LATEST_LETTERS = 200  # looked at for failures
# What an open request waits for: the next call, else the visit, else the promised call.
ALARMS_FIRST = Case(When(alarm="", then=1), default=0)
NEXT_MOMENT = Coalesce("callback_at", "scheduled_for", "due_at")


@dataclass(frozen=True)
class Section:
    """A part of the queue: its heading, and its requests in order."""

    key: str
    heading: str
    requests: object  # a queryset


def waiting(at=None):
    """[Section] of what the desk is to act on: danger signs, overdue calls, callbacks due, visits that are over, new
    requests.
    """
    at = at or timezone.now()
    not_reached = BookingRequest.objects.filter(state__in=[State.NEW, State.CONTACTED], reached_at=None)
    alarms = not_reached.exclude(alarm="").order_by("alarm", "submitted_at")
    others = BookingRequest.objects.filter(Q(alarm="") | Q(reached_at__isnull=False))
    new = others.filter(state=State.NEW)
    callbacks = others.filter(callback_at__lte=at).order_by("callback_at")
    visits = BookingRequest.objects.filter(state=State.SCHEDULED, scheduled_for__lte=at - VISIT)
    return [
        Section("alarms", "Danger signs: call these first", alarms),
        Section("overdue", "Overdue: we promised a call before now", new.filter(due_at__lte=at).order_by("due_at")),
        Section("callbacks", "Call back now", callbacks),
        Section("visits", "The visit was due: did they come?", visits.order_by("scheduled_for")),
        Section("new", "New, oldest first", new.filter(due_at__gt=at).order_by("submitted_at")),
    ]


def tabs(user):
    """{key: (label, queryset)}; each shows one list."""
    requests = BookingRequest.objects
    return {
        "new": ("New", requests.filter(state=State.NEW).order_by(ALARMS_FIRST, "alarm", "submitted_at")),
        "mine": ("Mine", requests.filter(claimed_by=user, state__in=OPEN).order_by(NEXT_MOMENT, "submitted_at")),
        "contacted": ("Contacted", requests.filter(state=State.CONTACTED).order_by("callback_at")),
        "scheduled": ("Scheduled", requests.filter(state=State.SCHEDULED).order_by("scheduled_for")),
        "closed": ("Closed", requests.filter(state=State.CLOSED).order_by("-closed_at")),
    }


def size(requests):
    """How many there are, up to COUNTED."""
    return requests.order_by()[:COUNTED].count()


def counts_from(article, since):
    """How many requests came from the page of `article`: in all, open ones, and those since the moment `since`."""
    requests = article.booking_requests
    recent = requests.filter(submitted_at__gte=since)
    return {"total": requests.count(), "open": requests.open().count(), "recent": recent.count()}


def counted(number):
    """`number`, counted up to COUNTED, as text: "999+" where there may be more."""
    return f"{COUNTED - 1}+" if number >= COUNTED else str(number)


def cut(sections, sizes, start):
    """The page that begins at `start` in `sections` read one after the other, as [(Section, its requests there)]."""
    parts, before = [], 0
    for section, length in zip(sections, sizes, strict=True):
        first, last = max(start - before, 0), min(start + PAGE - before, length)
        if first < last:
            parts.append((section, section.requests[first:last]))
        before += length
    return parts


def letters_wait(at=None):
    """Whether a letter is due for longer than one is while letters go out; one put off by its own server is not."""
    at = at or timezone.now()
    return Letter.objects.filter(state=Letter.State.QUEUED, next_attempt_at__lt=at - LETTERS_WAIT).exists()


def undelivered(at=None):
    """Open requests whose patient a letter did not reach lately, nor a call since: a few, for the desk to call."""
    at = at or timezone.now()
    latest = Letter.objects.order_by("-pk").values("pk")[:LATEST_LETTERS]
    failed = Letter.objects.filter(pk__in=latest, state=Letter.State.FAILED, queued_at__gt=at - LETTERS_LATELY)
    called = Call.objects.filter(request=OuterRef("request"), at__gt=OuterRef("queued_at"))
    failed = failed.exclude(name="waiting").exclude(Exists(called))  # that letter goes to the desk itself
    return BookingRequest.objects.open().filter(pk__in=failed.values("request"))[:5]


def look_up(typed):
    """Requests that match `typed` exactly, newest first, at most a page.

    `typed` is a reference, a phone number, a name (the last name counts) or a birth date.
    """
    typed = typed.strip()
    found = Q(reference=same_reference(typed))
    for name in last_names(typed):
        found |= Q(last_name_hash__in=encryption.keyed_hashes("last_name", encryption.plain_name(name)))
    if number := e164(typed):
        found |= Q(phone_hash__in=encryption.keyed_hashes("phone", number))
    if day := birth_date(typed):
        found |= Q(birth_date_hash__in=encryption.keyed_hashes("birth_date", day.isoformat()))
    return BookingRequest.objects.filter(found).order_by("-submitted_at")[:PAGE]


def last_names(typed):
    """Return possible last names in `typed`: all of it, the words before a comma, or those after first names."""
    before, comma, _ = typed.partition(",")
    words = typed.split()
    return {before} if comma else {" ".join(words[i:]) for i in range(min(len(words), 4))}


def e164(typed):
    """`typed` as a phone number in E.164, or "" where it is none."""
    try:
        number = phonenumbers.parse(typed, "US")
    except phonenumbers.NumberParseException:
        return ""
    number.extension = None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def birth_date(typed):
    """`typed` as a date, or None: "3/14/1971", "3-14-71", "March 14, 1971" or "1971-03-14"."""
    words = re.findall(r"\w+", typed)
    if len(words) != 3:
        return None
    year, month, day = words if len(words[0]) == 4 and words[0].isdecimal() else (words[2], *words[:2])
    if not (year.isdecimal() and day.isdecimal() and len(year) in (2, 4)):
        return None
    today = timezone.localdate()
    year = int(year) if len(year) == 4 else today.year - (today.year - int(year)) % 100
    try:
        return date(year, month_of(month) or 0, int(day))
    except ValueError:
        return None
