"""ArticleDocument to plain JSON data and back, for editions, exports and the demo clinic.

`decode(encode(document)) == document`. The data carries its schema number, so that a file from a newer
release is refused in words instead of being half understood.
"""

import hashlib
import json
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from types import NoneType, UnionType
from typing import get_args, get_origin

from clinic_site.richtext.sanitiser import RichTextTooLong
from conditions.document.values import ArticleDocument

SCHEMA = 2


class DocumentError(ValueError):
    """The data is not an article document; the message says where and why, for people."""


def encode(document):
    """The document as dicts, lists, strings, numbers and None, ready for `json.dumps`."""
    return {"schema": SCHEMA, **_encode(document)}


def decode(data):
    """The document that `encode` made `data` from.

    Raises DocumentError for unknown or missing fields, wrong types, rich text past its cap, and a newer schema.
    """
    if not isinstance(data, dict):
        raise DocumentError("An article document must be a JSON object.")
    data = dict(data)
    schema = data.pop("schema", None)
    if type(schema) is not int or schema < 1:
        raise DocumentError("The document does not say which schema it follows.")
    if schema > SCHEMA:
        raise DocumentError(
            f"The document follows schema {schema}; this site reads up to {SCHEMA}. Upgrade the site first."
        )
    for number in range(schema, SCHEMA):
        data = UPGRADES[number](data)
    return _decode(ArticleDocument, data, "document")


def fingerprint(document):
    """A hex digest that two documents share only when they say the same.

    What is empty does not count, so that a field added in a later release leaves the digests of articles
    that do not use it as they were.
    """
    return hashlib.sha256(json.dumps(_filled(_encode(document)), sort_keys=True).encode()).hexdigest()


def _without_review(data):
    return {name: value for name, value in data.items() if name not in ("reviewer", "reviewed_on")}


# {schema: what makes data of the next schema of it}. Editions keep the data that they were published with.
UPGRADES = {
    1: _without_review,  # reviews are events of their own since
}


def _filled(data):
    if isinstance(data, dict):
        return {key: _filled(value) for key, value in data.items() if value not in ("", None, [])}
    if isinstance(data, list):
        return [_filled(item) for item in data]
    return data


def _encode(value):
    if is_dataclass(value):
        return {part.name: _encode(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, tuple):
        return [_encode(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return str(value) if isinstance(value, str) else value


def _decode(kind, data, path):
    if isinstance(kind, UnionType):
        if data is None:
            return None
        (kind,) = (option for option in get_args(kind) if option is not NoneType)
    if get_origin(kind) is tuple:
        if not isinstance(data, list):
            raise DocumentError(f"{path} must be a list.")
        return tuple(_decode(get_args(kind)[0], item, f"{path}[{i}]") for i, item in enumerate(data))
    if is_dataclass(kind):
        return _decode_value(kind, data, path)
    if kind is date or issubclass(kind, Enum):
        try:
            return date.fromisoformat(data) if kind is date else kind(data)
        except (TypeError, ValueError):
            raise DocumentError(f"{path} has a value that is not understood: {data!r}.") from None
    primitive = str if issubclass(kind, str) else kind
    if type(data) is not primitive:
        raise DocumentError(f"{path} must be {'text' if primitive is str else 'a whole number'}.")
    return data


def _decode_value(kind, data, path):
    if not isinstance(data, dict):
        raise DocumentError(f"{path} must be a JSON object.")
    parts = {part.name: part for part in fields(kind)}
    if unknown := sorted(data.keys() - parts.keys()):
        raise DocumentError(f"{path} has fields that are not known: {', '.join(unknown)}.")
    missing = [name for name, part in parts.items() if part.default is MISSING and name not in data]
    if missing:
        raise DocumentError(f"{path} lacks: {', '.join(missing)}.")
    values = {name: _decode(parts[name].type, data[name], f"{path}.{name}") for name in data}
    try:
        return kind(**values)
    except RichTextTooLong as error:
        raise DocumentError(f"{path}: {error}") from error
