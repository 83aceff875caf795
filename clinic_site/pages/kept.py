"""The one place where pages are kept: a middleware before all others.

A page is kept as bytes, compressed, with what proves it fresh. A request for it costs one query for the public version;
where that is still the one of the page, the bytes go out. Where it moved, a page that carries a proof of its own (an
article's) stays as long as that holds; any other one is made anew. No purging and no timeout takes part.
"""

import hashlib
import time
from dataclasses import replace
from functools import lru_cache
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed, SuspiciousOperation
from django.db import connections
from django.http import QueryDict
from django.http.request import split_domain_port, validate_host
from django.urls import Resolver404, resolve
from django.utils import timezone

from clinic_site.pages import replica, store, version
from clinic_site.pages.page import CACHE_STATUS, HIT, Page, Promise
from clinic_site.pages.replica import DOWN
from clinic_site.pages.rest import Rest

PARAMETERS = ("page", "symptom")  # the query parameters that kept pages read; nobody's others make a new page
NEVER = ("/static/", "/media/", "/admin/")

NO_QUERY = QueryDict()
# How an answer came about, as RFC 9211 says it; HIT: the public version is still that of the page
REVALIDATED = f"{HIT}; detail=revalidated"  # it moved, and the page's own proof holds
UNPROVEN = f"{HIT}; detail=unproven"  # no database answers
MISS, STALE, BYPASS = "clinic; fwd=miss", "clinic; fwd=stale", "clinic; fwd=bypass"  # bypass: such pages are not kept

rest = Rest("The database")
_proofs = {}


def proof(stamp):
    """Register the function `stamp(*args)`: (text that stays the same exactly as long as a page does, until when).

    The second is the moment at which the clock alone changes the text, where that may be before every moment that
    version.next_change tells of; or None.

    The page's view sets `response.proof = (name of the function, args)`, args being plain texts and lists of them.
    """
    _proofs[stamp.__name__] = stamp
    return stamp


class KeptPagesMiddleware:
    def __init__(self, get_response):
        if settings.DEBUG:
            raise MiddlewareNotUsed  # templates are being worked on
        self.get_response = get_response
        store.release()  # as the code is now, before somebody installs another

    def __call__(self, request):
        address = address_of(request)
        if address is None:
            return self.get_response(request)
        key = store.key(address)
        page, status = _fresh(key, store.memory.get(key))
        if page is None:
            if not _is_public(request):
                return self.get_response(request)
            page, status = _shared(key, status)
        if page is None:
            request.COOKIES = {}  # what it says to everybody can hold nothing of one visitor
            response = self.get_response(request)
            page = _kept(request, response)
            if page is None:
                response[CACHE_STATUS] = BYPASS
        return page.response(request, status) if page else response


def address_of(request):
    """What tells the page that `request` asks for from others; None where none is kept for it."""
    if request.method not in ("GET", "HEAD") or request.path_info.startswith(NEVER):
        return None
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        return None
    if not _is_ours(request.META.get("HTTP_HOST") or request.META["SERVER_NAME"]):
        return None  # it is refused further in, with all headers
    try:
        query = request.GET if request.META.get("QUERY_STRING") else NO_QUERY
    except SuspiciousOperation:
        return None  # and so are too many parameters
    pairs = [(name, value) for name in PARAMETERS for value in query.getlist(name)]
    return f"{request.path}?{urlencode(pairs)}"


@lru_cache(maxsize=100)
def _is_ours(host):
    return validate_host(split_domain_port(host)[0], settings.ALLOWED_HOSTS)


def _is_public(request):
    try:
        return getattr(resolve(request.path_info).func, "is_public", False)
    except Resolver404:
        return False


def _shared(key, status):
    """`_fresh` of the page that another process made; `status` is how this process missed its own."""
    shared = store.shared(key)
    if shared is None:
        return None, status
    page, status = _fresh(key, shared)
    if page:
        store.memory.put(key, page)
    return page, status


def _fresh(key, page):
    """(`page` where it is proven fresh, else None; the Cache-Status of the answer).

    While no database answers, it is served as it was last proven.
    """
    if page is None:
        return None, MISS
    if rest:
        return page, UNPROVEN
    asked = time.monotonic()
    try:
        return replica.read(lambda: _proven(key, page))
    except DOWN as error:
        rest.begin(time.monotonic() - asked, error)  # one that hangs holds up one visitor, not all
        return page, UNPROVEN


def _proven(key, page):
    at = _version(replica.alias())
    if page.promise.holds(at, timezone.now().timestamp()):
        return page, HIT
    if page.promise.proof is None:
        return None, STALE
    promise = settled(started(at), page.promise.proof)
    if promise is None or promise.stamp != page.promise.stamp:
        return None, STALE
    page = page.renewed(promise)
    store.put(key, page)
    return page, REVALIDATED


def _version(using):
    """The public version. The query itself shows whether the connection is sound: one to ask that would be another."""
    connection = connections[using]
    kept_open = connection.connection is not None
    connection.health_check_done = True
    try:
        return version.current(using)
    except DOWN:
        if not kept_open:
            raise
        connection.close()
        return version.current(using)  # over a new connection


def started(at=None):
    """The Promise of a page that is made from now on, `at` a public version.

    The version is read before the planned changes: one that is planned in between moves it.
    """
    if at is None:
        at = version.current(replica.alias())
    now = timezone.now()
    until = version.next_change(now)
    return Promise(at, now.timestamp(), until and until.timestamp())


def settled(promise, proof, until=None):
    """The Promise of a page that is made by now, `proof` its own one or None, and until when it is right at most.

    None: something changed meanwhile.
    """
    if proof:
        name, args = proof
        stamp, changes = _proofs[name](*args)
        promise = replace(promise, proof=[name, args], stamp=_digest(stamp), until=_first(promise.until, changes))
    promise = replace(promise, until=_first(promise.until, until))
    still = promise.holds(version.current(replica.alias()), timezone.now().timestamp())
    return promise if still else None


def _first(until, moment):
    """The earlier one of a promise's end and a moment, each of which may be None."""
    return min(filter(None, [until, moment and moment.timestamp()]), default=None)


def _digest(text):
    return hashlib.blake2b(text.encode(), digest_size=20).hexdigest()


def _kept(request, response):
    """The Page that `response` is; kept, where nothing changed while it was made. None where it is no such page."""
    if not hasattr(response, "promise") or response.cookies or "cookie" in response.get("Vary", "").lower():
        return None
    page = Page.of(response, response.promise)
    if response.promise:
        store.put(store.key(address_of(request)), page)  # by now the request holds what its view reads, and no more
    return page
