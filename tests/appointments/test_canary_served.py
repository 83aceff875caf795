"""The same patient on a site that is really served: what its files, its output and its responses hold."""

import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from http.cookiejar import CookieJar

import pytest

from tests.appointments.canary import EMAIL, NOTE, ask, personal
from tests.site.processes import Site, run, until

pytestmark = pytest.mark.process

PREPARE = """
from conditions.models import BodyArea
BodyArea.objects.create(name="Knee", slug="knee")
"""
WORK = f"""
from datetime import timedelta
from django.contrib.auth.models import User
from django.utils import timezone
from appointments import desk, privacy
from appointments.models import BookingRequest
clerk, request = User.objects.create_user("clerk"), BookingRequest.objects.get()
desk.log_call(request, by=clerk, version=1, outcome="reached", note={NOTE!r})
desk.schedule(request, by=clerk, version=2, scheduled_for=timezone.now() + timedelta(days=3), anyway=True)
"""
PURGE = """
from datetime import timedelta
from django.utils import timezone
from appointments import desk, privacy
from django.contrib.auth.models import User
from appointments.models import BookingRequest
desk.close(BookingRequest.objects.get(), by=User.objects.get(), version=3, reason="declined")
print(privacy.purge(at=timezone.now() + timedelta(days=91)))
"""


@dataclass
class Page:
    address: str
    headers: str
    content: bytes


class Browser:
    """Keeps cookies, follows redirects, and remembers what it saw."""

    expected = {200}

    def __init__(self, site):
        self.site, self.cookies, self.pages = site, CookieJar(), []
        self.opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))

    def open(self, path, values=None):
        data = urllib.parse.urlencode(values).encode() if values else None
        try:
            response = self.opener.open(self.site.url + path, data)
        except urllib.error.HTTPError as refusal:
            response = refusal
        with response:
            self.pages.append(Page(response.url, str(response.headers), response.read()))
        assert response.status in self.expected, f"{self.pages[-1].content.decode()}\n{self.site.output}"
        return self.pages[-1]


@pytest.fixture(scope="module")
def site(tmp_path_factory, prepared):
    with Site(prepared.empty(tmp_path_factory.mktemp("canary")), DEMO=0) as site:
        manage(site, PREPARE)
        yield site


@pytest.fixture(scope="module")
def browser(site):
    browser = Browser(site)
    ask(browser.open, browser.open, wait=lambda: time.sleep(4))  # sooner, the site takes it for a program
    return browser


def manage(site, code):
    process = run("manage.py", "shell", "-v0", "-c", code, DATA_DIR=site.folder / "data")
    assert process.returncode == 0, process.stderr
    return process.stdout


def holding(site, found):
    return [path for path in site.folder.rglob("*") if path.is_file() and found(path.read_bytes())]


def test_a_patient_is_thanked_and_no_response_carries_anything_but_its_page(browser):
    *_others, thanks = browser.pages
    assert "/appointments/received/" in thanks.address and b"not yet an appointment" in thanks.content
    assert personal([(page.address, page.headers) for page in browser.pages]) == []
    assert personal([vars(cookie) for cookie in browser.cookies]) == []


def test_letters_are_written_soon_and_after_the_purge_no_file_holds_anything(site, browser):
    """Database, its log, letters, what the processes print: everything in and beside DATA_DIR."""
    manage(site, WORK)
    mail = site.folder / "data/mail"
    until(lambda: mail.is_dir() and b"Your appointment" in b"".join(path.read_bytes() for path in mail.iterdir()))
    assert holding(site, personal) == []
    assert {path.parent for path in holding(site, lambda content: EMAIL.encode() in content)} == {mail}
    assert manage(site, PURGE) == "1\n"
    assert holding(site, personal) == holding(site, lambda content: EMAIL.encode() in content) == []
    assert "was sent" in site.output
