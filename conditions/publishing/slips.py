"""Whether a changed text is the former one with slips of the pen put right. Pure.

A slip is a misspelled word, a word written twice, an article too many or too few, a capital letter, a mark of
punctuation. Whatever puts another word in the place of a word is none, however small it is: "not" has three letters.
Where it is in doubt the change is none: then the text goes the way of any other edition, and somebody approves it.
"""

import html
import re
from typing import NamedTuple

from clinic_site.english import is_contraction, is_english
from clinic_site.richtext.sanitiser import RichText
from conditions.editing.text_diff import opcodes
from conditions.publishing.guarded_words import MEDICAL, kind_of, plain, told_apart

WORD, NUMBER, SYMBOL, TAG = "word", "number", "symbol", "tag"
OTHER_WORDS = "other words, not a misspelling put right"
# What may take each other's place though both are words: they sound alike or agree with their noun.
_PAIRS = {
    *[frozenset(pair) for pair in [("a", "an"), ("its", "it's"), ("your", "you're"), ("whose", "who's")]],
    *[frozenset(pair) for pair in [("their", "there"), ("their", "they're"), ("there", "they're")]],
    *[frozenset(pair) for pair in [("is", "are"), ("was", "were"), ("has", "have")]],
}
_DECIDING = {"a negation", "a word of may and must"}
_ARTICLES = {"a", "an", "the"}
_CASED = {"mg", "mcg", "µg", "g", "kg", "ml", "l", "cc", "m", "mm", "cm", "km", "c", "f", "iu"}  # "Mg" is no "mg"
_LONG = 8  # letters from which on two slips in a word are still one word
_MOST = 10  # words in one stretch; more are looked through by a person

_FORMATTING = re.compile(r"</?(?:strong|em)>")
_BREAK = re.compile(r"</?(?:p|br|h[2-4])>")
_TAG = re.compile(r'(</?[a-z][a-z0-9]*(?: [a-z]+="[^"]*")*>)')
_PART = re.compile(r"(?P<word>[^\W\d_]+(?:['’][^\W\d_]+)*)|(?P<mark>[.,;:!?'\"’‘“”()\[\]…–—-])|\S")
_OPENING, _CLOSING = "([\"'“‘", ".,;:!?)]\"'”’…"
_JOINING = set("-–—:/")  # beside a number they make another one


class Token(NamedTuple):
    """`after`: the punctuation up to the next token."""

    kind: str
    text: str
    after: str = ""

    @property
    def key(self):
        return plain(self.text) if self.kind == WORD else self.text

    @property
    def guarded(self):
        """The reason why a change of it changes the meaning, or None."""
        return {NUMBER: "a number", SYMBOL: "a sign", TAG: "a link, list or table", WORD: None}[self.kind] or kind_of(
            self.text
        )


class Change(NamedTuple):
    """`gone` became `come`, which is no slip put right: `why`."""

    gone: str
    come: str
    why: str


def changes(old, new, *, before=frozenset(), after=frozenset()):
    """[Change] from `old` to `new`, two texts or tuples of texts, that are more than a slip put right.

    `before` and `after` are the `words_in` the whole documents: what they say elsewhere is no misspelling.
    """
    gone, come = _tokens(old), _tokens(new)
    found = []
    for tag, i, i_end, j, j_end in opcodes([token.key for token in gone], [token.key for token in come]):
        if tag == "equal":
            found += _marks(gone, come, i, j, i_end - i)
        elif not _Stretch(gone, come, before, after).is_slip(i, i_end, j, j_end):
            found.append(_change(gone[i:i_end], come[j:j_end]))
    return found


def words_in(*values):
    """The words that stand in `values`, as they are compared."""
    return frozenset(token.key for value in values for token in _tokens(value) if token.kind == WORD)


def _tokens(value):
    found = [Token(TAG, "")]
    if isinstance(value, tuple):
        for item in value:
            found += [*_tokens(item), Token(TAG, "\n")]
    elif isinstance(value, RichText):
        for part in _TAG.split(_BREAK.sub("\n", _FORMATTING.sub("", value))):
            if _TAG.fullmatch(part):
                found.append(Token(TAG, part))
            else:
                _read(html.unescape(part), found)
    else:
        _read(value, found)
    return found


def _read(text, found):
    """Add the tokens of `text` to `found`."""

    def mark(marks):
        found[-1] = found[-1]._replace(after=found[-1].after + marks)

    for chunk in text.split():
        if any(character.isnumeric() for character in chunk):
            number = chunk.lstrip(_OPENING)
            mark(chunk[: len(chunk) - len(number)])
            found.append(Token(NUMBER, number.rstrip(_CLOSING), number[len(number.rstrip(_CLOSING)) :]))
            continue
        for part in _PART.finditer(chunk):
            if part["mark"]:
                mark(part[0])
            else:
                found.append(Token(WORD if part["word"] else SYMBOL, part[0]))


