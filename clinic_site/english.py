"""Whether a word is spelled as English is: American or British, everyday or medical. Pure.

Two lists say so: the one that pyspellchecker brings, and english.txt, words of this field that it lacks. The package's
own class takes 38 MB. Its list alone, packed as below, takes 2 MB, and is first read when somebody asks.
"""

import re
import unicodedata
from functools import cache
from itertools import groupby
from pathlib import Path

from clinic_site.word_list import START, entries_of, has, read

CONTRACTIONS = frozenset(
    """
    ain't aren't can't couldn't daren't didn't doesn't don't hadn't hasn't haven't isn't mayn't mightn't mustn't needn't
    oughtn't shan't shouldn't wasn't weren't won't wouldn't
    i'm i've i'll i'd you're you've you'll you'd we're we've we'll we'd they're they've they'll they'd
    he's he'll he'd she's she'll she'd it's it'll it'd that's that'll that'd this'll these're those're
    there's there're there'll there'd here's what's what're what'll what'd who's who're who've who'll who'd
    where's where're where'd when's why's why'd how's how're how'd let's
    could've should've would've might've must've may've y'all o'clock ma'am
    """.split()  # noqa: SIM905  (a list of words reads best as text)
)
# Without their apostrophe these are words of their own: "I'll" and "ill", "we're" and "were".
WORDS_OF_THEIR_OWN = {"hell", "ill", "id", "its", "lets", "shed", "shell", "wed", "well", "were", "whore"}
WITHOUT_APOSTROPHE = frozenset(word.replace("'", "") for word in CONTRACTIONS) - WORDS_OF_THEIR_OWN

OWN = Path(__file__).with_name("english.txt")
SPELLINGS = [  # (what some spell otherwise, as Britons do, how American pages have it)
    (r"(?<=h)ae(?=m)|(?<=gyn)ae|(?<=f)ae(?=c)|(?<=p)ae(?=d)|(?<=c)ae(?=c[ou]|s[au])|ae(?=mi[ac]|sth|tio)", "e"),
    (r"oe(?=dem|soph|str|tus|tal|a$|al$|ic$)", "e"),
    (r"oeuv(re?)", "euver"),
    (r"(arm|behavi|cand|clam|col|endeav|fav|flav|glam|harb)our", r"\1or"),
    (r"(hon|hum|lab|neighb|od|rig|rum|savi?|splend|tum|vap|vig)our", r"\1or"),
    (r"is(?=(e|ed|er|ers|es|ing|able|ation|ations|ational)$)", "iz"),
    (r"ys(?=(e|ed|er|ers|es|ing)$)", "yz"),
    (r"(cen|^fi|^goi|^li|^lus|spec|thea|^me|centime|millime|kilome)tre(?=[ds]?$)", r"\1ter"),
    (r"(^fi|^sa|^som|^cali)bre(?=s?$)", r"\1ber"),
    (r"(?<=[ae])ll(?=(ed|er|ers|ing|or|ors)$)", "l"),
    (r"(?<=[ei])l(?=ments?$)", "ll"),
    (r"(def|lic|off|pret)ence", r"\1ense"),
    (r"ogue(?=s?$)", "og"),
    (r"ulph", "ulf"),
    (r"^tendonitis$", "tendinitis"),
    (r"^disk(?=s?$)", "disc"),
]
_APOSTROPHES = str.maketrans("’‘ʼ＇`´", "''''''")
_ENTRY = re.compile(r'^"([a-z]+)": (\d+)')  # not "née", which is no excuse for a "nee" that hurts
_RARE = 50  # times that the package counts each of the many words of its list that it has hardly met
_POSSESSIVE = re.compile(r"'s$|(?<=s)'$")


def is_contraction(word):
    """Whether `word` is one such as "can't", with its apostrophe or without: "cant", "dont"."""
    word = _plain(word)
    return word in CONTRACTIONS or word in WITHOUT_APOSTROPHE


def is_english(word):
    """Whether `word` is spelled right: a contraction and a possessive too. Each part of a compound must be."""
    parts = [_POSSESSIVE.sub("", part) for part in re.split(r"[-–/]", _plain(word)) if part]
    return is_contraction(word) or bool(parts) and all(_is_listed(part) or other_spelling(part) for part in parts)


def is_common(word):
    """Whether `word` is English that people write now and then: no "feal", "nocked" or "brocken", which mean a slip."""
    return is_contraction(word) or has(word_lists(), _plain(word))


def is_of_the_field(word):
    """Whether `word` is one of english.txt."""
    return word in _own_words()


def other_spelling(word):
    """How American pages spell `word` where it is spelled right otherwise: "edema" for "oedema"; else ""."""
    word = _plain(word)
    ways = (re.sub(*way, word) for way in SPELLINGS)
    return next((other for other in ways if other != word and _is_listed(other)), "")


def _plain(word):
    """Small letters without accents, apostrophes as they are typed."""
    letters = unicodedata.normalize("NFKD", word.translate(_APOSTROPHES).casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter)).strip()


@cache
def _own_words():
    return frozenset(read(OWN))


def _is_listed(word):
    return has(word_lists(), word) or f" {word}~ " in word_lists().get(word[:START], "")


@cache
def word_lists():
    """{first letters: the words that begin so, with a space before and behind each, a rare one with "~"}; reading them
    takes some 100 ms."""
    with entries_of("en.json.gz", _ENTRY) as found:
        entries = (f"{word}~" if int(times) <= _RARE else word for word, times in found)
        by_start = groupby(entries, lambda word: word.rstrip("~")[:START])
        lists = {start: f" {' '.join(words)} " for start, words in by_start}
    for word in read(OWN):
        lists[word[:START]] = f"{lists.get(word[:START], ' ')}{word} "
    return lists
