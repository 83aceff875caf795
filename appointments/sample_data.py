"""Invented booking requests, as a desk would have left them: a queue to try, and an archive to measure by.

Everybody in them is made up; the phone numbers (555-01xx) belong to nobody.
"""

import random
import uuid
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import product

from django.utils import timezone

from appointments.answers import Answers, Choice, Kind, Phone, encode
from appointments.intake import lookup_hashes
from appointments.models import BookingEvent, BookingRequest, Call
from appointments.models.request import ALPHABET
from appointments.rules import CloseReason, Outcome, State
from clinic_site import encryption

OPEN_ONES = 300  # the most: a desk's open work does not grow with its archive
YEARS = timedelta(days=730)
STEP = 175_429_411_021  # prime to the number of references, so that none comes twice in one run
FIRST_NAMES = (
    "Ada Alba Amos Anika Arlo Bea Boris Calla Cyrus Dalia Dario Edda Elio Esme Ezra Farah Felix Fiona Gia Gustavo "
    "Hana Hugo Ida Imani Ivo Jasper Jolie Kai Keiko Lars Leona Lucio Mabel Marek Mina Nadia Nils Odette Omar Petra "
    "Quinn Rafael Rosa Ruben Saskia Silas Tamsin Theo Uma Viggo Wanda Xavier Yara Zane"
)
LAST_NAMES = (
    "Alder Birch Brook Clay Corn Dun East Fair Fern Glen Hazel Holm Iron Kestrel Lark Marsh Moor North Oak Penn Quill "
    "Raven Reed Rowan Sand Stone Thorn Vander West Whit Wren Yar",
    "bridge brook by dale den field ford gate ham hart holt hurst land ley man more pool shaw son ton wall ward well "
    "wick wood worth",
)
REASONS = [
    "My knee clicks on the stairs.",
    "Shoulder pain at night since spring.",
    "Stiff hip after a fall.",
    "The wrist swells when I type.",
    "Back pain down to the foot.",
    "I want to run again.",
    "",
]
ENDS = [CloseReason.VISITED] * 14 + [
    *[CloseReason.UNREACHED, CloseReason.UNREACHED, CloseReason.DECLINED, CloseReason.DECLINED],
    *[CloseReason.ELSEWHERE, CloseReason.DUPLICATE, CloseReason.SPAM],
]


@dataclass
class Story:
    """A request, and what was done with it; the rows are not saved yet."""

    request: BookingRequest
    calls: list = field(default_factory=list)
    events: list = field(default_factory=list)

    def tell(self, kind, at, by=None, *fields):
        self.events.append(BookingEvent(request=self.request, kind=kind, actor=by, at=at, fields=sorted(fields)))


