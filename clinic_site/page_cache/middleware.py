"""The one place where pages are kept: a middleware before all others.

A page is kept as bytes, compressed, with what proves it fresh. A request for it costs one query for the public version;
where that is still the one of the page, the bytes go out. Where it moved, a page that has a validator of its own (an
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

from clinic_site.page_cache import public_version, replica, store
from clinic_site.page_cache.cached_page import CACHE_STATUS, HIT, UNPROVEN, CachedPage, Validity
from clinic_site.page_cache.circuit_breaker import CircuitBreaker
from clinic_site.page_cache.replica import DOWN

PARAMETERS = ("page", "symptom")  # the query parameters that kept pages read; nobody's others make a new page
NEVER = ("/static/", "/media/", "/admin/")

NO_QUERY = QueryDict()
# How an answer came about, as RFC 9211 says it; HIT: the public version is still that of the page
REVALIDATED = f"{HIT}; detail=revalidated"  # it moved, and the page's own validator holds
MISS, STALE, BYPASS = "clinic; fwd=miss", "clinic; fwd=stale", "clinic; fwd=bypass"  # bypass: such pages are not kept
RESULTS = {  # the same in a word, for whoever counts
    HIT: "hit",
    REVALIDATED: "revalidated",
    UNPROVEN: "unproven",
    MISS: "miss",
    STALE: "stale",
    BYPASS: "bypass",
}

breaker = CircuitBreaker("The database")
_validators = {}


def validator(function):
    """Register `function(*args)`: (text that stays the same exactly as long as a page does, until when).

    The second is the moment at which the clock alone changes the text, where that may be before every moment that
    public_version.next_change tells of; or None.

    The page's view sets `response.validator = (name of the function, args)`, args being plain texts and lists of them.
    """
    _validators[function.__name__] = function
    return function


class PageCacheMiddleware:
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
        request.page_cache_result = RESULTS[status if page else BYPASS]
        return page.response(request, status) if page else response


def address_of(request):
    """Return the text that identifies the page that `request` asks for; None where such pages are not kept."""
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

    While no database answers, it is served as it was last proven, without what it said of that moment.
    """
    if page is None:
        return None, MISS
    if breaker.is_open:
        return page, UNPROVEN
    asked = time.monotonic()
    try:
        return replica.read(lambda: _proven(key, page))
    except DOWN as error:
        breaker.open(time.monotonic() - asked, error)  # one that hangs holds up one visitor, not all
        return page, UNPROVEN


def _proven(key, page):
    at = _version(replica.alias())
    if page.validity.holds(at, timezone.now().timestamp()):
        return page, HIT
    if page.validity.validator is None:
        return None, STALE
    validity = revalidate(start_validity(at), page.validity.validator)
    if validity is None or validity.digest != page.validity.digest:
        return None, STALE
    page = page.renewed(validity)
    store.put(key, page)
    return page, REVALIDATED


def _version(using):
    """The public version. The query itself shows whether the connection is sound: one to ask that would be another."""
    connection = connections[using]
    kept_open = connection.connection is not None
    connection.health_check_done = True
    try:
        return public_version.current(using)
    except DOWN:
        if not kept_open:
            raise
        connection.close()
        return public_version.current(using)  # over a new connection


def start_validity(at=None):
    """The Validity of a page that is made from now on, `at` a public version.

    The version is read before the planned changes: one that is planned in between moves it.
    """
    if at is None:
        at = public_version.current(replica.alias())
    now = timezone.now()
    until = public_version.next_change(now)
    return Validity(at, now.timestamp(), until and until.timestamp())


def revalidate(validity, validator, until=None):
    """The Validity of a page that is made by now, `validator` its own one or None, and until when it is right at most.

    None: something changed meanwhile.
    """
    if validator:
        name, args = validator
        text, changes = _validators[name](*args)
        until_then = _first(validity.until, changes)
        validity = replace(validity, validator=[name, args], digest=_digest(text), until=until_then)
    validity = replace(validity, until=_first(validity.until, until))
    still = validity.holds(public_version.current(replica.alias()), timezone.now().timestamp())
    return validity if still else None


def _first(until, moment):
    """The earlier one of a validity's end and a moment, each of which may be None."""
    return min(filter(None, [until, moment and moment.timestamp()]), default=None)


def _digest(text):
    return hashlib.blake2b(text.encode(), digest_size=20).hexdigest()


def _kept(request, response):
    """The CachedPage of `response`, kept where nothing changed while it was made; None where it is no such page."""
    if not hasattr(response, "validity") or response.cookies or "cookie" in response.get("Vary", "").lower():
        return None
    page = CachedPage.of(response, response.validity)
    if response.validity:
        store.put(store.key(address_of(request)), page)  # by now the request holds what its view reads, and no more
    return page
