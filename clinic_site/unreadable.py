"""The site's own page for a request that the server could not read, so that no view was ever asked.

The server's limits stay as they are: they keep a request that does not end from filling the memory. To lift the one on
addresses (gunicorn's `limit_request_line=0`) would take every limit from them. So the answer is put in its place here.
"""

import socket
import time
from contextlib import suppress
from http import HTTPStatus

from django.http import HttpRequest
from django.middleware.clickjacking import XFrameOptionsMiddleware
from gunicorn.http.errors import InvalidHeader, InvalidRequestLine, LimitRequestHeaders, LimitRequestLine
from gunicorn.util import write_nonblock

from clinic_site import errors
from clinic_site.middleware import HeadersMiddleware

PAGES = {  # what gunicorn raised: (status, the page)
    LimitRequestLine: (414, "414.html"),
    LimitRequestHeaders: (431, "400.html"),
    InvalidRequestLine: (400, "400_address.html"),  # a NUL as it is, which is no "%00"
    InvalidHeader: (400, "400_address.html"),
}
LINGER = 0.2  # seconds in which what is still on its way is taken in; who is hung up on before that sees no page
MOST = 1024 * 1024  # bytes of it


def answer(client, error):
    """Send the page for `error` to the socket `client`; False where there is none, and the server's own words do."""
    if type(error) not in PAGES:
        return False
    status, template = PAGES[type(error)]
    page = _page(status, template)
    with suppress(OSError):
        write_nonblock(client, page)
        client.shutdown(socket.SHUT_WR)
        _take_in(client)
    return True


def _page(status, template):
    response = HeadersMiddleware(XFrameOptionsMiddleware(lambda request: errors.page(template, status)))(HttpRequest())
    response["Cache-Control"] = "no-store"
    response["Connection"] = "close"
    response["Content-Length"] = str(len(response.content))
    line = f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\n"
    return line.encode() + response.serialize_headers() + b"\r\n\r\n" + response.content


def _take_in(client):
    until, left = time.monotonic() + LINGER, MOST
    while left > 0 and (seconds := until - time.monotonic()) > 0:
        client.settimeout(seconds)
        if not (taken := len(client.recv(64 * 1024))):
            return
        left -= taken
