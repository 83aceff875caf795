"""Conditions that may be behind the symptoms somebody chose, out of live editions, ranked. Reads only.

What an edition says of a former word counts for the present one.
"""

from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import groupby, permutations
from math import log
from operator import add, or_

from django.db import connections
from django.db.models import Case, F, Max, Min, Q, Sum, Value, When

from conditions.discovery import combinations
from conditions.document.urgency import Urgency
from conditions.models import Edition, EditionCombination, EditionTerm
from conditions.models.article import article_url
from conditions.vocabulary.merged_terms import joined
from conditions.vocabulary.symptom_words import Word

SHOWN = 20  # conditions of each group; whoever wants to see others does better to choose another symptom
FIRST = [Urgency.EMERGENCY, Urgency.URGENT]  # groups of their own, in this order; all other levels are one group
FOR_ITSELF = 0.5  # what a symptom weighs that every condition has
KIN = 0.6  # what a broader or narrower word weighs: morning stiffness is a stiffness, but not the same

GROUP = Case(*[When(urgency=level, then=Value(i)) for i, level in enumerate(FIRST)], default=Value(len(FIRST)))

SYMPTOM, BODY_AREA = EditionTerm.Kind.SYMPTOM, EditionTerm.Kind.BODY_AREA


@dataclass(frozen=True)
class Chosen:
    """A symptom that somebody chose, and how telling it is.

    `own`: what editions call it. `kin`: what they call a word one step broader or narrower.
    """

    symptom: Word
    weight: float
    own: list[str]
    kin: list[str]

    @cached_property
    def slugs(self):
        return {*self.own, *self.kin}


@dataclass(frozen=True)
class MatchedSymptom:
    """A chosen symptom, or a combination of two, in a condition that has it."""

    name: str
    detail: str
    level: Urgency

    def __str__(self):
        return self.name


@dataclass(frozen=True)
class Companion:
    """A symptom that was not chosen, and with one that was would be as urgent as `level`."""

    slug: str
    name: str
    level: Urgency


@dataclass(frozen=True)
class Hit:
    """A condition that has some of the chosen symptoms; `level` is the most urgent one of those."""

    title: str
    slug: str
    felt: list[MatchedSymptom]
    lacks: list[str]  # the names of the chosen symptoms that it does not have
    combined: list[MatchedSymptom]  # two of the chosen ones, where it speaks of them together
    companions: list[Companion]  # what to ask for, since it would be more urgent with it

    @property
    def url(self):
        return article_url(self.slug)

    @cached_property
    def level(self):
        return most_urgent(self.matched)

    @property
    def matched(self):
        """Return the combinations, then the symptoms."""
        return [*self.combined, *self.felt]

    @property
    def pressing(self):
        """Return the symptoms that make it as urgent as it is."""
        return [felt for felt in self.matched if felt.level == self.level]


def most_urgent(felt):
    return min((each.level for each in felt), key=lambda level: level.rank)


@dataclass(frozen=True)
class Group:
    """The best hits of a level (None: of all that may wait), and how many `more` there are."""

    level: Urgency | None
    hits: list[Hit]
    more: int


def weight(number, total):
    """How telling a symptom is that `number` of `total` conditions have: 0.5 + ln((total + 1) / (number + 1)).

    A condition scores the sum of the weights of the chosen symptoms that it has, so that having more of them counts,
    and having one that few conditions have counts most: a locked knee says more than a painful one. The half point is
    what a symptom is worth that all of them have.
    """
    return FOR_ITSELF + log((total + 1) / (number + 1))


def editions(area_slugs, at=None):
    """The keys of the editions live at `at` on the body area that editions call by `area_slugs` (None: on any).

    An edition that calls the area by several of them is there several times.
    """
    if area_slugs is None:
        return Edition.objects.live(at).order_by().values("pk")
    return EditionTerm.objects.filter(kind=BODY_AREA, slug__in=area_slugs).live(at).order_by().values("edition")


def find(weights, words, area_slugs, at=None):
    """[Group] of the conditions that have some of the symptoms in `weights`, {Word out of `words`: how telling it is}.

    Within a group the best score comes first, and what scores the same is in the order of the titles.
    """
    chosen = _chosen(weights, words)
    slugs = _all_slugs(chosen)
    ranked = _best([_scores(chosen, slugs, area_slugs, at), *_combined(chosen, area_slugs, at)])
    hits = _hits([edition for edition, *_ in ranked], slugs, chosen, words)
    groups = []
    for place, rows in groupby(ranked, lambda row: row[1]):
        rows = sorted(rows, key=lambda row: (-round(row[2], 6), hits[row[0]].title.casefold()))
        level = FIRST[place] if place < len(FIRST) else None
        groups.append(Group(level, [hits[edition] for edition, *_ in rows], rows[0][3] - len(rows)))
    return groups


def _chosen(weights, words):
    """[Chosen] of the symptoms in `weights`."""
    called = words.called()
    return [
        Chosen(word, weight, called[word], [slug for other in called if _is_kin(word, other) for slug in called[other]])
        for word, weight in weights.items()
    ]


def _is_kin(word, other):
    """Whether one of the two words is one step broader than the other."""
    return other.broader == word.key or other.key == word.broader


