"""The clinic's symptoms, read at once for the symptom finder: what editions call each, and what is a kind of what."""

from dataclasses import dataclass
from typing import NamedTuple

from conditions.models import Symptom


class Word(NamedTuple):
    """A present symptom. `broader`: the key of the word that it is a kind of, or None."""

    key: int
    slug: str
    name: str
    broader: int | None


@dataclass(frozen=True)
class SymptomWords:
    """All of them. `at`: {slug: present Word}, also of words that were merged into it."""

    at: dict

    @classmethod
    def read(cls):
        rows = list(Symptom.objects.order_by("pk").values_list("pk", "slug", "name", "broader", "merged_into"))
        present = {key: Word(key, *own) for key, *own, merged in rows if not merged}
        return cls({slug: present[merged or key] for key, slug, *_, merged in rows})

    @property
    def keys(self):
        """{slug: key of the present word}."""
        return {slug: word.key for slug, word in self.at.items()}

    def called(self):
        """{present Word: what editions call it}."""
        found = {}
        for slug, word in self.at.items():
            found.setdefault(word, []).append(slug)
        return found
