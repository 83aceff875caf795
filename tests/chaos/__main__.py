"""`make chaos`: harm is done to sites of the suite's own, and what they acknowledged is looked for afterwards."""

import argparse
import random
import sys
import tempfile
import time
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from pathlib import Path

from tests.chaos import commands, faults, releases, served
from tests.chaos.counting import NOTES, Tally, table
from tests.chaos.stages import Prepared
from tests.page_cache import servers
from tests.prepared import Prepared as Folders

SCENARIOS = {
    "served": served.scenarios,
    "commands": commands.scenarios,
    "faults": faults.scenarios,
    "releases": releases.scenarios,
}
LAST = 10 * 60  # seconds after which no more kills are begun: what is left to do takes five minutes


class Run:
    """What the arguments `chosen` ask for, the databases side by side: most of the time each waits for something."""

    def __init__(self, chosen, folder):
        self.chosen, self.folder, self.folders = chosen, folder, Folders(folder)
        self.began = time.monotonic()

    @property
    def seconds(self):
        return time.monotonic() - self.began

    def tallies(self):
        with ThreadPoolExecutor() as pool:
            return [tally for lane in pool.map(self._lane, self.chosen.databases) for tally in lane]

    def _lane(self, kind):
        with servers.alone() if kind == "postgresql" else nullcontext() as server:
            prepared = Prepared(self.folder / kind, self.folders, server, self.began + LAST)
            return [tally for name in self.chosen.only for tally in self._scenario(name, prepared)]

    def _scenario(self, name, prepared):
        """One that cannot go on is wrong itself; the others are tried all the same."""
        chance = random.Random(f"{self.chosen.seed} {prepared.kind} {name}")
        try:
            for tally in SCENARIOS[name](prepared, chance, self.chosen.share):
                print(f"{self.seconds:4.0f} s  {tally.database}, {tally.scenario}: {tally.figures}", flush=True)
                print(*tally.notes[:NOTES], sep="\n", end="\n" * bool(tally.notes), flush=True)
                yield tally
        except Exception as error:
            traceback.print_exc()
            yield Tally(name, prepared.kind, wrong=1, notes=[f"it could not go on: {type(error).__name__}"])


def main():
    chosen = arguments()
    print(f"Seed {chosen.seed}.", flush=True)
    with tempfile.TemporaryDirectory(prefix="clinic-chaos-") as folder:
        run = Run(chosen, Path(folder))
        tallies = run.tallies()
    print(f"\n{table(tallies)}\n\nIt took {run.seconds:.0f} s.")
    sys.exit(not all(tally.holds for tally in tallies))


def arguments():
    parser = argparse.ArgumentParser(prog="make chaos", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=SCENARIOS, default=list(SCENARIOS))
    parser.add_argument("--databases", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--share", type=float, default=1.0, help="of the usual number of kills (default: 1)")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="of the random moments and victims")
    return parser.parse_args()


if __name__ == "__main__":
    main()
