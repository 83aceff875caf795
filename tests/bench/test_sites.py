"""What serves the sites that are measured, with all the processes that it starts."""

import pytest

from tests.bench.load import ask
from tests.bench.sites import NotStarted, Served, free_port, hello, processor_seconds
from tests.site.processes import running, until

pytestmark = pytest.mark.process

WITH_A_CHILD = """
import http.server, subprocess, sys

class Answers(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.end_headers()

    def log_message(self, *arguments):
        pass

port, mark, place = sys.argv[1:]
child = [sys.executable, "-c", "import time; time.sleep(600)", mark]
started = subprocess.Popen(child, start_new_session=place == "elsewhere")
try:
    http.server.HTTPServer(("127.0.0.1", int(port)), Answers).serve_forever()
finally:
    started.kill()
"""


def with_a_child(mark, place):
    port = free_port()
    return Served(["-c", WITH_A_CHILD, str(port), mark, place], port, {})


def test_the_work_of_every_process_is_counted(tmp_path):
    with hello(tmp_path) as served:
        until(lambda: len(served.numbers()) == 3)  # one that starts the two workers
        before = processor_seconds(served.numbers())
        for _ in range(50):
            ask(served.port, "/")
        assert 0 < before < processor_seconds(served.numbers()) < 60
        assert served.memory() < served.memory_of_all() < 6 * served.memory()


@pytest.mark.parametrize("place", ["here", "elsewhere"])
def test_what_it_starts_belongs_to_it_even_in_a_session_of_its_own(place, tmp_path):
    with with_a_child(str(tmp_path), place) as served:
        assert set(running(str(tmp_path))) == set(served.numbers()) and len(served.numbers()) == 2


def test_nothing_that_it_started_outlives_it(tmp_path):
    with with_a_child(str(tmp_path), "here"):
        pass  # a server that is told to end leaves its child behind
    until(lambda: not running(str(tmp_path)))


def test_a_server_that_does_not_start_is_an_error():
    with pytest.raises(NotStarted), Served(["-c", "raise SystemExit(1)"], free_port(), {}):
        pass
