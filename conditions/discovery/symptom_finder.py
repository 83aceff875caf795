"""Conditions that may be behind the symptoms somebody chose, out of live editions, ranked. Reads only.

What an edition says of a former word counts for the present one.
"""

from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import groupby
from math import log
from operator import add

from django.db import connections
from django.db.models import Case, F, Max, Min, Q, Sum, Value, When
from django.db.models.functions import Coalesce

from conditions.document.urgency import Urgency
from conditions.models import Edition, EditionTerm, Symptom
from conditions.models.article import article_url
from conditions.vocabulary.merged_terms import joined

SHOWN = 20  # conditions of each group; whoever wants to see others does better to choose another symptom
FIRST = [Urgency.EMERGENCY, Urgency.URGENT]  # groups of their own, in this order; all other levels are one group
FOR_ITSELF = 0.5  # what a symptom weighs that every condition has

SYMPTOM, BODY_AREA = EditionTerm.Kind.SYMPTOM, EditionTerm.Kind.BODY_AREA


@dataclass(frozen=True)
class MatchedSymptom:
    """A chosen symptom in a condition that has it."""

    name: str
    detail: str
    level: Urgency


@dataclass(frozen=True)
class Hit:
    """A condition that has some of the chosen symptoms; `level` is the most urgent one of those."""

    title: str
    slug: str
    felt: list[MatchedSymptom]
    lacks: list[str]  # the names of the chosen symptoms that it does not have

    @property
    def url(self):
        return article_url(self.slug)

    @cached_property
    def level(self):
        return min((felt.level for felt in self.felt), key=lambda level: level.rank)

    @property
    def pressing(self):
        """Return the symptoms that make it as urgent as it is."""
        return [felt for felt in self.felt if felt.level == self.level]


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


def find(weights, area_slugs, at=None):
    """[Group] of the conditions that have some of the symptoms in `weights`, {present Symptom: how telling it is}.

    Within a group the best score comes first, and what scores the same is in the order of the titles.
    """
    names = _names(weights)
    ranked = _best(_scores(weights, names, area_slugs, at))
    hits = _hits([edition for edition, *_ in ranked], names, list(weights))
    groups = []
    for place, rows in groupby(ranked, lambda row: row[1]):
        rows = sorted(rows, key=lambda row: (-round(row[2], 6), hits[row[0]].title.casefold()))
        level = FIRST[place] if place < len(FIRST) else None
        groups.append(Group(level, [hits[edition] for edition, *_ in rows], rows[0][3] - len(rows)))
    return groups


def _names(symptoms):
    """{what editions call one of `symptoms`: that symptom}."""
    present = {symptom.pk: symptom for symptom in symptoms}
    words = Symptom.objects.filter(Q(pk__in=present) | Q(merged_into__in=present)).order_by()
    return {slug: present[key] for slug, key in words.values_list("slug", Coalesce("merged_into", "pk"))}


def _scores(weights, names, area_slugs, at):
    """Rows of (edition, place of its group, score)."""
    # The sum keeps SQLite from going through all live editions one by one to look for each symptom there.
    rows = EditionTerm.objects.filter(kind=SYMPTOM, slug__in=names).order_by().alias(key=F("edition") + 0)
    rows = rows.filter(key__in=editions(area_slugs, at))
    group = Case(*[When(urgency=level, then=Value(i)) for i, level in enumerate(FIRST)], default=Value(len(FIRST)))
    return rows.values_list("edition").annotate(place=Min(group), score=_score(weights, names))


def _score(weights, names):
    """The sum of the weights of the symptoms that an edition says, each counted once whatever it is called."""
    called = {symptom: [slug for slug, other in names.items() if other == symptom] for symptom in weights}
    alone = [When(slug=slugs[0], then=Value(weights[key])) for key, slugs in called.items() if len(slugs) == 1]
    parts = [Sum(Case(*alone, default=Value(0.0)))] if alone else []
    for symptom, slugs in called.items():
        if len(slugs) > 1:
            parts.append(Max(Case(When(slug__in=slugs, then=Value(weights[symptom])), default=Value(0.0))))
    return reduce(add, parts)


def _best(scores):
    """[(edition, place of its group, score, size of its group)], the first ones of each group.

    The scores are worked out once and sorted by group; window functions would take twice the time of it.
    """
    sql, params = scores.query.sql_with_params()
    groups = " UNION ALL ".join(
        f"SELECT * FROM (SELECT edition, place, score, (SELECT COUNT(*) FROM hit WHERE place = {place}) FROM hit"
        f" WHERE place = {place} ORDER BY score DESC, edition LIMIT {SHOWN}) AS group_{place}"
        for place in range(len(FIRST) + 1)
    )
    with connections[scores.db].cursor() as cursor:
        cursor.execute(f"WITH hit (edition, place, score) AS ({sql}) {groups}", params)
        return cursor.fetchall()


def _hits(editions, names, chosen):
    """{edition: Hit}, with what each says of the `chosen` symptoms, in their order."""
    rows = EditionTerm.objects.filter(kind=SYMPTOM, slug__in=names, edition__in=editions).order_by("position")
    said = {}
    for row in rows.values("edition", "slug", "detail", "urgency", title=F("edition__title"), at=F("edition__slug")):
        said.setdefault(row["edition"], {}).setdefault(names[row["slug"]], []).append(row)
    return {edition: _hit(rows, chosen) for edition, rows in said.items()}


def _hit(rows, chosen):
    """The Hit of an edition that says `rows`, {symptom: [row for each of the words it has for it]}."""
    felt = []
    for symptom in chosen:
        if symptom in rows:
            values = joined(*sorted(rows[symptom], key=lambda row: row["slug"] != symptom.slug))
            felt.append(MatchedSymptom(symptom.name, values["detail"], Urgency(values["urgency"])))
    row = next(iter(rows.values()))[0]
    return Hit(row["title"], row["at"], felt, [symptom.name for symptom in chosen if symptom not in rows])
