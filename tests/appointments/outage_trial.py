"""A trial: the primary database is lost while patients ask for visits on two machines, and what becomes of them.

    python -m tests.appointments.outage_trial [SUBMISSIONS [SECONDS]]

PostgreSQL is stopped as a machine that breaks down, and started again after SECONDS at least. Patients come by HTTP,
with cookies, from addresses of their own; every fifth was half through the form when the line broke, every tenth sends
twice at once. In the middle one machine is killed with all its processes; when the database is back, so is it, and a
sender is killed while it files.
"""

import http.client
import os
import re
import secrets
import signal
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from html import unescape
from http.cookies import SimpleCookie
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import django
import psycopg2

from tests.page_cache import servers
from tests.site.processes import PATIENCE, Site, until

AT_ONCE = 8  # patients
EACH_ADDRESS = 8  # patients of one network address; ten may send in an hour
READS = 3.5  # seconds before a patient sends; what comes sooner than three counts as a program
BOOKING_KEY = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="


class Patient:
    """A browser with cookies of its own."""

    def __init__(self, number):
        self.number, self.cookies = number, SimpleCookie()
        self.source = f"127.0.1.{1 + number // EACH_ADDRESS}"
        self.page = self.action = ""

    def asks(self, url, method, path, values=None):
        """(status, address) after redirects; the page is in `page`."""
        while True:
            connection = http.client.HTTPConnection(
                urlsplit(url).netloc, timeout=PATIENCE, source_address=(self.source, 0)
            )
            headers = {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())}
            if values is not None:
                headers["Content-Type"] = "application/x-www-form-urlencoded"
            connection.request(method, path, values and urlencode(values, doseq=True), headers)
            response = connection.getresponse()
            self.page = response.read().decode()
            for cookie in response.headers.get_all("Set-Cookie") or []:
                self.cookies.load(cookie)
            connection.close()
            if response.status not in (302, 303):
                return response.status, path
            method, path, values = "GET", response.headers["Location"], None

    def opens(self, url):
        status, _ = self.asks(url, "GET", "/appointments/new-patient/")
        assert status == 200, (status, self.page)

    def does(self, url, step, **typed):
        action = re.search(r'class="ask-form" method="post" action="([^"]+)"', self.page)[1]
        values = {**_hidden(self.page), **typed, "step": step}
        return self.asks(url, "POST", unescape(action), values)

    def answers(self, url):
        """The first page."""
        from tests.appointments.asking import first_page

        return self.does(url, "next", **first_page(**self.who))

    @property
    def who(self):
        return {"first_name": "Quillon", "last_name": f"Vanterpool{'abcdefghij'[self.number % 10]}", "email": ""}

    def sends(self, url):
        """(the reference that the patient is told, whether as one of a request that is kept)."""
        from tests.appointments.asking import filled

        status, _ = self.does(url, "check", **{k: v for k, v in filled(**self.who).items() if k == "reason"})
        assert "Check your answers" in self.page, (status, self.page)
        check = self.page
        if self.number % 10 == 0:
            with ThreadPoolExecutor(2) as pool:
                told = list(pool.map(lambda other: other._told(url, check), [self, self._twin()]))
            assert told[0] == told[1], told
            return told[0]
        return self._told(url, check)

    def _told(self, url, check):
        self.page = check
        status, path = self.does(url, "send")
        assert status == 200 and "/received/" in path, (status, path, self.page)
        return re.search(r'class="reference">([^<]+)<', self.page)[1], "Kept." in self.page

    def _twin(self):
        twin = Patient(self.number)
        twin.cookies = self.cookies
        return twin


def _hidden(page):
    found = {}
    for tag in re.findall(r'<input[^>]*type="hidden"[^>]*>', page):
        value = re.search(r'value="([^"]*)"', tag)
        found.setdefault(re.search(r'name="([^"]*)"', tag)[1], []).append(unescape(value[1]) if value else "")
    return found


