"""What is counted of each scenario, and the table that says it."""

import threading
from dataclasses import dataclass, field

COLUMNS = ["scenario", "database", "kills", "tried", "acknowledged", "lost", "doubled", "wrong", "letters twice"]
NUMBERS = COLUMNS[2:]
NOTES = 5  # of one row are printed


@dataclass
class Tally:
    """One row. `twice`: letters that went out twice in the window that clinic_site/mail/outbox.py names; `notes`: a
    sentence for each thing that was lost, doubled or wrong."""

    scenario: str
    database: str
    kills: int = 0
    tried: int = 0
    acknowledged: int = 0
    lost: int = 0
    doubled: int = 0
    wrong: int = 0
    twice: int = 0
    notes: list = field(default_factory=list)

    def __post_init__(self):
        self._lock = threading.Lock()

    def count(self, what, note=""):
        """Add one to `what`; safe among threads."""
        with self._lock:
            setattr(self, what, getattr(self, what) + 1)
            if note:
                self.notes.append(f"{what}: {note}")

    def expect(self, is_so, note):
        """Count what is not so as wrong."""
        if not is_so:
            self.count("wrong", note)

    @property
    def figures(self):
        return [self.kills, self.tried, self.acknowledged, self.lost, self.doubled, self.wrong, self.twice]

    @property
    def holds(self):
        return not (self.lost or self.doubled or self.wrong)


def compare(tally, told, found):
    """Count what is lost, doubled or wrong. `told`: {name of a thing: what was acknowledged of it};
    `found`: [(name, what there is of it)]; a thing that was not acknowledged may be there once, or not."""
    there = {}
    for name, what in found:
        there.setdefault(name, []).append(what)
    for name, whats in there.items():
        if len(whats) > 1:
            tally.count("doubled", f"{name} is there {len(whats)} times: {', '.join(map(str, whats))}.")
    for name, what in told.items():
        if name not in there:
            tally.count("lost", f"{name}, acknowledged as {what}, is not there.")
        elif what not in there[name]:
            tally.count("wrong", f"{name} was acknowledged as {what} and is there as {there[name][0]}.")


def twice_taken(taken):
    """(letters that went out again although nobody was killed between a server's yes and its being written down,
    letters that went out again within that window). `taken`: [(letter, which sender)], in the order of being taken.

    Within the window: what its sender took last, before a kill ended that sender.
    """
    last = {sender: letter for letter, sender in taken}
    seen, outside, within = {}, [], []
    for letter, sender in taken:
        if letter in seen:
            in_window = seen[letter] != sender and last[seen[letter]] == letter
            (within if in_window else outside).append(letter)
        seen[letter] = sender
    return outside, within


def table(tallies):
    """The table, and below it what was not as it should be."""
    total = ["all", "", *[sum(numbers) for numbers in zip(*[tally.figures for tally in tallies], strict=True)]]
    rows = [COLUMNS, *[[tally.scenario, tally.database, *tally.figures] for tally in tallies], total]
    cells = [[f"{cell:,}" if isinstance(cell, int) else cell for cell in row] for row in rows]
    widths = [max(map(len, column)) for column in zip(*cells, strict=True)]
    lines = ["| " + " | ".join(map(_padded, row, widths, range(len(row)))) + " |" for row in cells]
    rule = [f"{'-' * (width + 1)}{':' if i >= 2 else '-'}" for i, width in enumerate(widths)]
    lines.insert(1, "|" + "|".join(rule) + "|")
    for tally in tallies:
        more = len(tally.notes) - NOTES
        notes = [*tally.notes[:NOTES], *([f"and {more} more"] if more > 0 else [])]
        lines += [f"{tally.scenario}, {tally.database}: {note}" for note in notes]
    return "\n".join(lines)


def _padded(cell, width, column):
    return cell.rjust(width) if column >= 2 else cell.ljust(width)
