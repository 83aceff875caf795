"""The changes that reviewers and outside experts asked for, as whoever publishes next must hear them. Pure."""

from datetime import date
from enum import Enum
from typing import NamedTuple


class Standing(Enum):
    """The relation of a needed change to the text that is checked."""

    OF_THIS_TEXT = "this"
    OVERRULED = "overruled"  # it is of this text, and somebody else found the text right after that
    OF_ANOTHER_TEXT = "another"  # the text has changed since, and nobody has found it right


class NeededChange(NamedTuple):
    """`who` said on the day `on` that a text needs a change; `words`: which. `review` is the key of their review."""

    who: str
    on: date
    words: str
    standing: Standing
    review: int | None = None

    @property
    def sentence(self):
        """The reviewer's words, and what to do about them."""
        text = "the text" if self.standing == Standing.OF_ANOTHER_TEXT else "this very text"
        day = f"{self.on:%B} {self.on.day}, {self.on.year}"
        return f"{self.who} said on {day} that {text} needs a change: {self.words} {_THEN[self.standing]}"


_THEN = {
    Standing.OF_THIS_TEXT: "Make the change, or ask for a new review.",
    Standing.OVERRULED: "Somebody else found it right after that: make sure that they know of each other.",
    Standing.OF_ANOTHER_TEXT: (
        "It was changed since, and nobody has said whether it is right now: look whether the change is made, or ask "
        "for a new review."
    ),
}
