"""Searches that found no good answer, counted so that authors learn what is missing. Nothing tells who searched.

Of a search only plain words are counted, no names and no numbers, and no more than a hash of them is stored until they
were searched for on several days.
"""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import islice

from django.db import Error, connections
from django.db.models import Count, F, Max, Sum
from django.utils import timezone
from django.utils.crypto import salted_hmac

from clinic_site import english, names, spanish
from clinic_site.page_cache.circuit_breaker import CircuitBreaker
from clinic_site.page_cache.replica import PRIMARY
from clinic_site.write_lock import hurried
from conditions.discovery.search import lay_words, search
from conditions.discovery.search.analysis import fold, surface
from conditions.discovery.search.known_words import TITLES
from conditions.models import HiddenSearch, PublishingRules, UnansweredSearch

ENOUGH = 0.5  # of the meaning of what was asked: a page that covers more of it is an answer
SHORT = 3  # words of a search that asks for one thing: on an answer they stand together
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
_DIGIT = re.compile(
    r"\b(zero|oh|one|two|three|four|five|six|seven|eight|nine|ten|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)\b"
)
_BIRTH = re.compile(r"\b(born|dob|birth\w*|naci\w*)\b")
_MONTH = re.compile(
    r"\b(january|february|march|april|may|june|july|august|september|october|november|december|enero|febrero|marzo|abril"
    r"|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre)\b"
)
# What else many ask of a clinic like this one, and no page may have
ASKED = set(
    """
    treat treats treatment treatments cure cures cause causes symptom symptoms home remedy remedies exercise exercises
    stretch stretches recovery recover heal healing surgery specialist chiropractor chiropractors chiropractic
    acupuncture massage massages yoga pilates cupping dry needling lupus lyme vitamin vitamins supplement supplements
    diet cbd marijuana opioid opioids stem cell cells prp laser shockwave tens dog bite pillow mattress shoes insoles
    fungus fungal wart warts callus blister itch psoriasis eczema shingles migraine migraines headache headaches
    dizziness vertigo diabetes thyroid hormone menopause anemia cancer tumor hiv hepatitis covid flu anxiety depression
    insomnia snoring allergy allergies asthma obesity weight dementia epilepsy concussion autism adhd
    bedsore bedsores bruise bruising scar scars burn wound wounds ingrown nail nails hair skin ear eye jaw tooth
    child children baby toddler infant teenager senior seniors athlete runner runners dancer wheelchair cane
    crutches amputation prosthetic dialysis chemotherapy vaccine botox steroid steroids antibiotic antibiotics
    """.split()  # noqa: SIM905  (a list of words reads best as text)
)
# In plain SQL, as most searches without an answer ask this: building the queries takes longer than running them.
COUNTS = f"SELECT counts_searches FROM {PublishingRules._meta.db_table}"
COUNTED = f"SELECT day, times FROM {UnansweredSearch._meta.db_table} WHERE fingerprint = %s AND day > %s"
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
    if results.failed or not results.query.words:
        return True
    is_short = 1 < len(results.query.words) <= SHORT
    return results.covered > ENOUGH and (not is_short or results.told > ENOUGH)


def plain_words(results):
    """The words of a search that may be stored; "" where that is none, or where what nothing was found for is not
    among them.
    """
    words = [results.better.get(i, word) for i, word in enumerate(results.query.words)]
    spelled = [surface(word.typed) for word in words]
    if _is_personal(results.query.text) or len(words) > MOST_WORDS or not TITLES.isdisjoint(spelled):
        return ""
    kept = [
        letters
        for letters, word in zip(spelled, words, strict=True)
        if _is_plain(letters, is_on_a_page=word.stem in results.stems)
    ]
    missing = {surface(word) for typed in results.nowhere for word in typed.split()}
    return " ".join(kept) if not missing or missing & {*kept} else ""


def _is_personal(text):
    """Whether a text may hold an address, a number or a birth date, in digits or in words."""
    said = fold(text)
    if _PERSONAL.search(text) or len(_DIGIT.findall(said)) > 1:
        return True
    return bool(_BIRTH.search(said) and _MONTH.search(said))


def _is_plain(letters, *, is_on_a_page):
    """Whether a word is of this field, or on a page, and nobody's name; many a name is an English word too."""
    if _VERTEBRA.fullmatch(letters):
        return True
    if not letters.isascii() or not letters.isalpha() or len(letters) < 2 or names.is_name(letters):
        return False
    of_the_field = english.is_of_the_field(letters) or spanish.is_of_the_field(letters)
    return is_on_a_page or of_the_field or letters in ASKED or letters in lay_words.words()


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
    key = salted_hmac("conditions.discovery.unanswered", words, algorithm="sha256").hexdigest()
    days = _counted(key, day)
    if days is None:
        return
    searches = UnansweredSearch.objects.using(PRIMARY)
    if str(day) in days:
        if days[str(day)] < MOST_TIMES:
            searches.filter(fingerprint=key, day=day).update(times=F("times") + 1)
    elif searches.filter(day=day).count() < MOST_SEARCHES:
        told = words if len(days) >= DAYS - 1 else ""
        searches.bulk_create([UnansweredSearch(fingerprint=key, words=told, day=day)], ignore_conflicts=True)


def _counted(key, day):
    """{day: how often a search was counted on it}, of the days that are kept; None where searches are not counted."""
    with connections[PRIMARY].cursor() as cursor:
        cursor.execute(COUNTS)
        if (False,) in cursor.fetchall():
            return None
        cursor.execute(COUNTED, [key, str(day - KEPT)])
        return {str(on): times for on, times in cursor.fetchall()}


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
