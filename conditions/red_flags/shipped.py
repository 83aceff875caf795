"""The red flags that come with the software: shipped.toml."""

import tomllib
from functools import cache
from pathlib import Path

from conditions.red_flags.values import decode

FILE = Path(__file__).with_name("shipped.toml")


@cache
def shipped():
    """(RedFlagDocument, ...) in the order of the file."""
    tables = tomllib.loads(FILE.read_text())
    return tuple(decode({"key": key, **table}) for key, table in tables.items())
