"""This build and the baseline, served side by side as `manage.py serve` does, and asked in the same rounds."""

import statistics
import tempfile
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path

from tests.bench.load import ask
from tests.bench.ratios import compare
from tests.bench.served import BARE, LISTS, SEARCHES
from tests.bench.sites import Served, Site, bare, free_port, processor_seconds

HOT = 10  # articles that visitors read by turns
THREADS = "--threads=4"  # of each worker, as `serve` has them
MEASURES = ["answers a second", "answers a processor second"]
ROUNDS_A_START = 2
TURN = 0.06  # seconds for which one of the two is asked before the other is
ONE_BY_ONE = 6  # times that each build is asked for a page made anew, in each round
PAGES = LISTS | {
    "A to Z": "/conditions/",
    "appointments": "/appointments/",
    "form for new patients": "/appointments/new-patient/",
}
ANEW = ["article", "A to Z letter", "symptom page", "find page", "home"]


class Build:
    """One of the two: its site, its bare view, and what was asked of it."""

    def __init__(self, name, tree, kind, count, folder):
        self.site = Site(kind, count, folder, free_port(), tree, name)
        self.served = Served(["manage.py", "serve"], self.site.port, self.site.values, tree)
        self.bare = bare(folder, THREADS, tree=tree)
        self.found = {}  # {(row, measure): [speed in each round]}
        self.memory = []  # megabytes, in each round

    def asked_for(self, row):
        """What is Served for that row."""
        return self.bare if row == BARE else self.served

    def add(self, row, *speeds):
        for measure, speed in zip(MEASURES, speeds, strict=True):
            self.found.setdefault((row, measure), []).append(speed)


def measure(new, old, kind, count, clients, rounds, seconds):
    """{"ratios": {(row, measure): Ratio}, "memory": what the new build's is to the old one's} of two Trees.

    Both are started anew now and then: how fast a process is depends a little on where the system happens to put it.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="clinic-bench-")))
        both = [Build(name, tree, kind, count, folder) for name, tree in [("new", new), ("old", old)]]
        for build in both:
            stack.enter_context(build.site)
        print(f"Filling two sites on {kind} with {count:,} articles ...", flush=True)
        with _started(both):  # which makes demo sites
            rows, more = _rows(both)
        for first in range(0, rounds, ROUNDS_A_START):
            with _started(both):
                numbers = range(first, min(first + ROUNDS_A_START, rounds))
                _ask(both, rows, more, numbers, clients, seconds)
            print(f"{kind}: {numbers[-1] + 1} of {rounds} rounds", flush=True)
        memory = zip(*[build.memory for build in both], strict=True)
        return {"ratios": _ratios(*both), "memory": statistics.median(ours / theirs for ours, theirs in memory)}


@contextmanager
def _started(builds):
    servers = [server for build in builds for server in (build.served, build.bare)]
    with ExitStack() as stack, ThreadPoolExecutor() as pool:
        list(pool.map(stack.enter_context, servers))
        yield


def _rows(both):
    """({row: the addresses that are asked for by turns}, those of more articles, which nobody asks for)."""
    for build in both:
        build.site.add_articles()
    articles = _in_common(*both)
    rows = {BARE: ["/bare"], "article": articles[:HOT]} | {page: [address] for page, address in PAGES.items()}
    rows["search"] = [f"/search/?q={words}" for words in SEARCHES.values()]
    there = {row: addresses for row, addresses in rows.items() if all(_is_there(each, row, addresses) for each in both)}
    return there, articles[HOT:]


def _ask(both, rows, more, numbers, clients, seconds):
    """Add the rounds of these numbers."""
    for row, addresses in rows.items():
        for build in both:
            clients.warm(build.asked_for(row).port, addresses)
    for number in numbers:
        for row, addresses in rows.items():
            _rates(both if number % 2 else both[::-1], row, addresses, clients, seconds)
    for number in numbers:
        for row in [row for row in ANEW if row in rows]:
            _anew(both, row, more if row == "article" else rows[row], number)
    for build in both:
        build.memory.append(build.served.memory_of_all())


def _in_common(new, old):
    """Addresses of the articles that both sites have."""
    there = set(old.site.slugs())
    return [f"/conditions/{slug}/" for slug in new.site.slugs() if slug in there]


def _ratios(new, old):
    """{(row, measure): Ratio} of what was measured in every round."""
    pairs = {key: (found, old.found[key]) for key, found in new.found.items()}
    return {key: compare(*pair) for key, pair in pairs.items() if all(map(all, pair))}


def _is_there(build, row, addresses):
    status, _ = ask(build.asked_for(row).port, addresses[0])
    if status != 200:
        print(f"{addresses[0]} answers {status} at {build.site.tree.root}: it is not compared.", flush=True)
    return status == 200


def _rates(order, row, addresses, clients, seconds):
    """Add a round of short turns, A B B A, so that a machine which gets busier, or less, disturbs both alike."""
    turns = 2 * max(1, round(seconds / TURN / 2))  # of each build
    asked = {build: Work(build.asked_for(row)) for build in order}
    found = {build: [] for build in order}
    first, second = order
    for build in [first, second, second, first] * (turns // 2):
        with asked[build]:
            found[build].append(clients.answered(build.asked_for(row).port, addresses, seconds / turns))
    for build, answers in found.items():
        rates, counts = map(sum, zip(*answers, strict=True))
        build.add(row, rates, asked[build].speed(counts))


def _anew(order, row, addresses, number):
    """Add round `number` of pages that nobody has asked for since the public version moved, one at a time."""
    asked = {build: Work(build.asked_for(row)) for build in order}
    milliseconds = dict.fromkeys(order, 0)
    for turn in range(ONE_BY_ONE):
        address = addresses[(number * ONE_BY_ONE + turn) % len(addresses)]
        for build in order if turn % 2 else order[::-1]:
            build.site.move_version()
            with asked[build]:
                milliseconds[build] += ask(build.site.port, address)[1]
    for build, total in milliseconds.items():
        build.add(f"{row}, made anew", ONE_BY_ONE / total, asked[build].speed(ONE_BY_ONE))


class Work:
    """The processor seconds that `served` used within the context, which may be entered again and again."""

    def __init__(self, served):
        self.numbers, self.seconds = served.numbers(), 0

    def __enter__(self):
        self._before = processor_seconds(self.numbers)

    def __exit__(self, *error):
        self.seconds += processor_seconds(self.numbers) - self._before

    def speed(self, answers):
        """Answers a processor second; None where the system does not tell, or its processes were replaced."""
        return answers / self.seconds if self.seconds > 0 else None


def slower(found):
    """A sentence that names what is slower than the baseline, of {kind: what `measure` returned}; None: nothing is."""
    rows = [
        f"{row} on {kind} ({measure})"
        for kind, each in found.items()
        for (row, measure), ratio in each["ratios"].items()
        if ratio.is_slower
    ]
    return f"Slower than the baseline: {'; '.join(rows)}." if rows else None


def evenness(found):
    """A sentence for a build that was compared with itself."""
    ratios = [ratio for each in found.values() for ratio in each["ratios"].values()]
    return f"{sum(ratio.holds_one for ratio in ratios)} of {len(ratios)} intervals hold 1, as all should."