def _scores(chosen, slugs, area_slugs, at):
    """Rows of (edition, place of its group, score)."""
    # The sum keeps SQLite from going through all live editions one by one to look for each symptom there.
    rows = EditionTerm.objects.filter(kind=SYMPTOM, slug__in=slugs).order_by().alias(key=F("edition") + 0)
    rows = rows.filter(key__in=editions(area_slugs, at))
    return rows.values_list("edition").annotate(place=Min(GROUP), score=_score(chosen))


def _combined(chosen, area_slugs, at):
    """The same rows, without a score, of editions that speak of two of `chosen` together; [] where none does."""
    if len(chosen) < 2:
        return []
    both = [
        Q(slug__in=each.slugs, companion_slug__in=_all_slugs(other for other in chosen if other is not each))
        for each in chosen
    ]
    said = EditionCombination.objects.filter(reduce(or_, both)).order_by()
    if not said.exists():
        return []
    rows = said.alias(key=F("edition") + 0).filter(key__in=editions(area_slugs, at))
    return [rows.values_list("edition").annotate(place=Min(GROUP), score=Value(0.0))]


def _score(chosen):
    """The sum of the weights of the symptoms that an edition says, each counted once whatever it is called."""
    alone = [When(slug=each.own[0], then=Value(each.weight)) for each in chosen if not _has_more_words(each)]
    parts = [Sum(Case(*alone, default=Value(0.0)))] if alone else []
    for each in filter(_has_more_words, chosen):
        said = [When(slug__in=each.own, then=Value(each.weight))]
        said += [When(slug__in=each.kin, then=Value(each.weight * KIN))] if each.kin else []
        parts.append(Max(Case(*said, default=Value(0.0))))
    return reduce(add, parts)


def _has_more_words(chosen):
    return len(chosen.own) > 1 or bool(chosen.kin)


def _best(found):
    """[(edition, place of its group, score, size of its group)], the first ones of each group.

    `found`: querysets of rows of (edition, place, score); an edition in several of them has its most urgent place. The
    scores are worked out once and sorted by group; window functions would take twice the time of it.
    """
    queries, params = zip(*[rows.query.sql_with_params() for rows in found], strict=True)
    rows = f"hit (edition, place, score) AS ({queries[0]})"
    if len(queries) > 1:
        rows = (
            f"said (edition, place, score) AS ({' UNION ALL '.join(queries)}), hit (edition, place, score) AS"
            " (SELECT edition, MIN(place), SUM(score) FROM said GROUP BY edition)"
        )
    groups = " UNION ALL ".join(
        f"SELECT * FROM (SELECT edition, place, score, (SELECT COUNT(*) FROM hit WHERE place = {place}) FROM hit"
        f" WHERE place = {place} ORDER BY score DESC, edition LIMIT {SHOWN}) AS group_{place}"
        for place in range(len(FIRST) + 1)
    )
    with connections[found[0].db].cursor() as cursor:
        cursor.execute(f"WITH {rows} {groups}", sum(params, ()))
        return cursor.fetchall()


def _hits(editions, slugs, chosen, words):
    """{edition: Hit}, with what each says of the `chosen` symptoms, in their order."""
    rows = EditionTerm.objects.filter(kind=SYMPTOM, slug__in=slugs, edition__in=editions).order_by("position")
    said = {}
    more = {"title": F("edition__title"), "at": F("edition__slug")}
    for row in rows.values("edition", "slug", "name", "detail", "urgency", **more):
        said.setdefault(row["edition"], {})[row["slug"]] = row
    named = combinations.of_editions(editions, slugs)
    return {edition: _hit(rows, chosen, named.get(edition, []), words) for edition, rows in said.items()}


def _all_slugs(chosen):
    return {slug for each in chosen for slug in each.slugs}


def _hit(rows, chosen, named, words):
    """The Hit of an edition that says `rows`, {slug: row}, and the combinations `named`."""
    felt = [(each, _felt(each, rows)) for each in chosen]
    combined = [
        MatchedSymptom(each.name, each.detail, each.level)
        for each in named
        if any(each.slug in one.slugs and each.companion_slug in other.slugs for one, other in permutations(chosen, 2))
    ]
    mentioned = {slug for each in named for slug in each.slugs}
    lacks = [each.symptom.name for each, found in felt if not found and not mentioned.intersection(each.own)]
    row = next(iter(rows.values()))
    felt = [found for _, found in felt if found]
    level = most_urgent([*combined, *felt])
    return Hit(row["title"], row["at"], felt, lacks, combined, _companions(named, chosen, words, level))


def _felt(chosen, rows):
    """The MatchedSymptom of what an edition says of a chosen symptom, else of a broader or narrower word; or None."""
    own = [rows[slug] for slug in chosen.own if slug in rows]
    found = own or [rows[slug] for slug in chosen.kin if slug in rows]
    if not found:
        return None
    values = joined(*sorted(found, key=lambda row: row["slug"] != chosen.symptom.slug))
    name = chosen.symptom.name if own else found[0]["name"]
    return MatchedSymptom(name, values["detail"], Urgency(values["urgency"]))


def _companions(named, chosen, words, level):
    """[Companion] of those that would make a condition more urgent than `level`, each once, by the present word."""
    slugs, own = _all_slugs(chosen), {slug for each in chosen for slug in each.own}
    found = {}
    for each in named:
        missing = each.slugs - slugs or each.slugs - own
        word = words.at.get(missing.pop()) if len(missing) == 1 else None
        if word and each.level.rank < level.rank:
            found.setdefault(word, Companion(word.slug, word.name, each.level))
    return list(found.values())
