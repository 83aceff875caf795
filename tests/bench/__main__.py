import argparse
import json
import os
import socket
import tempfile
from contextlib import ExitStack
from pathlib import Path

from tests.bench import machine, served
from tests.bench.load import Clients
from tests.bench.report import PATH, Report
from tests.bench.served import BARE, HELLO, Figures
from tests.bench.sites import WORKERS, Served, Site, database_url, databases, run

FEW, MIDDLE = 100, 10_000
PARTS = ["served", "queries", "weight", "desk"]


def main():
    chosen = arguments()
    kinds = [kind for kind in databases() if chosen.database in (None, kind.lower())]
    sizes = [FEW, *([MIDDLE] if chosen.articles > MIDDLE else []), chosen.articles]
    found = {"kinds": kinds, "sizes": sizes, "machine": machine.facts(kinds)}
    if "served" in chosen.only:
        found |= measure_served(kinds, sizes, chosen)
    found["inside"] = {kind: measure_inside(kind, inside_parts(kind, kinds, chosen)) for kind in kinds}
    text = Report(found).text()
    print(f"\n{text}")
    if chosen.write:
        PATH.parent.mkdir(exist_ok=True)
        PATH.write_text(text)


def arguments():
    parser = argparse.ArgumentParser(prog="make bench")
    parser.add_argument("--articles", type=int, default=100_000, help="on the large site")
    parser.add_argument("--only", type=lambda parts: parts.split(","), default=PARTS, help=",".join(PARTS))
    parser.add_argument("--database", choices=["sqlite", "postgresql"], help="default: both")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--seconds", type=float, default=0.5, help="for which a page is asked in each round")
    parser.add_argument("--no-write", dest="write", action="store_false", help=f"leave docs/{PATH.name} as it is")
    chosen = parser.parse_args()
    if unknown := set(chosen.only) - set(PARTS):
        parser.error(f"There is no part called {', '.join(unknown)}.")
    if chosen.articles <= FEW:
        parser.error(f"The large site has more than {FEW} articles.")
    return chosen


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
        bares = {
            name: stack.enter_context(Served(application, free_port(), {"DATA_DIR": folder, **values}))
            for name, application, values in [
                (BARE, "django.core.wsgi:get_wsgi_application()", {"DJANGO_SETTINGS_MODULE": "tests.bench.bare"}),
                (HELLO, "tests.bench.hello", {}),
            ]
        }
        figures = [
            Figures(site, stack.enter_context(Served("clinic_site.wsgi", site.port, site.values))) for site in sites
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
    return [part for part in chosen.only if part != "served" and (part != "weight" or kind == kinds[0])]


def measure_inside(kind, parts):
    """{part: what it found}"""
    if not parts:
        return {}
    print(f"Counting queries and bytes within a process, on {kind}: {', '.join(parts)} ...", flush=True)
    values = {"DATABASE_URL": database_url(f"clinic_bench_{os.getpid()}")} if kind == "PostgreSQL" else {}
    return json.loads(run(["-m", "tests.bench.inside", *parts], values))


def free_port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


if __name__ == "__main__":
    main()
