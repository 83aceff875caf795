"""What a page says of 911 and the emergency room, wherever it says so: the red card lists all of it. Pure.

Patients look at the red card first (the NHS puts "Call 999" at the head of its pages for that reason), so a sign that
an author wrote into a paragraph, a list, a table or an answer stands there as well. It is quoted with what it belongs
to: words taken out of their sentence may say the opposite.
"""

import re
from itertools import takewhile

from clinic_site.richtext.reader import Place
from clinic_site.richtext.sanitiser import lines
from conditions.document.parts import Kind
from conditions.document.urgency import Urgency
from conditions.document.values import label, of_kind

_HYPHEN = r"[-\u2010\u2011\u2013 ]?"
SPOKEN = re.compile(
    rf"(?<![\d-])(?<!room )(?<!suite )9{_HYPHEN}1{_HYPHEN}1(?![-\d]| people)|\bnine[- ]one[- ]one\b"
    r"|\bemergency (?:rooms?|departments?|dept|care|services|help|centers?|medical (?:help|care|services))\b"
    r"|(?-i:\bE\.?R\b\.?|\b(?:the|an|nearest) ED\b|\bEMS\b)|\bambulances?\b|\bparamedics?\b"
    r"|\b(?:an?|true|real|medical|surgical|orthopa?edic) emergenc(?:y|ies)\b|\bare emergencies\b",
    re.IGNORECASE,
)
_DESCRIBED = re.compile(r"\bin (?:the|an) (?:emergency|ER\b|E\.R)", re.IGNORECASE)  # what is done there
_CONDITION = re.compile(r"\b(?:if|when|unless|until)\b", re.IGNORECASE)
_NOT_NEEDED = re.compile(
    r"\b(?:do(?:es)? not|don['’]t|doesn['’]t|need not|never|no need to|rarely|seldom)"
    r" (?:(?:usually|always|often|normally|really|need|have|want|to|just|an?) )*"
    r"(?:call|dial|go|come|visit|use|rush|ambulance|emergency)\b"
    r"|(?:\b(?:not|never|rarely|seldom|hardly|no)|n['’]t) (?:\w+ )?(?:an? )?(?:\w+ )?emergenc(?:y|ies)\b(?! room)",
    re.IGNORECASE,
)
_ADVISES = re.compile(r"(?:when|call|dial|go to|get|emergenc\w+|signs|warning|red flags?|danger)\b", re.IGNORECASE)
_ELSE = re.compile(r"\b(?:wait|after your|not|call us|appointments?|visits?|bring)\b", re.IGNORECASE)
_BACK = re.compile(r"\b(?:these|any of (?:this|them)|such|either) ", re.IGNORECASE)
_BULLET = re.compile(r"[-*\u2013\u2022\u00b7]\s*")
SAME = 0.7  # of a sign's words that a row of the red card has as well: it says the same
_SENTENCE = re.compile(r"(?<!\be\.g\.)(?<!\bi\.e\.)(?<!\bvs\.)(?<!\bDr\.)(?<=[.!?])\s+|\n+")
_CLAUSE = re.compile(r"[,;:]|\bor\b")
_WORD = re.compile(r"[a-z]{3,}|\d+(?:\.\d+)?")
_STEM = 5  # letters by which two words count as one
_SAY_NOTHING = """
    the and you for not are can but its has had was who may any all out one two our use get let put see too way yet
    about above after again against also always another anything away because been before being below both call cannot
    come comes down each even every from goes have having here into just keep like make more most much must need
    once only other over right same should some such take than that their them then there these they this those through
    time today until very want well were what when where which while will with within without your
    emergency emergencies room rooms department departments care service services medical ambulance dial help now
    signs nearest cases 911 9 1
"""
_SILENT = frozenset(_SAY_NOTHING.split())


def marked(document):
    """[SymptomEntry] that are an emergency: the rows of the red card."""
    return [entry for entry in document.symptoms if entry.urgency == Urgency.EMERGENCY]


def of_texts(document):
    """[(where, sign)] that calls for 911 in the texts; a sign is a sentence with what it belongs to."""
    found = []
    for part in of_kind(Kind.PLAIN):
        if part.checked:
            found += _at(part.label, _in_sentences(getattr(document, part.name)))
    for where, passages in _passages(document):
        found += _at(where, _Passages(passages).signs)
    return found


def unclear(document):
    """[(where, heading or sentence)] that speaks of 911 and does not tell for which signs."""
    return [pair for where, passages in _passages(document) for pair in _at(where, _Passages(passages).unclear)]


def of_details(document):
    """The signs in what is said of symptoms that are no emergency, of risk factors and of tests."""
    return [
        (label(row), f"{label(row)}: {sentence}")
        for part in of_kind(Kind.TERM_ROWS)
        for row in getattr(document, part.name)
        if getattr(row, "urgency", None) != Urgency.EMERGENCY
        for sentence in _in_sentences(row.detail)
    ]


def added_to_card(document):
    """[sign] that the red card lists below its rows, since none of them says it."""
    signs = shares(document, [*of_texts(document), *of_details(document)])
    return list(dict.fromkeys(sign for _, sign, share in signs if share < SAME))


