"""Patients who ask for visits and authors who publish, while the site is done harm to. Like people, they try again."""

import itertools
import re
import threading
import time
from html import unescape

from tests.chaos.browsing import Browser, Unavailable
from tests.chaos.typed import FIRST_PAGE

READS = 3.6  # seconds before a form is sent; what comes sooner than three counts as a program's
PAUSE = 0.4  # seconds before the same is tried again
LONGEST = 90  # seconds for which somebody tries
ACTION = re.compile(r'class="ask-form" method="post" action="([^"]+)"')
REFUSED = re.compile(r'id="problem-heading">.*?<p>(.*?)</p>', re.DOTALL)
HEADING = re.compile(r"<h1[^>]*>(.*?)</h1>", re.DOTALL)
FIRST = "Step 1 of 3"
ROUNDS = 20  # of the three pages, at most
REFERENCE = re.compile(r'class="reference">([^<]+)<')
EMAIL = "{}@chaos.example"
numbers = itertools.count(1)


class Unexpected(Exception):
    """The site answered with another page than it should; the words say which."""


class Crowd:
    """Threads that do `once(number)` again and again until the end of the context, where each finishes what it began.

    `told`: {name of a thing: what the site said of it}; `numbers`: of all things; `refused`: what
    was not answered at once.
    """

    lenient = False  # whether another page than the expected one is no fault

    def __init__(self, url, tally, size):
        self.url, self.tally, self.size = url, tally, size
        self.told, self.numbers, self.refused, self.over = {}, [], [], threading.Event()

    def __enter__(self):
        self.threads = [threading.Thread(target=self._go_on, args=[i], daemon=True) for i in range(self.size)]
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *error):
        self.over.set()
        for thread in self.threads:
            thread.join()

    def _go_on(self, place):
        while not self.over.is_set():
            number = next(numbers)
            self.numbers.append(number)
            self.tally.count("tried")
            try:
                if told := self.once(place, number):
                    self.told[self.name(number)] = told
                    self.tally.count("acknowledged")
            except Unavailable:
                pass  # given up: nothing was acknowledged
            except Unexpected as error:
                if self.lenient:
                    time.sleep(PAUSE)
                    continue
                self.tally.count("wrong", f"{self.name(number)}: {error}")

    def again(self, step):
        """What `step()` returns, as soon as the site can do it. Raises Unavailable after LONGEST."""
        deadline = time.monotonic() + LONGEST
        while True:
            try:
                return step()
            except Unavailable as error:
                self.refused.append(str(error))
                if time.monotonic() > deadline:
                    raise
                time.sleep(PAUSE)


class Patients(Crowd):
    def name(self, number):
        return f"case {number}"

    def once(self, place, number):
        """The three pages; returns the reference that the patient is told."""
        browser = Browser(self.url, number)
        self.again(lambda: browser.get("/appointments/new-patient/"))
        for _ in range(ROUNDS):
            time.sleep(READS)
            if self._all_pages(browser, number):
                break
        else:
            raise Unexpected("it asks for the first page again and again")
        received = browser.path
        self.again(lambda: browser.get(received))
        found = REFERENCE.search(browser.page)
        if not found:
            raise Unexpected(f"{received} names no reference")
        return found[1]

    def _all_pages(self, browser, number):
        """Whether the three pages led to a request. Where the database cannot be reached, what was typed on the first
        page lies there, and the site asks for it again: no fault, and nothing was acknowledged."""
        return (
            self._press(browser, "next", "More about your visit", **FIRST_PAGE, email=EMAIL.format(number))
            and self._press(browser, "check", "Check your answers", reason=self.name(number))
            and self._press(browser, "send", "/received/")
        )

    def _press(self, browser, step, expected, **typed):
        """Press a button, once more where no answer came, until the page is there that it leads to, or the first one.
        Returns whether it is the former."""
        action = unescape(ACTION.search(browser.page)[1])
        values = {**browser.fields(), **typed, "step": step}

        def press():
            try:
                browser.post(action, values)
            except Unavailable:
                if "/received/" not in browser.path:
                    raise

        self.again(press)
        is_there = expected in browser.page or expected in browser.path
        if not is_there and FIRST not in browser.page:
            said = REFUSED.search(browser.page) or HEADING.search(browser.page)
            raise Unexpected(f"{step} led to {browser.status} {browser.path} ({said and ' '.join(said[1].split())})")
        return is_there


class Authors(Crowd):
    """Each publishes an article of its own. `desks`: [{"cookie", "pk", "slug", "summary"}]."""

    def __init__(self, url, tally, desks):
        super().__init__(url, tally, len(desks))
        self.desks = desks

    def name(self, number):
        return f"change {number}"

    def once(self, place, number):
        """Change the quick answer, then publish; returns the slug of what the site said it published."""
        desk = self.desks[place]
        browser = Browser(self.url, 60_000 + place)
        browser.cookies.load(desk["cookie"])
        change = f"/admin/conditions/article/{desk['pk']}/change/"
        return self.again(lambda: self._publish(browser, change, desk, self.name(number)))

    def _publish(self, browser, change, desk, name):
        self._open(browser, change)
        values = browser.fields() | {"summary": f"{desk['summary']} This is {name}.", "_continue": "1"}
        browser.post(change, values)
        publish = change.replace("/change/", "/publish/")
        self._open(browser, publish)
        values = browser.fields()
        if "change_note" not in values:
            if "patients already read exactly this" in browser.page:
                return None  # it was published, and the answer did not arrive
            raise Unexpected("it cannot be published")
        browser.post(publish, values | {"change_note": name})
        if "Published. Patients now read" not in unescape(browser.page):
            raise Unexpected(f"publishing led to {browser.status} {browser.path}")
        return desk["slug"]

    def _open(self, browser, path):
        if browser.get(path) != 200 or "login" in browser.path:
            raise Unexpected(f"{path} answered {browser.status} at {browser.path}")


class Readers(Crowd):
    """They read what is at `paths`. A page that does not come is lost."""

    def __init__(self, url, tally, size, paths):
        super().__init__(url, tally, size)
        self.paths = paths

    def name(self, number):
        return f"page {number}"

    def once(self, place, number):
        time.sleep(0.2)
        try:
            return Browser(self.url, number).get(self.paths[number % len(self.paths)])
        except Unavailable as error:
            self.tally.count("lost", str(error))
