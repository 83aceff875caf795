"""What is asked of the served sites. Sites and bare replies take turns, so that a busy machine disturbs all alike."""

import statistics

from tests.bench.load import ask

HOT = 50  # articles that visitors read all the time
FIRST = 40  # pages that are made anew, for a median
TURNS = 25  # searches for a median
MANY_PAGES = 2_000  # different ones, to see whether memory grows
BARE, HELLO = "bare Django view", "bare WSGI reply"
LISTS = {
    "A to Z letter": "/conditions/a-z/k/",
    "symptom page": "/symptoms/swelling/",
    "find page": "/find/knee/?symptom=swelling&symptom=stiffness",
    "home": "/",
}
SEARCHES = {
    "rare word": "ossification",
    "common word": "knee",
    "two words": "knee+swelling",
    "misspelled": "sweling+knee",
}


class Figures:
    """What was measured of one site: {page: ...} of each kind."""

    def __init__(self, site, served):
        self.site, self.served = site, served
        self.articles = site.slugs()
        hot = [f"/conditions/{slug}/" for slug in self.articles[:HOT]]
        pages = {"article": hot} | {name: [address] for name, address in LISTS.items()}
        self.pages = {name: addresses for name, addresses in pages.items() if self._is_there(addresses[0])}
        self.rates, self.first, self.searches, self.memory, self.publish = {}, {}, {}, {}, None

    @property
    def title(self):
        return f"{self.site.count:,} articles"

    def _is_there(self, address):
        status, _ = ask(self.site.port, address)
        if status != 200:
            print(f"{self.site.kind}, {self.site.count:,} articles: {address} answers {status}.", flush=True)
        return status == 200


def load(figures, bares, clients, rounds, seconds):
    """Fill in `rates` of each Figures, {page: [requests per second of each round]}; returns those of `bares`.

    `bares`: {name: Served}.
    """
    asked = [(bare.port, ["/bare"], name, {}) for name, bare in bares.items()]
    rates = {name: into.setdefault(name, []) for _, _, name, into in asked}
    for each in figures:
        asked += [(each.site.port, addresses, page, each.rates) for page, addresses in each.pages.items()]
    for port, addresses, _, _ in asked:
        clients.warm(port, addresses)
    for each in figures:
        each.memory["warm"] = each.served.memory()
    for i in range(rounds):
        for port, addresses, page, into in asked:
            into.setdefault(page, []).append(clients.rate(port, addresses, seconds))
        print(f"round {i + 1} of {rounds}", flush=True)
    for each in figures:
        each.memory["after the load"] = each.served.memory()
    return rates


def first_readers(figures, bare):
    """Fill in `first` of each Figures, {page: median milliseconds}; returns that of the bare view."""
    bares, times = [], {}
    for i in range(FIRST):
        for each in figures:
            for page, addresses in each.pages.items():
                each.site.move_version()
                if page == "article":
                    _time(times, each, "article that another edit did not change", addresses[i % HOT])
                    addresses = [f"/conditions/{slug}/" for slug in each.articles[HOT:]]
                _time(times, each, page, addresses[i % len(addresses)])
        bares.append(ask(bare.port, "/bare")[1])
    for (each, page), found in times.items():
        each.first[page] = statistics.median(found)
    return statistics.median(bares)


def _time(times, each, page, address):
    times.setdefault((each, page), []).append(ask(each.site.port, address)[1])


def searches(figures):
    """Fill in `searches` of each Figures, {kind: median milliseconds}."""
    asked = [(each, name, query) for each in figures for name, query in SEARCHES.items() if each._is_there("/search/")]
    times = {}
    for _ in range(TURNS):
        for each, name, query in asked:
            _time(times, each, name, f"/search/?q={query}")
    for (each, name), found in times.items():
        each.searches[name] = statistics.median(found)


def many_pages(figures):
    """Fill in the memory of the workers once they have shown many different pages."""
    for each in figures:
        for slug in each.articles[-MANY_PAGES:]:
            ask(each.site.port, f"/conditions/{slug}/")
        each.memory[f"after {MANY_PAGES:,} different pages"] = each.served.memory()
