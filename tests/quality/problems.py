"""Problems as patients write them, those that name a danger and others, and how red flags tell them apart."""

from dataclasses import dataclass
from pathlib import Path

from conditions.red_flags.matching import raised
from conditions.red_flags.shipped import shipped

PATH = Path(__file__).with_name("problems.tsv")
ORDINARY = "ordinary"


@dataclass(frozen=True)
class Problem:
    """`group`: "developed", or "kept" and never used to improve the red flags; `kind`: of the danger, or ORDINARY."""

    group: str
    kind: str
    text: str


def read(path=PATH):
    lines = path.read_text().splitlines()
    return [Problem(*line.split("\t")) for line in lines if line and not line.startswith("#")]


def figures(problems):
    """(share of dangers that raise a red flag, share of ordinary problems that do)."""
    dangers = [bool(raised(problem.text, shipped())) for problem in problems if problem.kind != ORDINARY]
    alarms = [bool(raised(problem.text, shipped())) for problem in problems if problem.kind == ORDINARY]
    return sum(dangers) / len(dangers), sum(alarms) / len(alarms)


def report():
    problems = read()
    print("\nRed flags in written problems")
    for group in dict.fromkeys(problem.group for problem in problems):
        some = [problem for problem in problems if problem.group == group]
        recall, alarms = figures(some)
        print(f"  {group:<11} {len(some):>3}  recall {recall:.3f}  false alarms {alarms:.3f}")
