"""What systemd and containers ask: whether the site is in order, past the HTTPS that a proxy ends."""

import os
from pathlib import Path

import pytest

from tests.deploy.tools import run
from tests.page_cache.servers import free_port
from tests.site.processes import ROOT, Site

pytestmark = [pytest.mark.looks, pytest.mark.process]
SITE_URL = "https://www.example.org"


@pytest.fixture(scope="module")
def site(tmp_path_factory, prepared):
    with Site(prepared.empty(tmp_path_factory.mktemp("site")), DEMO=0) as site:
        yield site


def check(port, *options, site_url=SITE_URL):
    done = run("python", "-I", ROOT / "deploy/healthcheck.py", *options, folder="/", PORT=port, SITE_URL=site_url)
    return done.returncode, done.stdout


def test_it_says_what_the_site_says(site):
    assert check(site.port, site_url=site.url) == (0, "ok\n")
    beats = Path(site.folder / "data/sender_heartbeat")
    os.kill(site.senders[0], 19)  # SIGSTOP: it does not get on
    os.utime(beats, (0, 0))
    status, said = check(site.port, "--strict", site_url=site.url)
    assert status == 1 and "Letters are not being sent" in said
    assert check(site.port, site_url=site.url)[0] == 0  # a container is not ended for that
    os.kill(site.senders[0], 18)


def test_a_site_under_another_name_is_a_fault(site):
    status, said = check(site.port)
    assert status == 1 and "status 400" in said


def test_nobody_there_is_a_fault():
    status, said = check(free_port())
    assert status == 1 and said.startswith("The site does not answer")
