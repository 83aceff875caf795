"""How soon a symptom needs attention, and the words patients read for it.

The four levels follow the care cards of the NHS design system ("non-urgent", "urgent", "immediate"),
with self-care split off, so that a page can also say what is safe to watch at home.

A person chooses the level, nothing else does: where nobody has yet, a draft has None and an edition cannot be.
"""

from enum import StrEnum

TO_BE_CONFIRMED = "To be confirmed"  # what stands in place of a level that nobody chose


class Urgency(StrEnum):
    EMERGENCY = "emergency"
    URGENT = "urgent"
    CLINIC = "clinic"
    SELF_CARE = "self-care"

    @property
    def label(self):
        """A few words beside a symptom, such as "Emergency"."""
        return LABELS[self]

    @property
    def heading(self):
        """The heading of this level's care card: the level and what to do, in words."""
        return HEADINGS[self]

    @property
    def rank(self):
        """0 for the most urgent level; care cards and symptom pages sort by it."""
        return RANKS[self]

    @classmethod
    def choices(cls):
        return [(level.value, level.label) for level in cls]


def label_of(level):
    """The label of `level`, an Urgency or None."""
    return level.label if level else TO_BE_CONFIRMED


RANKS = {level: rank for rank, level in enumerate(Urgency)}
LABELS = {
    Urgency.EMERGENCY: "Emergency",
    Urgency.URGENT: "Urgent: call today",
    Urgency.CLINIC: "Make an appointment",
    Urgency.SELF_CARE: "Self-care at home",
}
HEADINGS = {
    Urgency.EMERGENCY: "Emergency: get help now if you have",
    Urgency.URGENT: "Urgent: call us today if you have",
    Urgency.CLINIC: "Make an appointment if you have",
    Urgency.SELF_CARE: "You can start with care at home if you have",
}
