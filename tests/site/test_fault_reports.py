"""A fault is reported to a server in SENTRY_DSN: what reaches it, byte for byte, says where and nothing else."""

import gzip
import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import brotli
import pytest

from clinic_site import fault_reports
from tests.appointments.canary import EMAIL, ask, personal
from tests.appointments.test_canary_served import PREPARE, Browser, manage
from tests.site.processes import Site, run, until

CRASH = """
from clinic_site import triggers
words = "Zebulonia has 9045550147."
triggers.create([triggers.Refusal("booking_crash", "appointments_bookingrequest", "INSERT", words)])
"""
OPENED = {"gzip": gzip.decompress, "br": brotli.decompress, None: bytes}


@pytest.fixture(scope="module")
def received():
    """([(headers, body) of all that came], the address of the server that it came to)."""
    received = []

    class Takes(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            received.append((str(self.headers), OPENED[self.headers["Content-Encoding"]](body)))
            self.send_response(200)
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *args):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Takes)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield received, f"http://k3y@127.0.0.1:{server.server_port}/7"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def broken(tmp_path_factory, prepared, received):
    """A site where a patient's request could not be kept, and the browser that sent it."""
    with Site(prepared.empty(tmp_path_factory.mktemp("broken")), DEMO=0, SENTRY_DSN=received[1]) as site:
        manage(site, PREPARE + CRASH)
        browser = Browser(site)
        browser.expected = {200, 503}
        ask(browser.open, browser.open, wait=lambda: time.sleep(4))
        assert b"Zebulonia" in browser.pages[-1].content  # kept in the page, to try again
        until(lambda: received[0])
        yield site, browser


@pytest.mark.process
@pytest.mark.looks
def test_a_patients_fault_is_reported_with_where_it_was_and_nothing_of_the_patient(broken, received):
    site, browser = broken
    ((headers, body),) = received[0]
    error = json.loads(body.splitlines()[2])["exception"]["values"][-1]
    assert error["type"] == "IntegrityError"
    assert "appointments.intake" in [frame["module"] for frame in error["stacktrace"]["frames"]]
    keys = [(site.folder / "data" / name).read_text().strip() for name in ("secret_key", "booking_key")]
    cookies = [cookie.value for cookie in browser.cookies]
    address = browser.pages[-1].address.removeprefix(site.url)
    assert cookies and len(address) > 20
    for told in (headers, body.decode()):
        assert personal(told) == []
        for secret in [EMAIL, *keys, *cookies, address, "/appointments/", "csrfmiddlewaretoken", "Python-urllib"]:
            assert secret not in told
    assert f"127.0.0.1:{site.port}" not in body.decode()


@pytest.mark.process
@pytest.mark.looks
def test_a_report_has_these_parts_and_no_others(broken, received):
    _envelope, kind, event = map(json.loads, received[0][0][1].splitlines())
    assert kind["type"] == "event"
    assert event.keys() <= {
        "event_id",
        "timestamp",
        "platform",
        "level",
        "logger",
        "environment",
        "message",
        "exception",
    }
    for error in event["exception"]["values"]:
        assert error.keys() == {"type", "module", "stacktrace"}
        for frame in error["stacktrace"]["frames"]:
            assert "vars" not in frame and not frame["filename"].startswith("/"), frame


def test_words_of_errors_and_of_log_lines_are_left_out():
    record = type("Record", (), {"module": "intake", "lineno": 12})()
    event = {
        "event_id": "1",
        "level": "error",
        "message": "Zebulonia",
        "logentry": {"message": "%s", "params": ["Zebulonia"]},
        "extra": {"sys.argv": ["Zebulonia"]},
        "user": {"ip_address": "203.0.113.9"},
        "request": {"url": "https://www.example.org/?q=Zebulonia", "cookies": "session=1", "data": {"a": "Zebulonia"}},
        "breadcrumbs": {"values": [{"message": "Zebulonia"}]},
        "contexts": {"a": "Zebulonia"},
        "server_name": "desk-7",
        "exception": {
            "values": [
                {
                    "type": "ValueError",
                    "module": None,
                    "value": "Zebulonia",
                    "mechanism": {"data": "Zebulonia"},
                    "stacktrace": {"frames": [{"module": "intake", "vars": {"a": "Zebulonia"}, "abs_path": "/srv/x"}]},
                }
            ]
        },
    }
    assert fault_reports.only_where(event, {"log_record": record}) == {
        "event_id": "1",
        "level": "error",
        "message": "Logged by intake, line 12",
        "exception": {
            "values": [{"type": "ValueError", "module": None, "stacktrace": {"frames": [{"module": "intake"}]}}]
        },
    }


def test_a_fault_of_every_request_is_not_reported_for_ever():
    limited = fault_reports._Limited(2)
    assert [bool(limited({"event_id": "1"}, {})) for _ in range(4)] == [True, True, False, False]


@pytest.mark.process
@pytest.mark.looks
def test_where_nothing_is_reported_nothing_is_imported(tmp_path):
    code = "import sys, django; django.setup(); print('sentry_sdk' in sys.modules, 'prometheus_client' in sys.modules)"
    done = run("-c", code, DATA_DIR=tmp_path)
    assert done.stdout == "False False\n", done.stderr
