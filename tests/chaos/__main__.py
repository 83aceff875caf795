"""`make chaos`: harm is done to sites of the suite's own, and what they acknowledged is looked for afterwards."""

import argparse
import random
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from tests.chaos import commands, served
from tests.chaos.counting import table
from tests.chaos.stages import Prepared
from tests.page_cache import servers
from tests.prepared import Prepared as Folders

SCENARIOS = {"served": served.scenarios, "commands": commands.scenarios}


def main():
    chosen = arguments()
    print(f"Seed {chosen.seed}.", flush=True)
    began, tallies = time.monotonic(), []
    with ExitStack() as open_, tempfile.TemporaryDirectory(prefix="clinic-chaos-") as folder:
        folder = Path(folder)
        folders = Folders(folder)
        for kind in chosen.databases:
            server = open_.enter_context(servers.alone()) if kind == "postgresql" else None
            prepared = Prepared(folder / kind, folders, server)
            for name in chosen.only:
                chance = random.Random(f"{chosen.seed} {kind} {name}")
                for tally in SCENARIOS[name](prepared, chance, chosen.share):
                    tallies.append(tally)
                    print(f"{time.monotonic() - began:4.0f} s  {tally.database}, {tally.scenario}: {tally.figures}", flush=True)
    print(f"\n{table(tallies)}\n\nIt took {time.monotonic() - began:.0f} s.")
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
