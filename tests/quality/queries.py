"""The queries of the quality set, and how well an order of pages answers them."""

from dataclasses import dataclass
from pathlib import Path
from statistics import mean

PATH = Path(__file__).with_name("queries.tsv")
OTHER = "other"  # the group of queries that no page of a condition answers


@dataclass(frozen=True)
class Query:
    group: str
    text: str
    answer: str
    why: str


def read(path=PATH):
    lines = [line for line in path.read_text().splitlines() if line and not line.startswith("#")]
    return [Query(*line.split("\t")) for line in lines]


def place(answer, slugs):
    """The place of `answer` among `slugs`, from 1; 0 where it is missing."""
    return slugs.index(answer) + 1 if answer in slugs else 0


def figures(places):
    """(success@1, success@3, MRR) of the places of the right answers."""
    return (
        mean(place == 1 for place in places),
        mean(0 < place <= 3 for place in places),
        mean(1 / place if place else 0 for place in places),
    )
