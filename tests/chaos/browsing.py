"""A browser without windows: cookies, redirects, forms, and a network address of its own."""

import http.client
from http.cookies import SimpleCookie
from types import SimpleNamespace
from urllib.parse import urlencode, urlsplit

from tests.admin.forms import fields

PATIENCE = 30  # seconds
BROKEN = (OSError, http.client.HTTPException)


class Unavailable(Exception):
    """The site did not answer, or said that it cannot now: a person would try again."""


class Browser:
    """`number` gives it an address of the loopback network: what the site counts by address, it counts apart."""

    def __init__(self, url, number=0):
        self.host, self.cookies = urlsplit(url).netloc, SimpleCookie()
        self.address = f"127.{1 + number // 62_500}.{number // 250 % 250}.{1 + number % 250}"
        self.page, self.path, self.status = "", "", 0

    def get(self, path):
        return self._ask("GET", path)

    def post(self, path, values):
        return self._ask("POST", path, urlencode(values, doseq=True))

    def fields(self):
        """{name: value} of what the page's form sends if nothing is changed."""
        return fields(SimpleNamespace(content=self.page.encode()))

    def _ask(self, method, path, body=None):
        """Follow redirects; returns the status. Raises Unavailable."""
        for _ in range(10):
            self.path = path
            response = self._once(method, path, body)
            if response.status not in (301, 302, 303):
                break
            method, path, body = "GET", response.headers["Location"], None
            if "/received/" in path:
                self.path = path  # that is the site's word, whether or not the page is shown
        self.status = response.status
        if self.status >= 500:
            raise Unavailable(f"{self.status} at {self.path}")
        return self.status

    def _once(self, method, path, body):
        connection = http.client.HTTPConnection(self.host, timeout=PATIENCE, source_address=(self.address, 0))
        headers = {"Cookie": "; ".join(f"{name}={morsel.value}" for name, morsel in self.cookies.items())}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        try:
            connection.request(method, path, body, headers)
            response = connection.getresponse()
            self.page = response.read().decode()
        except BROKEN as error:
            raise Unavailable(f"{type(error).__name__} at {self.path}") from error
        finally:
            connection.close()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            self.cookies.load(cookie)
        return response
