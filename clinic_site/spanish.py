"""Whether a word is spelled as Spanish is, accents or none. Pure.

The list is the one that pyspellchecker brings, and spanish.txt, words of this field that it lacks. "Rodillas" is known
where the list has "rodilla". (simplemma knows more, and takes 102 MB of each process to know it; this list takes 1 MB.)
"""

import re
import threading
import unicodedata
from functools import cache, lru_cache
from itertools import chain, groupby
from pathlib import Path

import Stemmer

from clinic_site.word_list import START, entries_of, has, read

OWN = Path(__file__).with_name("spanish.txt")
# They say nothing by themselves, as "the" does. English ones among them are left to whoever reads English.
FILLERS = frozenset(
    """
    al ante aquel aquella como con cual cuales cuando cuanto de del desde donde durante e el ella ellas ellos en entre
    era es esa ese eso esta estan estar estas este esto estos estoy fue ha han hasta hay la las le les lo los mas me mi
    mientras mis mucha muchas mucho muchos muy ni nos o os otra otro para pero por porque pues que quien se ser si sin
    sobre son soy su sus tan te tengo tener tiene tienen todo toda todos tras tu tus u un una unas uno unos va voy y ya
    yo hace hacer hago cada vez
    """.split()  # noqa: SIM905  (a list of words reads best as text)
)
_ENTRY = re.compile(r'^"(\w+)": (\d+)')
_SHORT, _RARE = 4, 50  # a word as short and as rarely counted by the package is more often a slip: "pian" is pain
_ENDINGS = [
    *[("s", ("",)), ("es", ("",)), ("ces", ("z",)), ("a", ("o",)), ("as", ("o", "a")), ("mente", ("", "a", "o"))],
    *[("rme", ("r",)), ("rse", ("r",)), ("rlo", ("r",)), ("rla", ("r",)), ("rte", ("r",)), ("ndo", ("r", "do"))],
    *[("ada", ("ar", "ado")), ("ado", ("ar",)), ("ida", ("ir", "er", "ido")), ("ido", ("ir", "er"))],
]
# Endings that make a word of a stem: "inflamadas" is one, and "musle" is none, though "muslo" has its stem.
_INFLECTED = re.compile(
    r"(?<=....)(ad[oa]s?|id[oa]s?|ando|iendo|amos|emos|imos|aban?|ian?|aron|ieron|aria|eria|iria|ara|era|os|as|an|en|ar|er"
    r"|ir|iste|aste|cion|ciones|mente|(?<=.....)[oa])$"
)
_own = threading.local()  # a stemmer keeps what it is at work on


def is_spanish(word):
    """Whether `word` is spelled right in Spanish, whether its accents are written or not."""
    folded = fold(word)
    if folded in FILLERS or any(has(lists(), form) for form in _forms(folded)):
        return True
    return bool(_INFLECTED.search(folded)) and has(_stems(), stem(folded))


def is_of_the_field(word):
    """Whether `word` is one of spanish.txt."""
    return fold(word) in _own_words()


def _forms(word):
    """A word, and what it may be a plural, a feminine or a form with a pronoun of."""
    yield word
    for ending, others in _ENDINGS:
        if word.endswith(ending) and len(word) > len(ending) + 2:
            yield from (word.removesuffix(ending) + other for other in others)


def fold(word):
    """Small letters without accents."""
    letters = unicodedata.normalize("NFKD", word.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


@lru_cache(maxsize=5_000)
def stem(word):
    """`word` without accents and ending."""
    if not hasattr(_own, "stemmer"):
        _own.stemmer = Stemmer.Stemmer("spanish", 0)  # without its own cache
    return _own.stemmer.stemWord(fold(word))


@cache
def lists():
    """The words, packed; reading them takes some 100 ms."""
    with entries_of("es.json.gz", _ENTRY) as found:
        return _packed((word for word, times in found if len(word) > _SHORT or int(times) > _RARE), fold)


@cache
def _stems():
    """The stems of all words, packed in the same way."""
    stemmer = Stemmer.Stemmer("spanish", 0)

    def stemmed(text):
        return " ".join(sorted(set(stemmer.stemWords(text.split()))))

    return _packed((word for some in lists().values() for word in some.split()), stemmed)


def _packed(words, change):
    """{first letters: words} of `words` and those of spanish.txt, each string of them changed by `change`."""
    found = {}
    for _, some in groupby(chain(words, _own_words()), lambda word: word[:START]):
        text = change(" ".join(some))
        found[text[:START]] = f"{found.get(text[:START], ' ')}{text} "
    return found


@cache
def _own_words():
    return tuple(dict.fromkeys(map(fold, read(OWN))))
