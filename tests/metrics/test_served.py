"""Prometheus asks a site that is really served: what it is told, by whom, and what it is never told."""

import re
import signal
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

import pytest
from prometheus_client.parser import text_string_to_metric_families

from tests.appointments.canary import ask, personal
from tests.appointments.test_canary_served import Browser
from tests.page_cache.servers import free_port
from tests.site.processes import PATIENCE, Site, until

pytestmark = [pytest.mark.process, pytest.mark.looks]


class Counted:
    """A site and its numbers: {name: {(label values in the order of their names): value}}."""

    def __init__(self, site, port):
        self.site, self.port = site, port

    @property
    def text(self):
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/metrics", timeout=PATIENCE) as response:
            return response.read().decode()

    @property
    def numbers(self):
        found = {}
        for family in text_string_to_metric_families(self.text):
            for sample in family.samples:
                labels = tuple(value for _, value in sorted(sample.labels.items()))
                found.setdefault(sample.name, {})[labels] = sample.value
        return found

    def requests(self, kind, status):
        return self.numbers.get("clinic_request_seconds_count", {}).get((kind, status), 0)

    def pages(self, result):
        return self.numbers.get("clinic_page_cache_total", {}).get((result,), 0)


@pytest.fixture(scope="module")
def counted(tmp_path_factory, prepared):
    port = free_port()
    with Site(prepared.demo(tmp_path_factory.mktemp("counted")), METRICS_PORT=port) as site:
        yield Counted(site, port)


def status(url, values=None):
    data = urllib.parse.urlencode(values).encode() if values else None
    try:
        with urllib.request.urlopen(url, data, timeout=PATIENCE) as response:
            return response.status
    except urllib.error.HTTPError as error:
        return error.code


def test_all_workers_count_together_whichever_is_asked(counted):
    before = counted.requests("page", "2xx")
    for _ in range(20):
        counted.site.get("/conditions/frozen-shoulder/")
    assert [counted.requests("page", "2xx") - before for _ in range(6)] == [20] * 6
    kinds = [counted.pages(result) for result in ("hit", "miss")]
    assert sum(kinds) >= 20 and counted.pages("hit") >= 18  # each worker makes it once


def test_kinds_and_statuses_are_told_apart(counted):
    url = counted.site.url
    before = {key: counted.requests(*key) for key in [("admin", "2xx"), ("form", "4xx"), ("file", "2xx")]}
    assert status(f"{url}/admin/login/") == 200
    assert status(f"{url}/appointments/new-patient/", {"step": "next"}) in (403, 404, 405)
    assert status(f"{url}/static/site.css") == 200
    assert {key: counted.requests(*key) - number for key, number in before.items()} == dict.fromkeys(before, 1)


def test_what_waits_is_told_and_the_sender_lives(counted):
    numbers = counted.numbers
    assert numbers["clinic_database_up"] == {(): 1}
    assert {section for (section,) in numbers["clinic_requests_waiting"]} >= {"alarms", "overdue", "new"}
    assert numbers["clinic_letters"].keys() == {("waiting",), ("failed",)}
    assert numbers["clinic_oldest_letter_seconds"][()] >= 0
    assert time.time() - numbers["clinic_sender_heartbeat_timestamp_seconds"][()] < PATIENCE


def test_a_worker_that_is_replaced_takes_nothing_along(counted):
    before = counted.requests("page", "2xx")
    old = set(counted.site.servers)
    counted.site.process.send_signal(signal.SIGHUP)  # its workers load their code anew
    until(lambda: len(set(counted.site.servers) - old) == 2 and len(counted.site.servers) == 3)
    assert counted.requests("page", "2xx") == before


def test_the_public_port_knows_no_such_address(counted):
    assert status(f"{counted.site.url}/metrics") == 404


def test_no_number_tells_of_a_person_or_a_page(counted):
    browser = Browser(counted.site)
    browser.cookies = CookieJar()
    ask(browser.open, browser.open, wait=lambda: time.sleep(4))
    counted.site.get("/search/?q=hernia")
    text = counted.text
    assert personal(text) == [] and not re.search(r"hernia|frozen|/conditions|127\.0\.0\.1|[0-9a-f]{32}", text)
    labels = {name for names in re.findall(r"\{(.*?)\}", text) for name in re.findall(r'(\w+)="', names)}
    assert labels == {"kind", "status", "le", "result", "section", "state"}
