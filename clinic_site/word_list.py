"""A list of words kept small: strings of words that begin alike, in which a word is found as text. Pure."""

import gzip
from contextlib import contextmanager
from importlib.resources import files
from itertools import groupby
from pathlib import Path

START = 3  # letters that words are kept together by


def packed(words):
    """{first letters: the words that begin so, with a space before and behind each} of sorted `words`."""
    return {start: f" {' '.join(some)} " for start, some in groupby(words, lambda word: word[:START])}


def has(lists, word):
    return f" {word} " in lists.get(word[:START], "")


def read(path: Path):
    """The words of a file, one by one; lines that begin with # say something about it."""
    with path.open() as lines:
        for line in lines:
            yield from () if line.startswith("#") else line.split()


@contextmanager
def entries_of(name, entry):
    """The groups of the lines that match `entry` in a list that pyspellchecker brings, one by one: what a process once
    takes of memory it keeps."""
    path = files("spellchecker").joinpath(f"resources/{name}")
    with path.open("rb") as packed, gzip.open(packed, "rt", encoding="utf-8") as lines:
        yield (match.groups() for match in map(entry.match, lines) if match)
