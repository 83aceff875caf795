"""The report on the vocabulary: words that may be one, unused words, one word with several levels or names."""

from collections import Counter, defaultdict
from typing import NamedTuple

from django.db.models import F, Value
from django.utils import timezone

from conditions.document.urgency import Urgency
from conditions.models import KINDS, Edition, EditionCombination, EditionTerm, Symptom
from conditions.vocabulary import duplicate_terms
from conditions.vocabulary.merged_terms import once_each


class Alike(NamedTuple):
    """Two words that may be one; `keep` is used by more live articles."""

    keep: object
    other: object
    why: str


class Unused(NamedTuple):
    """A word that no live article uses. `drafts`: [(key, title)] of the articles whose working copies link it."""

    term: object
    drafts: list
    scheduled: bool
    published: bool  # some edition names it, so it stays for good
    has_former: bool  # others were merged into it, and lead here

    @property
    def never_used(self):
        return not (self.drafts or self.scheduled or self.published or self.has_former)


class Levels(NamedTuple):
    """A symptom that live articles give different levels. `alike`: two of them describe it in the same words."""

    term: object
    rows: list
    alike: bool

    @property
    def counts(self):
        """[(level, number of articles)], the most urgent first."""
        return list(Counter(row["level"] for row in self.rows).items())


class Wording(NamedTuple):
    """A word that live articles still call by another `name`; `rows` are those articles."""

    term: object
    name: str
    rows: list


class Report(NamedTuple):
    alike: list
    unused: list
    levels: list
    wording: list


def report(at=None):
    """The Report as of the moment `at` (default: now), in a fixed number of queries."""
    at = at or timezone.now()
    live, found = _live(at), Report([], [], [], [])
    ahead = Edition.objects.seen().filter(live_from__gt=at)
    ever = _named(EditionTerm.objects.all(), EditionCombination.objects.all())
    coming = _named(EditionTerm.objects.filter(edition__in=ahead), EditionCombination.objects.filter(edition__in=ahead))
    used = _named(EditionTerm.objects.live(at), EditionCombination.objects.live(at))
    for model in KINDS:
        kind, words = model.kind, _Words(model, live[model.kind])
        found.alike.extend(words.alike())
        found.unused.extend(words.unused(used[kind], ever[kind], coming[kind]))
        found.wording.extend(words.wording())
        if model is Symptom:
            found.levels.extend(words.levels())
    return found


def _live(at):
    """{kind: what live editions say of its terms, as dicts}."""
    rows = EditionTerm.objects.live(at).order_by("edition__title", "edition")
    said = defaultdict(list)
    for row in rows.values(
        "kind", "slug", "name", "detail", "urgency", "edition", title=F("edition__title"), article=F("edition__article")
    ):
        said[row["kind"]].append(row)
    return said


def _named(rows, pairs):
    """{kind: slugs of its terms that `rows`, EditionTerms, and `pairs`, EditionCombinations, name}."""
    named = defaultdict(set)
    for kind, slug in rows.order_by().values_list("kind", "slug").union(*_each(pairs)):
        named[kind].add(slug)
    return named


def _each(pairs):
    """Querysets of the (kind, slug) of the first and the second of `pairs`."""
    return [pairs.order_by().values_list(Value(Symptom.kind), slug) for slug in ("slug", "companion_slug")]


class _Words:
    """The words of one kind; what is said of a former word is said of the present one."""

    def __init__(self, model, live):
        self.model = model
        terms = {term.pk: term for term in model.objects.all()}
        now = {term.slug: terms[term.merged_into_id or term.pk] for term in terms.values()}
        self.present = [term for term in terms.values() if term.merged_into_id is None]
        self.slugs, self.said = defaultdict(set), defaultdict(list)
        for slug, term in now.items():
            self.slugs[term].add(slug)
        for row in live:
            if row["slug"] in now:  # an edition that was imported may name a word that never came along
                self.said[now[row["slug"]]].append(row)

    def alike(self):
        for one, other, why in duplicate_terms.pairs([(term.name, term.synonyms) for term in self.present]):
            pair = [self.present[one], self.present[other]]
            keep, other = sorted(pair, key=lambda term: -len(self.said[term]))
            yield Alike(keep, other, why)

    def unused(self, used, ever, coming):
        drafts = defaultdict(dict)
        terms = [term for term in self.present if not self.slugs[term] & used]
        rows = self.model.rows.rel.related_model
        for article, title, *said in rows.objects.order_by("article__title").values_list(
            "article", "article__title", *rows.TERMS
        ):
            for term in filter(None, said):
                drafts[term][article, title] = None
        for term in terms:
            slugs = self.slugs[term]
            yield Unused(
                term,
                list(drafts[term.pk]),
                bool(slugs & coming),
                published=bool(slugs & ever),
                has_former=len(slugs) > 1,
            )

    def levels(self):
        """The most doubtful first: the same words for two levels, then levels far apart."""
        found = []
        for term in self.present:
            rows = [row | {"level": Urgency(row["urgency"])} for row in once_each(self.said[term], term.slug)]
            ranks = {row["level"].rank for row in rows}
            if len(ranks) > 1:
                rows.sort(key=lambda row: row["level"].rank)
                found.append((min(ranks) - max(ranks), Levels(term, rows, _described_alike(rows))))
        found.sort(key=lambda one: (not one[1].alike, one[0]))
        return [levels for _, levels in found]

    def wording(self):
        for term in self.present:
            others = defaultdict(list)
            for row in self.said[term]:
                if row["name"] != term.name:
                    others[row["name"]].append(row)
            yield from (Wording(term, name, rows) for name, rows in others.items())


def _described_alike(rows):
    levels = defaultdict(set)
    for row in rows:
        levels[duplicate_terms.key(row["detail"])].add(row["level"])
    return any(len(given) > 1 for given in levels.values())
