"""Which red flags a text raises. Pure.

A line of a flag's wording is read so: its words, each a meaning of the lexicon or a word as it is ("spread*": all
that begin so), stand near each other in one sentence, in any order; "a|b" is either; "a>b" is b right behind a; "+"
joins what may stand anywhere in the text. "~" says what may not stand there: before the words between two "+",
anywhere in the text; before one word, in that sentence. What the text denies does not count; in doubt it does.
"""

from bisect import bisect_left
from functools import lru_cache
from itertools import product

from conditions.discovery.search.analysis import fold
from conditions.red_flags.lexicon import DENIAL, is_meaning, is_part
from conditions.red_flags.reading import Mention, read
from conditions.red_flags.spelling import spelled

NEAR = 10  # words that may stand between those of a line
COMMA = 1  # and one of them that a comma takes the place of, beside itself
NEAREST = 8  # of those that may fill a slot, how many are tried around one
FARTHEST = 20  # from the first of a line's words to another, whatever stands between
EASED = ("trouble", "pain", "uncontrolled", "numb")  # of which "no" says that all is well: "no trouble peeing"
BEHIND = 4  # words from the first of "a>b" to the second


def raised(text, flags):
    """[RedFlagDocument] of `flags` that `text` raises, the most pressing first."""
    return _found(text, [(flag, flag.wording) for flag in flags])


def in_question(text, flags):
    """[RedFlagDocument] of `flags` whose question `text` gives a reason to ask, the most pressing first."""
    return _found(text, [(flag, flag.asked_when) for flag in flags])


def _found(text, wordings):
    sentences = read(text)
    said = frozenset().union(*(sentence.said for sentence in sentences))
    found = []
    for flag, wording in wordings:
        lines, telling = _lines(wording)
        if (telling is None or not said.isdisjoint(telling)) and any(_is_said(line, sentences, said) for line in lines):
            found.append(flag)
    return sorted(found, key=lambda flag: flag.action.rank)


@lru_cache(maxsize=500)
def _lines(wording):
    """(lines, words of which a text has one that says any of the lines; None where that cannot be told)."""
    lines = [_line(text) for text in wording]
    if not all(needed for needed, _ in lines):
        return lines, None
    return lines, frozenset().union(*(min(needed, key=len) for needed, _ in lines))


def _line(text):
    """(what must be said, signs) of a line: sets of which one each must be in the text, and the signs that "+" joins.

    A sign: whether it must be absent, slots, and slots that must be absent from the sentence.
    """
    signs = tuple(_sign(sign.split()) for sign in fold(text).split("+"))
    parts = [part for is_absent, slots, _ in signs if not is_absent for slot in slots for part in slot]
    return [frozenset(part) for part in parts if not any(word.endswith("*") for word in part)], signs


def _sign(words):
    is_absent = words[0].startswith("~")
    said = [word for word in words[1:] if not word.startswith("~")]
    slots = tuple(map(_slot, [words[0].lstrip("~"), *said]))
    return is_absent, slots, tuple(_slot(word[1:]) for word in words[1:] if word.startswith("~"))


def _slot(word):
    return tuple(tuple(map(_as_read, part.split("|"))) for part in word.split(">"))


def _as_read(word):
    """`word` as it stands in a text that was read: one that is no meaning is put right as a patient's is."""
    if is_meaning(word) or word.endswith("*"):
        return word
    meant = spelled(word)
    return meant[0] if len(meant) == 1 else word


def _is_said(line, sentences, said):
    needed, signs = line
    for words in needed:  # no generator: each text is held against hundreds of lines
        if said.isdisjoint(words):
            return False
    return all(any(_holds(sentence, *slots) for sentence in sentences) is not is_absent for is_absent, *slots in signs)


def _holds(sentence, slots, absent):
    choices = [_places(sentence, slot) for slot in slots]
    if not all(choices) or any(_places(sentence, slot) for slot in absent):
        return False
    for first in choices[0]:
        around = [_nearest(first, others) for others in choices[1:]]
        if any(_are_near(sentence, (first, *places)) for places in product(*around)):
            return True
    return False


def _nearest(first, others):
    around = [place for place in others if abs(place.start - first.start) <= FARTHEST]
    if len(around) <= NEAREST:
        return around
    return sorted(around, key=lambda place: abs(place.start - first.start))[:NEAREST]


def _are_near(sentence, places):
    first, last = min(place.start for place in places), max(place.end for place in places)
    between = last - first - sum(place.end - place.start for place in places)
    between += COMMA * sentence.words[first:last].count(",")
    return between <= NEAR and len({place.start for place in places}) == len(places)


def _places(sentence, slot):
    """[Mention] of what fills `slot` in `sentence`, by their places."""
    if slot not in sentence.places:
        found = {(place.start, place.end): place for place in _filling(sentence, slot)}
        sentence.places[slot] = [found[place] for place in sorted(found)]
    return sentence.places[slot]


def _filling(sentence, slot):
    firsts = _said(sentence, slot[0])
    if len(slot) == 1:
        return firsts
    seconds = sorted(_said(sentence, slot[1], denied_too=True), key=lambda mention: mention.start)
    starts = [second.start for second in seconds]
    return [
        Mention("", first.start, second.end)
        for first in firsts
        for second in seconds[bisect_left(starts, first.end) : bisect_left(starts, first.end + BEHIND)]
        if (first.meaning == DENIAL or not second.is_denied) and _leads(sentence, first, second)
    ]


def _leads(sentence, first, second):
    """Whether `first` still speaks of `second`: not in "weak and sore", "no fever, pee fine" or "no trouble peeing"."""
    between = sentence.words[first.end : second.start]
    if first.meaning == DENIAL:
        eases = (place for meaning in EASED for place in sentence.mentions.get(meaning, ()))
        if "," in between or any(first.end <= ease.start < second.start for ease in eases):
            return False
    return "and" not in between


def _said(sentence, meanings, denied_too=False):
    return [
        mention
        for meaning in meanings
        for mention in (sentence.mentions.get(meaning, ()) if is_meaning(meaning) else _as_it_is(sentence, meaning))
        if denied_too or not mention.is_denied
    ]


def _as_it_is(sentence, word):
    return [Mention(word, place, place + 1) for place, other in enumerate(sentence.words) if is_part(word, other)]
