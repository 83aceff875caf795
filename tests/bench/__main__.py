import argparse
import json
import os
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.bench import baseline, beside, machine, served
from tests.bench.load import Clients
from tests.bench.ratios import FEWEST
from tests.bench.report import PATH, Report
from tests.bench.served import BARE, HELLO, Figures
from tests.bench.sites import (
    HERE,
    WORKERS,
    NotStarted,
    Served,
    Site,
    bare,
    database_url,
    databases,
    free_port,
    gunicorn,
    hello,
    run,
)

FEW, MIDDLE = 100, 10_000
OUTSIDE = ["baseline", "served"]  # what is asked through servers
PARTS = [*OUTSIDE, "queries", "weight", "desk"]


def main():
    chosen = arguments()
    kinds = [kind for kind in databases() if chosen.database in (None, kind.lower())]
    sizes = [FEW, *([MIDDLE] if chosen.articles > MIDDLE else []), chosen.articles]
    found = {"kinds": kinds, "sizes": sizes, "machine": machine.facts(kinds)}
    if "baseline" in chosen.only:
        found["rounds"], found["beside"] = chosen.rounds, baseline.title(chosen.self_check)
        found["baseline"] = measure_beside(kinds, min(MIDDLE, chosen.articles), chosen)
    if "served" in chosen.only:
        found |= measure_served(kinds, sizes, chosen)
    found["inside"] = {kind: measure_inside(kind, inside_parts(kind, kinds, chosen)) for kind in kinds}
    text = Report(found).text()
    print(f"\n{text}")
    if chosen.write:
        PATH.parent.mkdir(exist_ok=True)
        PATH.write_text(text)
    if found.get("baseline"):
        print(f"\n{beside.evenness(found['baseline'])}" if chosen.self_check else "")
        sys.exit(beside.slower(found["baseline"]))


def arguments():
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--articles", type=int, default=100_000, help="on the large site")
    parser.add_argument("--only", type=lambda parts: parts.split(","), default=PARTS, help=",".join(PARTS))
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="default: both")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=0.5, help="for which a page is asked in each round")
    parser.add_argument("--self-check", action="store_true", help="compare the baseline with itself, and nothing else")
    parser.add_argument("--no-write", dest="write", action="store_false", help=f"leave docs/{PATH.name} as it is")
    chosen = parser.parse_args()
    if chosen.self_check:
        chosen.only, chosen.write = ["baseline"], False
    if unknown := set(chosen.only) - set(PARTS):
        parser.error(f"There is no part called {', '.join(unknown)}.")
    if chosen.articles <= FEW:
        parser.error(f"The large site has more than {FEW} articles.")
    if "baseline" in chosen.only and chosen.rounds < FEWEST:
        parser.error(f"A comparison with the baseline needs {FEWEST} rounds.")
    return chosen


def measure_beside(kinds, count, chosen):
    """{kind of database: what `beside.measure` found}; none where there is no baseline, and a sentence says why."""
    try:
        old = baseline.tree()
    except baseline.Missing as missing:
        print(f"{missing} Nothing is compared with it.", flush=True)
        return {}
    new, found = old if chosen.self_check else HERE, {}
    with Clients(2 * WORKERS) as clients:
        for kind in kinds:
            try:
                found[kind] = beside.measure(new, old, kind, count, clients, chosen.rounds, chosen.seconds)
            except NotStarted as failed:
                print(f"{failed} Nothing is compared on {kind}.", flush=True)
    return found


def measure_served(kinds, sizes, chosen):
    """What Report takes of the served sites."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="clinic-bench-")))
        sites = []
        for kind in kinds:
            for count in sizes:
                print(f"Filling a site on {kind} with {count:,} articles ...", flush=True)
                site = stack.enter_context(Site(kind, count, folder, free_port()))
                site.fill()
                sites.append(site)
        bares = {name: stack.enter_context(make(folder)) for name, make in {BARE: bare, HELLO: hello}.items()}
        figures = [
            Figures(site, stack.enter_context(Served(gunicorn("clinic_site.wsgi", site.port), site.port, site.values)))
            for site in sites
        ]
        clients = stack.enter_context(Clients(2 * WORKERS))
        print("Asking ...", flush=True)
        rates = served.load(figures, bares, clients, chosen.rounds, chosen.seconds)
        ends = [each for each in figures if each.site.count in (sizes[0], sizes[-1])]
        milliseconds = served.first_readers(ends, bares[BARE])
        served.searches(ends)
        served.many_pages(ends)
        for each in ends:
            each.publish = json.loads(run(["-m", "tests.bench.publishing"], each.site.values))
        return {"figures": figures, "bare": rates, "bare ms": milliseconds}


def inside_parts(kind, kinds, chosen):
    """Those of `chosen`. Bytes are the same whatever database is behind them."""
    return [part for part in chosen.only if part not in OUTSIDE and (part != "weight" or kind == kinds[0])]


def measure_inside(kind, parts):
    """{part: what it found}"""
    if not parts:
        return {}
    print(f"Counting queries and bytes within a process, on {kind}: {', '.join(parts)} ...", flush=True)
    values = {"DATABASE_URL": database_url(f"clinic_bench_{os.getpid()}")} if kind == "PostgreSQL" else {}
    return json.loads(run(["-m", "tests.bench.inside", *parts], values))


if __name__ == "__main__":
    main()
