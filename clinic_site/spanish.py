"""Whether a word is Spanish, accents aside: by the list that pyspellchecker brings. Pure."""

import gzip
import re
import unicodedata
from collections import defaultdict
from functools import cache
from importlib.resources import files

_ENTRY = re.compile(r'^"([^"]+)": (\d+)', re.MULTILINE)
_RARE = 300  # times that the package counts a word: those below are mostly slips, names and other languages


START = 3  # letters that words are kept together by


def is_spanish(word):
    """Whether `word`, of small letters, is on the list. The list has gaps: that a word is missing says little."""
    plain = _plain(word)
    return f" {plain} " in _words().get(plain[:START], "")


@cache
def _words():
    """{first letters: the words that begin so, with a space before and behind each}: 1 MB."""
    packed = files("spellchecker").joinpath("resources/es.json.gz").read_bytes()
    lists = defaultdict(list)
    for word, times in _ENTRY.findall(gzip.decompress(packed).decode()):
        if int(times) > _RARE:
            plain = _plain(word)
            lists[plain[:START]].append(plain)
    return {start: f" {' '.join(words)} " for start, words in lists.items()}


def _plain(word):
    return "".join(letter for letter in unicodedata.normalize("NFKD", word) if not unicodedata.combining(letter))