class Trial:
    """`told`: {reference that a patient was told: how many were}. `lost`, `doubled`: what must be 0."""

    def __init__(self, submissions, seconds, folder, server):
        self.submissions, self.seconds, self.folder, self.server = submissions, seconds, folder, server
        self.told, self.faults = Counter(), []
        self.kept = 0
        shared = {
            "DATABASE_URL": server.url,
            "SECRET_KEY": secrets.token_hex(32),
            "BOOKING_KEYS": BOOKING_KEY,
            "DEMO": 0,
            "WEB_CONCURRENCY": 1,
        }
        self.sites = [Site(self._folder(name), **shared) for name in ("one", "two")]

    def _folder(self, name):
        (self.folder / name).mkdir()
        return self.folder / name

    def run(self):
        with ExitStack() as running:
            for site in self.sites:
                running.enter_context(site)
            half_through = [Patient(number) for number in range(0, self.submissions, 5)]
            for patient in half_through:
                patient.opens(self._url(patient))
                patient.answers(self._url(patient))
            self.server.kill()
            began = time.monotonic()
            self._send(half_through, range(self.submissions), began)
            time.sleep(max(0, self.seconds - (time.monotonic() - began)))
            self.lasted = time.monotonic() - began
            self.spooled = [len(self.spool(site)) for site in self.sites]
            self.server.start()
            back = time.monotonic()
            running.enter_context(self.sites[1])  # it was killed
            self._kill_a_sender()
            until(lambda: not any(self.spool(site) for site in self.sites))
            self.took = time.monotonic() - back

    def _send(self, half_through, numbers, began):
        patients = {patient.number: patient for patient in half_through}
        pause = self.seconds / max(len(numbers), 1)

        def go(number):
            time.sleep(max(0, began + number * pause - time.monotonic()))
            patient = patients.get(number) or Patient(number)
            try:
                url = self._url(patient)
                if number not in patients:
                    patient.opens(url)
                    time.sleep(READS)
                    patient.answers(url)
                reference, kept = patient.sends(url)
                self.told[reference] += 1
                self.kept += kept
            except Exception as error:
                self.faults.append((number, repr(error)[-600:]))

        with ThreadPoolExecutor(AT_ONCE) as pool:
            middle = len(numbers) // 2
            list(pool.map(go, numbers[:middle]))
            self._kill(self.sites[1])
            list(pool.map(go, numbers[middle:]))

    def _url(self, patient):
        site = self.sites[patient.number % 2]
        return site.url if site.process.poll() is None else self.sites[0].url

    def _kill(self, site):
        """As a machine that loses its power."""
        for number in site.processes:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        site.process.wait()

    def _kill_a_sender(self):
        for number in self.sites[0].senders:
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)

    def spool(self, site):
        return list((site.folder / "data/spool").rglob("*.sealed"))

    def filed(self):
        """Counter of the references in the database."""
        with psycopg2.connect(self.server.url) as connection, connection.cursor() as cursor:
            cursor.execute("SELECT reference FROM appointments_bookingrequest")
            return Counter(reference for (reference,) in cursor.fetchall())

    @property
    def lost(self):
        return sorted(set(self.told) - set(self.filed()))

    @property
    def doubled(self):
        return sum(self.filed().values()) - len(self.told)


def main(submissions=200, seconds=600):
    with servers.alone() as server, tempfile.TemporaryDirectory() as folder:
        trial = Trial(submissions, seconds, Path(folder), server)
        trial.run()
        print(f"down for {trial.lasted:.0f} s; sent {submissions}; told a reference {sum(trial.told.values())}")
        print(f"kept {trial.kept}; files when it came back {trial.spooled}; spool empty after {trial.took:.1f} s")
        print(f"filed {sum(trial.filed().values())}; lost {len(trial.lost)}; doubled {trial.doubled}")
        for fault in trial.faults:
            print("fault", *fault)


if __name__ == "__main__":
    import tests.environment  # noqa: F401  (before the settings are loaded)

    os.environ["DJANGO_SETTINGS_MODULE"] = "clinic_site.settings"
    django.setup()
    main(*map(int, sys.argv[1:]))
