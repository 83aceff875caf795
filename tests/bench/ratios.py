"""How fast a new build is beside an old one, and how sure that is. Pure."""

import math
import statistics
from dataclasses import dataclass

CONFIDENCE = 0.95
FEWEST = 6  # rounds, for an interval of that confidence
LEAST = 0.97  # an interval wholly below it tells that the new build is slower


@dataclass(frozen=True)
class Ratio:
    """What the speed of the new build is to that of the old one: above 1, the new one is faster."""

    value: float
    low: float
    high: float

    def __str__(self):
        return f"{self.value:.2f} ({self.low:.2f} to {self.high:.2f})"

    @property
    def is_slower(self):
        return self.high < LEAST

    @property
    def holds_one(self):
        return self.low <= 1 <= self.high


def compare(new, old):
    """The Ratio of speeds `new` to speeds `old`, pair by pair: each pair was measured in one round.

    On the logarithms of the ratios: the Hodges-Lehmann estimate, with the interval of Wilcoxon's signed-rank test
    (Hollander, Wolfe, Chicken: Nonparametric Statistical Methods, 3.2 and 3.3). It is exact however few the rounds,
    asks for no normal distribution, and one round in which the machine was busy elsewhere hardly moves it.
    Raise ValueError if there are fewer than FEWEST pairs, or if a measurement lacks its partner.
    """
    logs = [math.log(ours / theirs) for ours, theirs in zip(new, old, strict=True)]
    outside = _outside(len(logs))
    if outside is None:
        raise ValueError(f"An interval needs {FEWEST} rounds.")
    averages = sorted((a + b) / 2 for i, a in enumerate(logs) for b in logs[i:])
    found = statistics.median(averages), averages[outside], averages[-1 - outside]
    return Ratio(*map(math.exp, found))


def _outside(count):
    """How many of the averages of pairs lie outside of the interval at each end; None: `count` is too small for any."""
    ways = [1]  # in how many ways ranks up to now add up to each sum
    for rank in range(1, count + 1):
        ways = [
            (ways[total] if total < len(ways) else 0) + (ways[total - rank] if total >= rank else 0)
            for total in range(len(ways) + rank)
        ]
    allowed, seen = (1 - CONFIDENCE) / 2 * 2**count, 0
    for total, number in enumerate(ways):
        seen += number
        if seen > allowed:
            return total - 1 if total else None
