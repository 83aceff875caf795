"""Merged terms: text on a former word counts for the one it was merged into; rows that then say the same become one."""

from django.db import connection

from conditions.document import values as d
from conditions.document.urgency import Urgency
from conditions.editing.compose import TERM_ROWS, composable

TEXTS = {name for part in d.TERM_ROWS for name in part.plain_fields}
OWN = [*TEXTS, "urgency", "companion"]  # what a row says of its term, where it has such a field


def joined(*rows):
    """One row's own values out of `rows` that say the same term: no text is lost, the most urgent level counts.

    A level that nobody chose may turn out to be any: it counts for more than all but an emergency.
    """
    values = dict(rows[0])
    for name in TEXTS & values.keys():
        values[name] = _texts(row[name] for row in rows)
    if "urgency" in values:
        values["urgency"] = min((row["urgency"] for row in rows), key=_rank)
    return values


def present(rows):
    """`rows`, [(term, values)] in order, by the clinic's present words: [(term, places, values)] in order.

    A row with a companion is another than that of the term alone, and A with B is B with A. Where both have become one
    word, it is that of the term alone, as urgent as any of its rows. `places` are the positions in `rows` that became
    this one, first the one whose place it takes: that of the row which said the present word already, else the
    earliest.
    """
    groups = {}
    for place, (term, values) in enumerate(rows):
        term, companion = _now(term), _now(values.get("companion"))
        pair = (term, companion if companion != term else None)
        groups.setdefault(pair[::-1] if pair[::-1] in groups else pair, []).append(place)
    found = []
    for (term, companion), places in groups.items():
        places.sort(key=lambda place: rows[place][0] != term)
        values = joined(*[rows[place][1] for place in places])
        found.append((term, places, values | {"companion": companion} if "companion" in values else values))
    return sorted(found, key=lambda row: row[1][0])


def _now(term):
    """The present word for `term`, which may be None."""
    return term and (term.merged_into or term)


def once_each(rows, slug):
    """`rows`, dicts of EditionTerms that name the term at `slug` or a former word of it, with each edition once."""
    groups = {}
    for row in rows:
        groups.setdefault(row["edition"], []).append(row)
    return [joined(*sorted(group, key=lambda row: row["slug"] != slug)) for group in groups.values()]


def follow(article):
    """Make the rows of `article` link present words; returns it as it is now, ready for `compose_loaded`.

    For a transaction that holds the article and has written its rows: no word that they link is merged from then on
    until it ends.
    """
    if connection.vendor == "postgresql":  # SQLite has one writer at a time
        connection.check_constraints()  # the words are locked now, and not with the last statement
    loaded = composable().get(pk=article.pk)
    linked = [list(getattr(loaded, name).all()) for name in TERM_ROWS]
    stale = [rows for rows in linked if any(_is_former(getattr(row, name)) for row in rows for name in row.TERMS)]
    for rows in stale:
        _relink(rows)
    return composable().get(pk=article.pk) if stale else loaded


def _is_former(term):
    return term is not None and term.merged_into_id is not None


def _relink(rows):
    own = [name for name in OWN if hasattr(rows[0], name)]
    said = [(row.term, {name: getattr(row, name) for name in own}) for row in rows]
    for term, (place, *others), values in present(said):
        row = rows[place]
        if others or row.term != term or getattr(row, "companion", None) != values.get("companion"):
            type(row).objects.filter(pk__in=[rows[other].pk for other in others]).delete()
            row.term = term
            for name, value in values.items():
                setattr(row, name, value)
            row.save(update_fields=["term", *values])


def _rank(level):
    return Urgency(level).rank if level else Urgency.EMERGENCY.rank + 0.5


def _texts(texts):
    """`texts` as paragraphs of one; what another one says as well is said once."""
    kept = []
    for text in texts:
        if not any(text.casefold() in other.casefold() for other in kept):
            kept = [*[other for other in kept if other.casefold() not in text.casefold()], text]
    return "\n\n".join(kept)
