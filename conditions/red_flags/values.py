"""A red flag as one plain value, and how quickly it wants help. Pure."""

from dataclasses import asdict, dataclass
from enum import StrEnum


class Action(StrEnum):
    """Where to turn, the quickest help first."""

    CALL_911 = "911"
    CALL_988 = "988"
    EMERGENCY_ROOM = "er"
    SAME_DAY = "same_day"

    @property
    def rank(self):
        """0 for the quickest."""
        return [*Action].index(self)

    @property
    def label(self):
        return {
            "911": "Call 911 now",
            "988": "Call or text 988 now",
            "er": "Go to an emergency room now",
            "same_day": "Get help today",
        }[self.value]

    @property
    def for_all(self):
        """(English, Spanish) of what to do now, for pages and letters that others may see: it does not tell one danger
        from another.
        """
        if self == Action.SAME_DAY:
            return self.label, self.spanish
        return (
            "Call 911 or go to an emergency room now; with thoughts of ending your life call or text 988",
            "Llame al 911 o vaya ahora a una sala de emergencias; si piensa en quitarse la vida, llame al 988",
        )

    @property
    def spanish(self):
        return {
            "911": "Llame al 911 ahora",
            "988": "Llame o envíe un mensaje al 988 ahora",
            "er": "Vaya ahora a una sala de emergencias",
            "same_day": "Busque ayuda hoy mismo",
        }[self.value]


LINES = ("wording", "asked_when")


@dataclass(frozen=True)
class RedFlagDocument:
    """A danger that patients may write of.

    `sign`: the sign in their words, as a form asks for it. `wording`: how it is said, a line each; the signs that a
    line joins with "+" count only together. `now`, `now_spanish`: what to do now, in a sentence. `question`: the one
    that decides, where a part of the signs is there, and `asked_when` says what that part is, as `wording` does.
    `is_asked`: whether the forms list the sign.
    """

    key: str
    sign: str
    action: Action
    now: str
    now_spanish: str
    wording: tuple[str, ...]
    source: str
    question: str = ""
    asked_when: tuple[str, ...] = ()
    is_asked: bool = False


def encode(document):
    """`document` as plain JSON values."""
    return (
        asdict(document) | {name: list(getattr(document, name)) for name in LINES} | {"action": document.action.value}
    )


def decode(data):
    """The RedFlagDocument that `encode` wrote."""
    lines = {name: tuple(data.get(name, ())) for name in LINES}
    return RedFlagDocument(**data | lines | {"action": Action(data["action"])})