class Inventor:
    """Makes stories up. `desk`: the users who work the queue; lists of articles, providers and locations may be empty.

    `promise` is the time within which the clinic calls back, `keep` how long it keeps personal details: those of
    older requests are destroyed, as purge_bookings would have done.
    """

    def __init__(self, *, desk, articles, areas, providers, locations, schedule, promise, keep, now):
        self.desk, self.articles, self.areas = desk, articles, areas
        self.providers, self.locations = providers, locations
        self.schedule, self.promise, self.keep, self.now = schedule, promise, keep, now
        self.dice = random.Random()  # noqa: S311  (nothing here is secret)
        self.first_names = FIRST_NAMES.split()
        self.last_names = [begin + end for begin, end in product(*(part.split() for part in LAST_NAMES))]
        self.number = self.dice.randrange(len(ALPHABET) ** 8)

    def closed(self):
        """A story of the last two years that ended."""
        story = self._ask(self.now - timedelta(days=10) - (YEARS - timedelta(days=10)) * self.dice.random())
        request, by = story.request, self.dice.choice(self.desk)
        request.state, request.close_reason = State.CLOSED, self.dice.choice(ENDS)
        at = request.submitted_at
        if request.close_reason not in (CloseReason.SPAM, CloseReason.DUPLICATE):
            reached = request.close_reason != CloseReason.UNREACHED
            at = self._calls(story, by, reached=reached)
        if request.close_reason == CloseReason.VISITED:
            request.scheduled_for = self._later(at, 40)
            self._book(story, by, at)
            at = request.scheduled_for
        request.closed_at = self._later(at, 8)
        story.tell("closed", request.closed_at, by, "state", "closed_at", "close_reason")
        if request.closed_at + self.keep < self.now:
            request.purged_at = request.closed_at + self.keep
            story.tell("purged", request.purged_at)
        return self._finish(story)

    def waiting(self):
        """A story that goes on: new, contacted or scheduled."""
        state = self.dice.choices([State.NEW, State.CONTACTED, State.SCHEDULED], [5, 5, 4])[0]
        if state == State.NEW:  # few are overdue
            hours = self.dice.uniform(72, 120) if self.dice.random() < 0.15 else self.dice.triangular(0, 20, 1)
        else:
            hours = self.dice.triangular(72, 300, 80)
        story = self._ask(self.now - timedelta(hours=hours))
        request, by = story.request, self.dice.choice(self.desk)
        request.state = state
        if state == State.NEW:
            request.suspected_spam = self.dice.random() < 0.03
        else:
            at = self._calls(story, by, reached=state == State.SCHEDULED)
            if state == State.CONTACTED:
                request.callback_at = self.schedule.after(at, timedelta(hours=self.dice.uniform(2, 24)))
            else:
                request.scheduled_for = self.schedule.after(self.now, timedelta(hours=self.dice.uniform(1, 120)))
                self._book(story, by, at)
        if self.dice.random() < 0.25:
            latest = story.events[-1].at
            request.claimed_by, request.claimed_at = by, latest + (self.now - latest) * self.dice.random()
            story.tell("claimed", request.claimed_at, by, "claimed_by", "claimed_at")
        return self._finish(story)

    def _ask(self, at):
        self.number = (self.number + STEP) % len(ALPHABET) ** 8
        request = BookingRequest(
            reference=_reference(self.number),
            submission=uuid.uuid4(),
            kind=self.dice.choice([Kind.NEW_PATIENT, Kind.NEW_PATIENT, Kind.REHAB]),
            submitted_at=at,
            due_at=self.schedule.after(at, self.promise),
            article=self.dice.choice(self.articles) if self.articles and self.dice.random() < 0.6 else None,
            consent="invented",
            keep_days=self.keep.days,
        )
        story = Story(request)
        story.tell("submitted", at)
        return story

    def _calls(self, story, by, *, reached):
        """One call or several; returns when the last of them was."""
        request = story.request
        request.first_called_at = at = self._later(request.submitted_at, 1.2 * self.promise / timedelta(hours=1))
        missed = self.dice.choice([0, 0, 1, 2]) if reached else self.dice.choice([1, 1, 2, 3])
        for outcome in [Outcome.VOICEMAIL] * missed + [Outcome.REACHED] * reached:
            story.calls.append(Call(request=request, outcome=outcome, by=by, at=at))
            story.tell("called", at, by, "outcome", "state", "callback_at")
            if outcome == Outcome.REACHED:
                request.reached_at = at
            else:
                at = self._later(at, 8)
        return story.calls[-1].at

    def _later(self, at, most):
        """A moment that has passed, at most `most` opening hours after `at`."""
        return min(self.schedule.after(at, timedelta(hours=self.dice.uniform(0.1, most))), self.now)

    def _book(self, story, by, at):
        story.request.provider = self.dice.choice(self.providers) if self.providers else None
        story.request.location = self.dice.choice(self.locations) if self.locations else None
        story.tell("scheduled", at, by, "state", "scheduled_for", "provider", "location")

    def _finish(self, story):
        story.request.version = len(story.events)
        if story.request.purged_at is None:
            answers = self._answers(story.request.kind)
            story.request.sealed_answers = encryption.seal(encode(answers))
            for name, value in lookup_hashes(answers).items():
                setattr(story.request, name, value)
        story.events.sort(key=lambda event: event.at)
        return story

    def _answers(self, kind):
        dice = self.dice
        area, exchange = dice.randrange(201, 990), dice.randrange(100, 200)
        area += area % 100 == 11  # N11 is no area code
        typed = f"({area}) 555-0{exchange}"
        today = timezone.localdate(self.now)
        return Answers(
            kind=kind,
            asking_for=dice.choice(["me", "me", "me", "other"]),
            first_name=dice.choice(self.first_names),
            last_name=dice.choice(self.last_names),
            birth_date=date(today.year - dice.randrange(19, 90), dice.randrange(1, 13), dice.randrange(1, 29)),
            phone=Phone(typed, f"+1{area}5550{exchange}"),
            voicemail=dice.random() < 0.7,
            call_times=tuple(dice.sample(["morning", "afternoon"], dice.randrange(3))),
            body_area=dice.choice([None, *self.areas]),
            reason=dice.choice(REASONS),
            referral=dice.choice(["yes", "no", "not_sure"]) if kind == Kind.REHAB else "",
            seen_before="" if kind == Kind.REHAB else dice.choice(["yes", "no", "not_sure"]),
            location=dice.choice([None, *[Choice(place.slug, place.name) for place in self.locations]]),
            consent="invented",
        )


def _reference(number):
    characters = []
    for _ in range(8):
        number, remainder = divmod(number, len(ALPHABET))
        characters.append(ALPHABET[remainder])
    return "".join(characters[:4]) + "-" + "".join(characters[4:])
