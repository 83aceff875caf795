"""Searches that found no good answer, counted so that authors learn what is missing. Nothing tells who searched.

Of a search only plain words are counted, no names and no numbers, and no more than a hash of them is stored until they
were searched for on several days.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from django.db import Error
from django.db.models import Count, F, Max, Sum
from django.utils import timezone
from django.utils.crypto import salted_hmac

from clinic_site import english, names
from clinic_site.page_cache.circuit_breaker import CircuitBreaker
from clinic_site.page_cache.replica import PRIMARY
from clinic_site.write_lock import hurried
from conditions.discovery.search import lay_words, search
from conditions.discovery.search.analysis import surface
from conditions.discovery.search.known_words import TITLES, is_word
from conditions.models import HiddenSearch, PublishingRules, UnansweredSearch

ENOUGH = 0.5  # of the meaning of what was asked: a page that covers more of it is an answer
MOST_WORDS = 8  # of a search; who writes more tells a story
DAYS = 5  # on which a search was made before its words are stored, and shown
KEPT = timedelta(days=90)
MOST_TIMES = 10  # that one search counts on a day
MOST_SEARCHES = 500  # different ones of a day
SHOWN = 100
PATIENCE = 0.2  # seconds for which a page of results waits for who writes to SQLite
REST = 60  # seconds without counting after the database failed
# A mail address, a phone number, a birth date, the number of a file or a house: more of the kind may stand beside it
_PERSONAL = re.compile(r"@|\d{3}|\d+[-./]\d+[-./]\d")
_VERTEBRA = re.compile(r"[clst]\d\d?")

breaker = CircuitBreaker("The count of searches without an answer")


@dataclass(frozen=True)
class Row:
    """A search without a good answer: on how many `days`, how many `times` in all, and when for the `last` time."""

    words: str
    days: int
    times: int
    last: date


def is_answered(results):
    return results.failed or not results.query.words or results.covered > ENOUGH


def plain_words(results):
    """The words of a search that may be stored; "" where that is none, or where what nothing was found for is not
    among them.
    """
    words = [results.better.get(i, word) for i, word in enumerate(results.query.words)]
    spelled = [surface(word.typed) for word in words]
    if _PERSONAL.search(results.query.text) or len(words) > MOST_WORDS or not TITLES.isdisjoint(spelled):
        return ""
    kept = [letters for i, letters in enumerate(spelled) if _is_plain(words, i)]
    missing = {surface(word) for typed in results.nowhere for word in typed.split()}
    return " ".join(kept) if not missing or missing & {*kept} else ""


def _is_plain(words, i):
    """Whether one of Words is a word of this field, or one that many people use and that is nobody's name."""
    typed, letters = words[i].typed, surface(words[i].typed)
    if _VERTEBRA.fullmatch(letters):
        return True
    if not letters.isascii() or not letters.isalpha() or len(letters) < 2 or names.is_name(letters):
        return False
    if letters in lay_words.words() or english.is_common(typed):
        return True
    return not english.is_english(typed) and is_word(words, i)


def count(results, at=None):
    """Count a search that found no good answer, if it may be. A database that does not answer keeps nobody waiting."""
    if is_answered(results) or breaker.is_open or not (words := plain_words(results)):
        return
    try:
        with hurried(PATIENCE):
            _add(words, timezone.localdate(at))
    except Error as error:
        breaker.open(REST, error)


def _add(words, day):
    if not PublishingRules.load().counts_searches:
        return
    key = salted_hmac("conditions.discovery.unanswered", words, algorithm="sha256").hexdigest()
    searches = UnansweredSearch.objects.using(PRIMARY)
    made = searches.filter(fingerprint=key, day__gt=day - KEPT).order_by("-day")
    days = dict(made.values_list("day", "times"))
    if day in days:
        if days[day] < MOST_TIMES:
            searches.filter(fingerprint=key, day=day).update(times=F("times") + 1)
    elif searches.filter(day=day).count() < MOST_SEARCHES:
        told = words if len(days) >= DAYS - 1 else ""
        searches.bulk_create([UnansweredSearch(fingerprint=key, words=told, day=day)], ignore_conflicts=True)


def report(at=None):
    """The Rows that authors should see: those of the most days first, without what is hidden, or answered by now."""
    hidden = {*HiddenSearch.objects.values_list("words", flat=True)}
    recent = UnansweredSearch.objects.filter(day__gt=timezone.localdate(at) - KEPT)
    searches = recent.values("fingerprint").annotate(
        said=Max("words"), days=Count("day"), searched=Sum("times"), last=Max("day")
    )
    found = searches.filter(days__gte=DAYS).exclude(said="").order_by("-days", "-searched", "said")
    rows = (Row(row["said"], row["days"], row["searched"], row["last"]) for row in found)
    return list(islice((row for row in rows if row.words not in hidden and not is_answered(search(row.words))), SHOWN))


def hide(words, *, by):
    """Leave `words` out of the report from now on."""
    HiddenSearch.objects.get_or_create(words=words, defaults={"hidden_by": by})


def show_again(words):
    HiddenSearch.objects.filter(words=words).delete()


def forget(at=None):
    """Delete what was counted too long ago; everything where the clinic does not count searches."""
    searches = UnansweredSearch.objects.all()
    if PublishingRules.load().counts_searches:
        searches = searches.filter(day__lte=timezone.localdate(at) - KEPT)
    searches.delete()
