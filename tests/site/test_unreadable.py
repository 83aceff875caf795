"""What the server cannot read is answered by the site's own page, with its headers, over a real socket."""

import socket

import pytest

from clinic_site import unreadable
from tests.site.processes import PATIENCE, Site

pytestmark = pytest.mark.process

LONG = "a" * 10_000


@pytest.fixture(scope="module")
def site(tmp_path_factory, prepared):
    with Site(prepared.demo(tmp_path_factory.mktemp("unreadable"))) as site:
        yield site


def sent(site, request):
    """(status line, {header: value}, page) of the answer to some bytes."""
    with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE) as connection:
        connection.sendall(request)
        answer = b""
        while part := connection.recv(65536):
            answer += part
    head, _, page = answer.partition(b"\r\n\r\n")
    status, *lines = head.decode().split("\r\n")
    return status, dict(line.lower().split(": ", 1) for line in lines), page.decode()


def asked(site, target, *headers):
    lines = [f"GET {target} HTTP/1.1", f"Host: 127.0.0.1:{site.port}", "Connection: close", *headers]
    return sent(site, "\r\n".join([*lines, "", ""]).encode())


CASES = {
    "a search of 10,000 letters": (f"/search/?q={LONG}", "414 Request-URI Too Long", "This address is too long."),
    "an address of 10,000 letters": (f"/{LONG}/", "414 Request-URI Too Long", "This address is too long."),
    "a search of 900,000 letters": (f"/search/?q={LONG * 90}", "414 Request-URI Too Long", "This address is too long."),
    "a NUL": ("/search/?q=\0", "400 Bad Request", "We cannot read this address."),
}


@pytest.mark.parametrize("case", CASES)
def test_a_bad_address_gets_the_sites_page_with_its_headers(site, case):
    target, status, said = CASES[case]
    line, headers, page = asked(site, target)
    assert line == f"HTTP/1.1 {status}"
    assert f"<h1>{said}</h1>" in page and page.rstrip().endswith("</html>")
    assert "(904) 555-0142" in page and 'href="tel:911"' in page
    assert "Usual hours: Monday to Thursday, 7 a.m. to 6 p.m." in page, "no page was asked for before"
    assert "default-src 'none'" in headers["content-security-policy"]
    for name in ("x-frame-options", "x-content-type-options", "referrer-policy", "permissions-policy"):
        assert headers[name]
    assert headers["content-type"] == "text/html; charset=utf-8" and headers["cache-control"] == "no-store"
    assert int(headers["content-length"]) == len(page.encode())


def test_a_nul_as_addresses_write_it_gets_the_same_page(site):
    line, headers, page = asked(site, "/conditions/%00/")
    assert line == "HTTP/1.1 400 Bad Request" and headers["content-security-policy"]
    assert "<h1>We cannot read this address.</h1>" in page


def test_headers_that_hold_too_much_or_a_nul_get_a_page(site):
    line, _, page = asked(site, "/", f"Cookie: a={LONG}")
    assert line.startswith("HTTP/1.1 431 ") and "This could not be sent." in page
    line, headers, page = asked(site, "/", "Cookie: a=\0")
    assert line.startswith("HTTP/1.1 400 ") and "<h1>" in page and headers["content-security-policy"]


def test_the_longest_address_that_is_read_is_searched_for(site):
    line, _, page = asked(site, f"/search/?q={'knee+' * 800}")
    assert line == "HTTP/1.1 200 OK" and "That was too long to search for." in page


def test_nothing_of_it_is_logged(site):
    asked(site, f"/search/?q=zebulonia{LONG}")
    asked(site, "/search/?q=zebulonia\0")
    assert "zebulonia" not in site.output


def test_the_database_is_not_asked(django_assert_num_queries, db):
    with django_assert_num_queries(0):
        page = unreadable._page(414, "414.html")
    assert page.startswith(b"HTTP/1.1 414 ")


def test_what_the_site_has_no_page_for_is_left_to_the_server(site):
    line, _, page = sent(site, b"GET / HTTP/9.9\r\nHost: localhost\r\n\r\n")
    assert line.startswith("HTTP/1.1 4") and "<h1><p>" in page