def _marks(gone, come, i, j, size):
    """The changes of capitals and punctuation, in a stretch of words that are the same, that matter all the same."""
    for old, new, old_next, new_next in zip(
        gone[i : i + size],
        come[j : j + size],
        [*gone[i + 1 : i + size + 1], Token(TAG, "")],
        [*come[j + 1 : j + size + 1], Token(TAG, "")],
        strict=False,
    ):
        why = None
        if old.text != new.text and old.key in _CASED:
            why = "a unit"
        elif old.after != new.after:
            numbers = [token.kind == NUMBER for token in (old, old_next, new_next)]
            joining = _JOINING & (set(old.after) ^ set(new.after))
            if kind_of(old.text) == "a negation":
                why = "punctuation behind a negation"
            elif (joining and any(numbers)) or (numbers[0] and any(numbers[1:])):
                why = "punctuation that makes another number"
        if why:
            yield Change(f"{old.text}{old.after} {old_next.text}", f"{new.text}{new.after} {new_next.text}", why)


def _change(gone, come):
    guarded = next((token for token in [*gone, *come] if token.guarded), None)
    why = OTHER_WORDS
    if guarded:
        why = guarded.guarded if guarded.kind == TAG else f"“{guarded.text}” is {guarded.guarded}"
    return Change(_said(gone), _said(come), why)


def _said(tokens):
    return " ".join(token.text + token.after for token in tokens if token.kind != TAG)


class _Stretch:
    """A stretch of tokens that became another one."""

    def __init__(self, gone, come, before, after):
        self.gone, self.come, self.before, self.after = gone, come, before, after

    def is_slip(self, i, i_end, j, j_end):
        changed = [*self.gone[i:i_end], *self.come[j:j_end]]
        if len(changed) > 2 * _MOST or any(token.kind != WORD for token in changed):
            return False
        return self._written_twice(i, i_end, j, j_end) or self._matches(i, i_end, j, j_end)

    def _written_twice(self, i, i_end, j, j_end):
        size, words = i_end - i, [token.key for token in self.gone[i:i_end]]
        beside = [self.gone[max(i - size, 0) : i], self.gone[i_end : i_end + size]]
        return (
            j == j_end
            and words in [[token.key for token in tokens] for tokens in beside]
            and not {"a number", *_DECIDING} & set(map(kind_of, words))
        )

    def _matches(self, i, i_end, j, j_end):
        """Whether word by word the one stretch is the other one, misspelled."""
        gone, come = self.gone[i:i_end], self.come[j:j_end]
        if not gone and not come:
            return True
        if (
            gone
            and come
            and self._is_misspelling(gone[0].key, come[0].key)
            and self._matches(i + 1, i_end, j + 1, j_end)
        ):
            return True
        if gone and _may_miss_article(self.gone, i) and self._matches(i + 1, i_end, j, j_end):
            return True
        if come and _may_miss_article(self.come, j) and self._matches(i, i_end, j + 1, j_end):
            return True
        if gone and len(come) > 1 and _run_together(gone[0].key, [token.key for token in come[:2]]):
            return self._matches(i + 1, i_end, j + 2, j_end)
        if come and len(gone) > 1 and _run_together(come[0].key, [token.key for token in gone[:2]], apart=True):
            return self._matches(i + 2, i_end, j + 1, j_end)
        return False

    def _is_misspelling(self, old, new):
        if frozenset([old, new]) in _PAIRS:
            return True
        same_letters = old.replace("'", "") == new.replace("'", "")
        misses = not _is_word(old) or (is_contraction(old) and old != "cant")  # which may have been meant for "can"
        if same_letters and (misses or "'s" in (old[-2:], new[-2:])):
            return True  # "dont" for "don't", but not "well" for "we'll"
        if kind_of(old) or kind_of(new):
            return False
        if _is_word(old) or old in self.after:  # what still stands elsewhere is a term of the page's
            return False
        if told_apart(old, new) or not _begins_alike(old, new):
            return False
        if _is_word(new):
            return slips_between(old, new) <= (2 if len(new) >= _LONG else 1)
        return new in self.before and slips_between(old, new) == 1


def _is_word(word):
    return word in MEDICAL or is_english(word)


def _begins_alike(old, new):
    """Whether two words have their first letter in common, or their first two the other way around."""
    return len(new) > 2 and (old[0] == new[0] or old[:2] == new[1::-1])


def _may_miss_article(tokens, place):
    """Whether at `place` an article stands without which the text says the same: "few" is not "a few"."""
    if tokens[place].key not in _ARTICLES:
        return False
    beside = [kind_of(token.text) for token in (tokens[place - 1], *tokens[place + 1 : place + 2]) if token.text]
    return not {"a number", "a negation", "a unit", "a word of danger"} & set(beside)


def _run_together(word, parts, *, apart=False):
    """Whether `parts` are `word` written as two, and it is a slip: `apart`, that they stood apart; else that not."""
    if "".join(parts) != word or _DECIDING & set(map(kind_of, [word, *parts])):
        return False
    right = [word] if apart else parts
    wrong = parts if apart else [word]
    return all(map(_is_word, right)) and not all(map(_is_word, wrong))


def slips_between(old, new):
    """How many letters were left out, put in, mistaken or swapped with their neighbor between two words."""
    former, row = [], list(range(len(new) + 1))
    for i, letter in enumerate(old, start=1):
        last, former, row = former, row, [i]
        for j, other in enumerate(new, start=1):
            row.append(min(former[j] + 1, row[j - 1] + 1, former[j - 1] + (letter != other)))
            if i > 1 and j > 1 and letter == new[j - 2] and old[i - 2] == other:
                row[j] = min(row[j], last[j - 2] + 1)
    return row[-1]
