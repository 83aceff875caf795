"""Invented articles: a big site to try things on, and to measure by. What they say is made up and helps nobody.

Pure: the same number and seed make the same article, out of parts that read well in any combination.
"""

import random
from datetime import timedelta
from functools import lru_cache

from clinic_site.richtext.sanitiser import RichText
from clinic_site.slugs import slugify
from conditions.document import values as d
from conditions.document.parts import Kind
from conditions.document.urgency import Urgency
from conditions.sample_data.phrases import (
    AREAS,
    CAUSES,
    CIRCUMSTANCES,
    DIAGNOSIS,
    FEELINGS,
    GENERAL_SYMPTOMS,
    LAY,
    OVERVIEW,
    QUALIFIERS,
    QUESTIONS,
    RED_FLAGS,
    RELIEF,
    RISK_FACTORS,
    SECTIONS,
    SEEK_CARE,
    SUMMARY,
    TESTS,
    TREATMENT,
    TROUBLES,
    WHEN,
    WHY_RISK,
    WHY_TEST,
)

NOTE = "Invented for measuring."
YEARS = timedelta(days=3 * 365)
SITES = [(site, area) for area, (_, sites) in AREAS.items() for site in sites]
TITLE_PARTS = [QUALIFIERS, SITES, TROUBLES, CIRCUMSTANCES]
TOTAL = len(QUALIFIERS) * len(SITES) * len(TROUBLES) * len(CIRCUMSTANCES)
STEP = 1_000_003  # prime, so that no article comes twice before all of them came
SOURCES = (d.Source(title=f"{NOTE} No source stands behind this page.", publisher="A program of this site"),)
MILD = [Urgency.CLINIC, Urgency.CLINIC, Urgency.SELF_CARE]


def vocabulary():
    """{field of the document: {slug: name}} of the terms that invented articles use."""
    areas = {slug: name for slug, (name, _) in AREAS.items()}
    felt = {f"{slugify(feeling)}-{slug}": _felt(feeling, name) for slug, name in areas.items() for feeling in FEELINGS}
    red = {slug: name for slug, (name, _) in RED_FLAGS.items()}
    own = {
        "body_areas": areas,
        "symptoms": {**red, **GENERAL_SYMPTOMS, **felt},
        "risk_factors": RISK_FACTORS,
        "tests": TESTS,
    }
    others = [part for part in d.of_kind(Kind.TERM_ROWS, Kind.TERMS) if part.name not in own]
    return own | {part.name: _numbered(part.word) for part in others}


