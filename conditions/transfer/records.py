"""One article's file as values, and back; and what can be told to be wrong with it from the file alone."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime

from django.core.exceptions import ValidationError

from conditions.document.encoding import decode, encode
from conditions.document.values import ArticleDocument
from conditions.models import Address, Edition, Review, Withdrawal
from conditions.transfer.folder import FORMAT


@dataclass(frozen=True)
class Record:
    """An article as it travels. The lists hold dicts with the keys of EDITION, REVIEW and WITHDRAWAL below.

    A review's `edition` is the number of an edition with the text that was read; `draft`: it was still a draft then.
    A withdrawal's `instead` is the present address of another article.
    """

    addresses: list[str]  # where it was ever live, the oldest first
    editions: list[dict]
    reviews: list[dict]
    withdrawals: list[dict]

    @property
    def newest(self):
        """The document of the edition that is live last: what its authors went on from."""
        return max(self.editions, key=lambda edition: edition["live_from"])["document"]


def dump(record):
    """The record as JSON data."""
    parts = {name: getattr(record, name) for name in ("addresses", *TABLES)}
    return {"format": FORMAT, **_plain(parts)}


def load(data, name):
    """(record, problems) of the JSON data of the file `name`. The record is None where there are problems."""
    problems = []
    if data.keys() != {"format", "addresses", *TABLES} or not all(isinstance(data[part], list) for part in TABLES):
        return None, [f"{name} is not as export_articles writes it."]
    try:
        addresses = _read(_list_of(_address), data["addresses"], "addresses")
    except ValueError as error:
        addresses, problems = [], [f"{name}, {error}"]
    rows = {}
    for part, table in TABLES.items():
        rows[part] = []
        for i, row in enumerate(data[part], start=1):
            try:
                rows[part].append(_row(table, row))
            except ValueError as error:
                problems.append(f"{name}, {part}, no. {i}, {error}")
    return (None, problems) if problems else (Record(addresses=addresses, **rows), [])


def misfits(record, slug):
    """Sentences on what does not fit together in the record of the file of `slug`."""
    editions = sorted(record.editions, key=lambda edition: edition["live_from"])
    numbers = [edition["number"] for edition in editions]
    slugs = {edition["document"].slug for edition in editions}
    if not editions:
        yield "It has no edition."
    for part, values in (("edition", numbers), ("address", record.addresses)):
        for value in [value for value, count in Counter(values).items() if count > 1]:
            yield f"The {part} {value} is there twice."
    if editions and slug not in slugs:
        yield "No edition is of the address that the file is named after."
    if missing := sorted(slugs - set(record.addresses)):
        yield f"An edition has an address that is not in its list of addresses: {', '.join(missing)}."
    for edition in editions:
        if edition["live_until"] and edition["live_until"] <= edition["live_from"]:
            yield f"Edition {edition['number']} ends before it begins."
    for one, other in zip(editions, editions[1:], strict=False):
        if one["live_until"] is None or one["live_until"] > other["live_from"]:
            yield f"Editions {one['number']} and {other['number']} are live at the same time."
    for review in record.reviews:
        if review["edition"] not in numbers:
            yield f"A review is of edition {review['edition']}, which is not there."
        if review["outcome"] == Review.Outcome.CHANGE_NEEDED and not (review["note"] or review["comments"]):
            yield f"The review of edition {review['edition']} asks for a change and does not say which."
    begin, end = ({edition[edge] for edition in editions} for edge in ("live_from", "live_until"))
    for withdrawal in record.withdrawals:
        if withdrawal["withdrawn_at"] not in end - begin:
            yield f"The withdrawal of {withdrawal['withdrawn_at']:%B %-d, %Y} ends no edition."
        if withdrawal["instead"] == slug or withdrawal["answer"] == "redirect" and not withdrawal["instead"]:
            yield "A withdrawal leads to no other article."


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list):
        return [_plain(part) for part in value]
    if isinstance(value, ArticleDocument):
        return encode(value)
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return value.isoformat() if isinstance(value, date) else value


def _row(table, data):
    if not isinstance(data, dict) or data.keys() != table.keys():
        raise ValueError(f"it must say these and nothing else: {', '.join(table)}.")
    return {name: _read(read, data[name], name) for name, read in table.items()}


def _read(read, value, name):
    try:
        return read(value)
    except ValidationError as error:
        raise ValueError(f"{name}: {' '.join(error.messages)}") from error
    except (ValueError, OverflowError) as error:
        raise ValueError(f"{name}: {error}") from error


def _text(model, name):
    """Return a function that reads a text which fits the field `name` of `model`."""
    field = model._meta.get_field(name)

    def read(value):
        if type(value) is not str or "\0" in value:
            raise ValueError("This must be text.")
        value.encode()  # half a character, which no database stores, ends here
        return field.clean(value, None)

    return read


def _list_of(read):
    def read_all(value):
        if not isinstance(value, list):
            raise ValueError("This must be a list.")
        return [read(item) for item in value]

    return read_all


def _maybe(read):
    return lambda value: None if value is None else read(value)


def _number(value):
    if type(value) is not int or not 0 < value < 1 << 31:
        raise ValueError("This must be a whole number from 1 on.")
    return value


def _flag(value):
    if type(value) is not bool:
        raise ValueError("This must be true or false.")
    return value


def _moment(value):
    moment = datetime.fromisoformat(value) if type(value) is str else None
    if moment is None or moment.tzinfo is None:
        raise ValueError("This must be a moment with its time zone, as 2026-10-01T12:00:00+00:00.")
    return moment.astimezone(UTC)


def _day(value):
    if type(value) is not str:
        raise ValueError("This must be a day, as 2026-10-01.")
    return date.fromisoformat(value)


def _comment(value):
    if not isinstance(value, dict) or value.keys() != {"part", "label", "text"}:
        raise ValueError("A comment says its part, label and text.")
    return {name: _text(Review, "note")(words) for name, words in value.items()}


def _document(data):
    document = decode(data)
    _read(_text(Edition, "title"), document.title, "title")
    _read(_text(Edition, "slug"), document.slug, "slug")
    return document


_address = _text(Address, "slug")
EDITION = {
    "number": _number,
    "live_from": _moment,
    "live_until": _maybe(_moment),
    "published_at": _moment,
    "publisher": _text(Edition, "publisher"),
    "change_note": _text(Edition, "change_note"),
    "correction": _flag,
    "override_reason": _text(Edition, "override_reason"),
    "document": _document,
}
REVIEW = {
    "edition": _number,
    "draft": _flag,
    "reviewer": _text(Review, "reviewer"),
    "credentials": _text(Review, "credentials"),
    "person": _text(Review, "person"),
    "outcome": _text(Review, "outcome"),
    "note": _text(Review, "note"),
    "comments": _list_of(_comment),
    "reviewed_at": _moment,
    "next_due": _day,
}
WITHDRAWAL = {
    "answer": _text(Withdrawal, "answer"),
    "reason": _text(Withdrawal, "reason"),
    "instead": _maybe(_address),
    "decided_at": _moment,
    "withdrawn_at": _moment,
}
TABLES = {"editions": EDITION, "reviews": REVIEW, "withdrawals": WITHDRAWAL}
