"""docs/PERFORMANCE.md: the figures of one run, beside what they are to reach."""

import statistics
from datetime import date

from tests.bench.beside import MEASURES
from tests.bench.ratios import CONFIDENCE, LEAST
from tests.bench.served import BARE, HELLO, HOT, LISTS, SEARCHES
from tests.bench.sites import ROOT, WORKERS

PATH = ROOT / "docs/PERFORMANCE.md"
NONE = "–"
ARTICLE_AIM = "≥ 1.00 on SQLite, ≥ 0.60 on PostgreSQL"
HOW = f"""\
`make bench` makes throw-away demo sites, fills them with invented articles (`manage.py fill_articles`) and serves each
with gunicorn and {WORKERS} sync workers; beside them a project as `django-admin startproject` makes it with a view that
says "Hello.", and a bare WSGI reply. Client processes on the same machine ask them in turns, round by round, a
connection for each request and `Accept-Encoding: gzip, deflate, br`. A ratio is that of two rates of one round; the
median over the rounds is shown. "Article" is {HOT} articles by turns. What is not kept yet, and search, which never is,
is asked one request at a time: the median of the milliseconds until the answer is read. Publishing is timed within a
process of its own, from the call of `publish()` to its end. Memory is what the larger worker holds resident."""

BESIDE = f"""\
How fast this build is beside the baseline, both served by their own `manage.py serve` and asked in the same {{rounds}}
rounds, and started anew now and then: above 1, this build is the faster one. In brackets stands the interval that
holds the true ratio with a confidence of {CONFIDENCE:.0%}; "slower" marks one that lies wholly below {LEAST}. Answers a
second tell of all that a visitor waits for. Answers a processor second tell of the work that the site's own processes
do for them (PostgreSQL's are not counted), and are less disturbed by what else the machine does. The bare view is the
same for both: how far it is from 1 tells how uneven the machine was. "Made anew" is the first reader after a change."""


class Report:
    """`run` is a dict of what was measured (__main__.py); parts that were left out are missing."""

    def __init__(self, run):
        self.run, self.kinds, self.inside = run, run["kinds"], run["inside"]
        self.few, *_, self.many = run["sizes"]
        self.figures = {(each.site.kind, each.site.count): each for each in run.get("figures", [])}

    def text(self):
        machine = "; ".join(f"{name} {which}" for name, which in self.run["machine"])
        parts = [f"# Performance\n\nMeasured by `make bench` on {date.today():%B %-d, %Y}. Machine: {machine}."]
        if self.run.get("baseline"):
            parts.append(self._beside())
        if self.figures:
            parts += [self._aims(), self._rates(), self._first_readers()]
        parts += self._weight()
        for name, title in {"queries": "Queries", "desk": "The front desk"}.items():
            parts += [f"## {title}, on {kind}\n\n{found[name]}" for kind, found in self.inside.items() if name in found]
        return "\n\n".join([*parts, f"## How it is measured\n\n{HOW}"]) + "\n"

    def _aims(self):
        columns = [list(self._column(kind)) for kind in self.kinds]
        rows = [[*line[0][:2], *[figure for _, _, figure in line]] for line in zip(*columns, strict=True)]
        return table(["what", "aim", *self.kinds], rows)

    def _column(self, kind):
        """(what, aim, figure) of each line of the table."""
        bare = self.run["bare"][BARE]
        ends = [self.figures[kind, count] for count in (self.few, self.many)]
        few, many = (each.rates for each in ends)
        middle = self.figures[kind, self.run["sizes"][1]]
        for each in ends:
            yield f"article, {each.title}, against a bare Django view", ARTICLE_AIM, ratio(each.rates["article"], bare)
        yield f"article, {ends[1].title} against {ends[0].title}", "≥ 0.95", ratio(many["article"], few["article"])
        for page in LISTS:
            yield f"{page}, {ends[1].title} against {ends[0].title}", "≥ 0.80", ratio(many.get(page), few.get(page))
        for page in LISTS:
            yield f"{page}, {ends[1].title}, against a bare Django view", NONE, ratio(many.get(page), bare)
        letter = ratio(middle.rates.get("A to Z letter"), middle.rates["article"])
        yield f"A to Z letter, {middle.title}, against the article page", "≥ 0.5", letter
        for name in SEARCHES:
            for each in ends:
                yield f"search, {name}, {each.title}", "≤ 15 ms", _ms(each.searches.get(name))
        for each in ends:
            for when, megabytes in each.memory.items():
                yield f"worker memory, {each.title}, {when}", "≤ 70 MB, flat", f"{megabytes:.0f} MB"
        for each in ends:
            yield f"publish one article, {each.title}", "≤ 50 ms, flat", _ms(each.publish)
        for weights in self._weights():
            weight = f"{weights['article with the font'] / 1000:.1f} kB"
            yield "first visit, article without photo, with the font", "≤ 60 kB", weight
        added, seconds = ends[1].site.filled
        yield f"filling in {added:,} articles", "minutes", f"{seconds / 60:.1f} min"

    def _beside(self):
        found = {kind: each["ratios"] for kind, each in self.run["baseline"].items()}
        rows = dict.fromkeys(row for ratios in found.values() for row, _ in ratios)
        columns = [(kind, measure) for kind in found for measure in MEASURES]
        lines = [[row, *[_against(found[kind].get((row, measure))) for kind, measure in columns]] for row in rows]
        head = ["page", *[f"{kind}: {measure}" for kind, measure in columns]]
        memory = "; ".join(f"{each['memory']:.2f} on {kind}" for kind, each in self.run["baseline"].items())
        return (
            f"## {self.run['beside']}\n\n{BESIDE.format(rounds=self.run['rounds'])}\n\n{table(head, lines)}\n\n"
            f"Resident memory of all its processes, over the baseline's: {memory}."
        )

    def _weights(self):
        """Those that were weighed: one or none."""
        return [found["weight"] for found in self.inside.values() if "weight" in found]

    def _weight(self):
        for weights in self._weights():
            lines = "\n".join(f"- {what}: {size:,} bytes" for what, size in weights.items())
            yield f"## First visits\n\nPage, styles, scripts and icon, compressed, without photos.\n\n{lines}"

    def _rates(self):
        rates = {name: statistics.median(found) for name, found in self.run["bare"].items()}
        return (
            f"The bare Django view answered {rates[BARE]:,.0f} requests a second, the bare WSGI reply "
            f"{rates[HELLO] / rates[BARE]:.2f} times as many."
        )

    def _first_readers(self):
        ends = [self.figures[kind, count] for kind in self.kinds for count in (self.few, self.many)]
        rows = [[page, *[_ms(each.first.get(page)) for each in ends]] for page in ends[0].first]
        return (
            "## First readers\n\nThe first reader of a page after a change waits until it is made. The bare view, "
            f"asked in between: {_ms(self.run['bare ms'])}.\n\n"
            + table(["page", *[f"{each.site.kind}, {each.title}" for each in ends]], rows)
        )


def ratio(ours, theirs):
    """The median of what rates of the same rounds are to each other."""
    if not ours or not theirs:
        return NONE
    return f"{statistics.median(a / b for a, b in zip(ours, theirs, strict=True)):.2f}"


def _against(found):
    return NONE if found is None else f"{found}{', slower' * found.is_slower}"


def table(head, rows):
    """In Markdown."""
    lines = [f"| {' | '.join(line)} |" for line in [head, *rows]]
    return "\n".join([lines[0], "|" + "---|" * len(head), *lines[1:]])


def _ms(value):
    return NONE if value is None else f"{value:.1f} ms"