class Inventor:
    """`words` are the clinic's terms for those of `vocabulary()`: {field: {slug: document.Term}}; `author` a Person.

    Articles went live within the three years before `now`.
    """

    def __init__(self, words, author, now, seed=0):
        self.words, self.author, self.now, self.seed = words, author, now, seed

    def slug(self, number):
        """The address of the article with that number, without the work of writing it."""
        return slugify(_title(*self._parts(number)))

    def article(self, number):
        """(ArticleDocument, when it went live)"""
        dice = random.Random(self.seed * TOTAL + number)  # noqa: S311  (nothing here is secret)
        qualifier, (site, area), trouble, circumstance = parts = self._parts(number)
        title = _title(*parts)
        name = f"{trouble} of the {site}"
        said = {"site": site, "trouble": trouble, "name": name}
        written = {
            "slug": slugify(title),
            "title": title,
            "also_known_as": _other_names(dice, *parts),
            "summary": " ".join(dice.choice(sentences) for sentences in SUMMARY).format(**said),
            "overview": _text(dice.choice(OVERVIEW), site, trouble),
            "causes": _text(dice.choice(CAUSES), site),
            "risk_factors": self._entries(dice, "risk_factors", RISK_FACTORS, dice.randrange(1, 4), WHY_RISK, said),
            "symptoms": self._symptoms(dice, area, said),
            "when_to_seek_care": _text(dice.choice(SEEK_CARE), site),
            "diagnosis": _text(dice.choice(DIAGNOSIS), site),
            "tests": self._entries(dice, "tests", TESTS, dice.randrange(1, 3), WHY_TEST, said),
            "treatment": _text(dice.choice(TREATMENT), site),
            "sections": tuple(
                d.Section(heading=heading, text=_text(text, site))
                for heading, text in dice.sample(SECTIONS, dice.randrange(1, 3))
            ),
            "questions": tuple(
                d.Question(question=question.format(**said), answer=_text(text, site))
                for question, text in dice.sample(QUESTIONS, dice.randrange(1, 3))
            ),
            "sources": SOURCES,
            "author": self.author,
            "body_areas": (self.words["body_areas"][area],),
        }
        return d.ArticleDocument(**self._unwritten(written, site, trouble), **written), self.now - YEARS * dice.random()

    def _unwritten(self, written, site, trouble):
        """{name: value} of parts that nobody wrote phrases for: a text of any kind, and every word of a vocabulary."""
        found = {}
        for name, part in d.PARTS.items():
            if name in written:
                continue
            if part.kind == Kind.RICH:
                found[name] = _text(CAUSES[0], site, trouble)
            elif part.kind == Kind.TERM_ROWS:
                found[name] = tuple(part.row(term=term) for term in self.words[name].values())
            elif part.kind == Kind.TERMS:
                found[name] = tuple(self.words[name].values())
        return found

    def _parts(self, number):
        number = (self.seed + number * STEP) % TOTAL
        found = []
        for part in TITLE_PARTS:
            number, place = divmod(number, len(part))
            found.append(part[place])
        return found

    def _symptoms(self, dice, area, said):
        """Four to eight: often one that is urgent, those that many conditions share, those of the area."""
        rows = []
        if dice.random() < 0.6:
            slug = dice.choice(list(RED_FLAGS))
            level = Urgency.EMERGENCY if dice.random() < 0.7 else Urgency.URGENT
            rows.append((slug, RED_FLAGS[slug][1], level))
        shared = _some(dice, GENERAL_SYMPTOMS, dice.randrange(3, 5))
        own = [f"{slugify(feeling)}-{area}" for feeling in _some(dice, FEELINGS, dice.randrange(1, 4))]
        for slug in shared + own:
            rows.append((slug, f"{dice.choice(WHEN)}, {dice.choice(RELIEF)}.".format(**said), dice.choice(MILD)))
        words = self.words["symptoms"]
        found = {
            words[slug].slug: d.SymptomEntry(term=words[slug], detail=detail, urgency=level)
            for slug, detail, level in reversed(rows)
        }
        return tuple(reversed(found.values()))

    def _entries(self, dice, field, slugs, count, reasons, said):
        words = {term.slug: term for term in (self.words[field][slug] for slug in _some(dice, slugs, count))}
        return tuple(d.TermEntry(term=term, detail=dice.choice(reasons).format(**said)) for term in words.values())


def _numbered(word, count=5):
    """{slug: name} of words that nobody invented."""
    return {slugify(name): name for name in (f"{word} {i}" for i in range(1, count + 1))}


def _title(qualifier, site_and_area, trouble, circumstance):
    return _sentence(qualifier, site_and_area[0], trouble, circumstance)


def _other_names(dice, qualifier, site_and_area, trouble, circumstance):
    site = site_and_area[0]
    names = [_sentence(trouble, "of the", site, circumstance), _sentence(LAY[trouble], site, circumstance)]
    if qualifier:
        names.append(f"{_sentence(site, trouble, circumstance)}, {qualifier.lower()}")
    return tuple(dice.sample(names, dice.randint(1, len(names))))


def _sentence(*words):
    text = " ".join(filter(None, words))
    return text[0].upper() + text[1:]


def _felt(feeling, area):
    return f"{feeling} in the {area[0].lower()}{area[1:]}"


def _some(dice, options, count):
    """`count` different `options`; as with words, the first are common and the last are rare."""
    options, found = list(options), {}
    while len(found) < count:
        found[options[int(len(options) * dice.random() ** 2)]] = None
    return list(found)


@lru_cache(maxsize=20_000)  # cleaning takes longer than all else, and many articles share a paragraph
def _text(paragraphs, site, trouble=""):
    return RichText("".join(f"<p>{text.format(site=site, trouble=trouble)}</p>" for text in paragraphs))