def shares(document, signs):
    """[(where, sign, how much of it the rows of the red card say as well, from 0 to 1)] of [(where, sign)].

    Each clause is held against one row: words of several rows say nothing together.
    """
    card = [stems(f"{entry.name} {entry.detail}") for entry in marked(document)]
    return [(where, sign, _share(sign, card)) for where, sign in signs]


def stems(text):
    """The words of `text` that say something, cut to their first letters."""
    return {word[:_STEM] for word in _WORD.findall(text.casefold()) if word not in _SILENT}


def calls(sentence):
    """Whether `sentence` sends somebody to 911 or an emergency room, or may do so."""
    if not SPOKEN.search(sentence):
        return False
    if _NOT_NEEDED.search(sentence) and not re.search(r"\b(?:unless|until|but|except)\b", sentence, re.IGNORECASE):
        return False
    return not _DESCRIBED.search(sentence) or bool(_CONDITION.search(sentence))


def _share(sign, card):
    clauses = [stems(clause) for clause in _CLAUSE.split(sign)]
    words = sum(map(len, clauses))
    if not words:
        return float(bool(card))
    return sum(max((len(said & row) for row in card), default=0) for said in clauses) / words


def _passages(document):
    """(where, [(Place, line)]) of each rich text; a section's or question's own heading is its first line."""
    for part in of_kind(Kind.RICH):
        if _may_speak(html := getattr(document, part.name)):
            yield part.label, lines(html)
    for part in of_kind(Kind.ROWS):
        for row in getattr(document, part.name):
            for name in part.rich_fields:
                heading, html = label(row), getattr(row, name)
                if _may_speak(heading) or _may_speak(html):
                    yield heading, [(Place("heading", 0, 0), heading), *lines(html)]


def _may_speak(html):
    """Whether it is worth reading: most texts say nothing of an emergency, and reading takes time."""
    return "emergenc" in html.lower() or SPOKEN.search(html) is not None


def _at(where, signs):
    return [(where, sign) for sign in signs]


def _in_sentences(text):
    return [sentence for sentence in _sentences(text) if calls(sentence)]


def _sentences(text):
    return [sentence for part in _SENTENCE.split(text) if (sentence := part.strip())]


class _Passages:
    """The `signs` in the lines of a text, and what is `unclear` in them."""

    def __init__(self, passages):
        self._lines, self.signs, self.unclear = passages, [], []
        self._taken = 0  # lines before this one are part of a sign
        for i, (place, line) in enumerate(passages):
            if i < self._taken:
                continue
            if place.kind == "heading":
                self._read_heading(i, line)
            else:
                self._read(i, line)

    def _read_heading(self, i, line):
        if not (SPOKEN.search(line) or re.match(r"emergenc", line, re.IGNORECASE)):
            return
        if _ADVISES.match(line) and not _ELSE.search(line):
            under = [text for _, text in takewhile(lambda pair: pair[0].kind != "heading", self._lines[i + 1 :])]
            self._add(f"{line.rstrip(':')}{'' if line.endswith('?') else ':'} {_joined(under)}" if under else line)
            self._taken = i + 1 + len(under)
        elif not line.endswith("?"):
            self.unclear.append(line)

    def _read(self, i, line):
        sentences = _sentences(line)
        for number, sentence in enumerate(sentences):
            if not calls(sentence):
                continue
            rest = sentences[number:]
            is_stub = not stems(sentence) or _BACK.search(sentence)
            leads_on = sentence.endswith(":") or (is_stub and (rest[-1].endswith(":") or len(rest) == 1))
            if leads_on and (after := self._after(i)):
                self._add(f"{' '.join(rest).rstrip(':')}: {_joined(after)}")
                self._taken = i + 1 + len(after)
                return
            if not is_stub:
                self._add(sentence)
            elif before := sentences[number - 1] if number else self._before(i):
                self._add(f"{before} {sentence}")
            elif self._lines[i][0].kind == "row":
                self.unclear.append(sentence)
            else:
                self._add(sentence)

    def _add(self, sign):
        self.signs.append(sign)

    def _after(self, i):
        """The lines that a sentence at the end of line `i` leads to: a list, rows, dashes or the next paragraph."""
        place, following = self._lines[i][0], self._lines[i + 1 :]
        if not following or following[0][0].kind == "heading":
            return []
        first, text = following[0]
        if first.kind == "item":
            if place.kind == "item" and first.depth <= place.depth:
                return []
            return _while(following, lambda other, _: other.block == first.block and other.depth >= first.depth)
        if first.kind == "row":
            if _ELSE.search(self._lines[i][1]):
                return []
            return _while(following, lambda other, _: other.block == first.block)
        if first.block == place.block:
            return _while(following, lambda other, _: other.block == first.block)
        if _BULLET.match(text):
            return _while(following, lambda other, line: other.kind == "text" and _BULLET.match(line))
        return [text]

    def _before(self, i):
        """The list or paragraph in front of line `i`, for a sentence that points back to it."""
        if not i or self._lines[i - 1][0].kind == "heading":
            return ""
        last = self._lines[i - 1][0]
        if last.kind == "text":
            return self._lines[i - 1][1]
        before = [line for place, line in self._lines[:i] if place.block == last.block]
        return f"{_joined(before)}."


def _while(following, holds):
    return [line for _, line in takewhile(lambda pair: holds(*pair), following)]


def _joined(texts):
    return "; ".join(_BULLET.sub("", text, count=1) if _BULLET.match(text) else text for text in texts)
