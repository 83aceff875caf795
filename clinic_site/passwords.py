"""Passwords that are easy to guess, however long: common words, repeats, sequences, rows of keys, names of the clinic.

NIST SP 800-63B (section 5.1.1.2) asks for a comparison with values that are commonly used, repeated or sequential, or
that the place suggests, and for no rules on composition. zxcvbn knows common passwords, words and patterns and tells
how many guesses a password takes; it is asked here about several readings of one password, as people vary weak ones.
"""

import re
import unicodedata
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError

from clinic_site.directory.models import ClinicProfile, Location

# zxcvbn is imported where it is used: it takes 15 MB of memory, and most processes only show pages.

HEAD = 32  # characters that are judged, so that the time to judge is bounded: what begins hard is hard
HARD = 9.2  # the power of ten of guesses that a password takes as it is typed,
BARE = 8.4  # without case, accents, spaces and signs between words,
LEFT = 6  # and in what is left without names, well-known phrases and all that stands around
FEW = 3  # different signs that are left out between words: they cost those who guess next to nothing
WALK = 0.6  # the share of neighbors on the keyboard from which on it is no text any more
SHORTEST = 3  # letters of a name that counts as one

BASE_KEYS = str.maketrans('!@#$%^&*()_+{}|:"<>?', "1234567890-=[]\\;',./")  # a US keyboard without shift
LEET = str.maketrans("013457", "oieast")
AROUND = re.compile(r"^[\d\W_]+|[\d\W_]+$")
SIGNS = re.compile(r"[\W_]+")
NO_LETTERS = re.compile(r"[\d\W_]+")
WELL_KNOWN = Path(__file__).with_name("well_known.txt")  # one a line


class GuessablePasswordValidator:
    """Refuse a password that takes few guesses. One for AUTH_PASSWORD_VALIDATORS."""

    def validate(self, password, user=None):
        if is_guessable(password, [*_of_the_clinic(), *_of_the_account(user)]):
            raise ValidationError(
                "This password is easy to guess: it is made of common words or names, repeats or rows of keys. "
                "Choose three or four words that do not belong together.",
                code="password_guessable",
            )

    def get_help_text(self):
        return (
            "Three or four words that do not belong together make a good password, with spaces if you like. Common "
            "words, repeats, rows of keys and names of the clinic are easy to guess, and refused."
        )


def is_guessable(password, names=()):
    """Whether `password` takes few guesses from somebody who knows `names`: of the clinic, of the account."""
    password = password[: 4 * HEAD]
    plain = _plain(password)
    bare, letters = SIGNS.sub("", plain), NO_LETTERS.sub("", plain)
    readings = [(password, HARD), (password.translate(BASE_KEYS), HARD)]
    left = [text for text in (AROUND.sub("", plain), letters) if len(text) > len(plain) / 2]
    if len(set(plain) - set(bare)) <= FEW:
        readings.append((bare, BARE))
        for text in (bare, bare.translate(LEET)):
            unnamed = _without(text, names)
            if unnamed != text and len(core := AROUND.sub("", unnamed)) <= len(text) / 2:
                left.append(core)
    return (
        any(_is_easy(text[:HEAD], guesses) for text, guesses in readings)
        or any(_guesses(text[:HEAD]) < LEFT for text in left)
        or not letters
    )


def _is_easy(text, enough):
    """Whether `text` is, as it stands: common, a row of keys, or two easy ones woven into each other (a1b2c3)."""
    woven = _guesses(text[::2]) + _guesses(text[1::2])
    return _guesses(text) < enough or woven < enough or _is_walk(text.lower())


def _guesses(text):
    """The power of ten of the guesses that `text` takes."""
    from zxcvbn import zxcvbn

    return float(zxcvbn(text)["guesses_log10"]) if text else 0


def _is_walk(text):
    from zxcvbn.adjacency_graphs import ADJACENCY_GRAPHS

    keys = ADJACENCY_GRAPHS["qwerty"]
    steps = [b == a or any(b in key for key in keys.get(a, ()) if key) for a, b in pairwise(text)]
    return sum(steps) > WALK * len(steps)


def _plain(text):
    """`text` in lower case and without accents; letters of other widths become the usual ones."""
    return "".join(c for c in unicodedata.normalize("NFKD", text).casefold() if not unicodedata.combining(c))


def _without(text, names):
    """`text` without well-known phrases, and without `names` and their words, the longest first."""
    parts = [SIGNS.sub(" ", _plain(name)).split() for name in names]
    known = {word for words in parts for word in ["".join(words), *words] if len(word) >= SHORTEST}
    known |= {phrase.replace(" ", "") for phrase in _well_known()}
    for word in sorted(known, key=len, reverse=True):
        text = text.replace(word, "")
    return text


@lru_cache(maxsize=1)
def _well_known():
    return WELL_KNOWN.read_text().splitlines()


def _of_the_clinic():
    profiles = ClinicProfile.objects.values_list("name", flat=True)
    places = Location.objects.values_list("name", "city")
    return [*profiles, *(name for place in places for name in place), *settings.SITE_HOST.split(".")]


def _of_the_account(user):
    names = ("username", "first_name", "last_name", "email")
    return [name for name in (str(getattr(user, name, "")) for name in names) if name]
