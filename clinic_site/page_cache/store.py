"""Where pages are kept: in this process's memory, and behind it in a cache for all (CACHE_URL), which may fail."""

import hashlib
import hmac
from collections import OrderedDict
from functools import cache
from threading import Lock

from django.conf import settings
from django.core.cache import caches

from clinic_site.page_cache.cached_page import CachedPage
from clinic_site.page_cache.circuit_breaker import CircuitBreaker

MOST = 4 * 1024 * 1024  # bytes that one process keeps: some 300 pages, those that were asked for last
REST = 10  # seconds for which a cache that failed is not asked again
SHARED = "pages"  # in settings.CACHES
SHARED_FOR = 24 * 60 * 60  # seconds: what nobody asks for makes room; freshness is not decided by this
SEAL = 32  # bytes

breaker = CircuitBreaker("The cache of CACHE_URL")


class AsBytes:
    """For the shared cache: what comes from there is data, never code."""

    def dumps(self, value):
        return value

    def loads(self, value):
        return value


class Memory:
    """Pages by key, up to `most` bytes; the one that was not asked for longest makes room. For many threads."""

    def __init__(self, most):
        self.most = most
        self.size = 0
        self._pages = OrderedDict()
        self._lock = Lock()

    def get(self, key):
        with self._lock:
            if page := self._pages.get(key):
                self._pages.move_to_end(key)
            return page

    def put(self, key, page):
        with self._lock:
            self._take(key)
            self._pages[key] = page
            self.size += page.size
            while self.size > self.most:
                self._take(next(iter(self._pages)))

    def clear(self):
        with self._lock:
            self._pages.clear()
            self.size = 0

    def __len__(self):
        return len(self._pages)

    def _take(self, key):
        if page := self._pages.pop(key, None):
            self.size -= page.size


memory = Memory(MOST)


def key(address):
    return hashlib.blake2b(f"{release()} {address}".encode(), digest_size=20).hexdigest()


def shared(key):
    """The CachedPage that a process put there under `key`; None where there is none, or another release wrote it."""
    found = _ask(lambda pages: pages.get(key))
    if not isinstance(found, bytes) or not hmac.compare_digest(_seal(key, found[SEAL:]), found[:SEAL]):
        return None
    return CachedPage.loads(found[SEAL:])


def put(key, page):
    memory.put(key, page)
    if SHARED in settings.CACHES:
        data = page.dumps()
        _ask(lambda pages: pages.set(key, _seal(key, data) + data, SHARED_FOR))


def _seal(key, data):
    """Who can write to the cache cannot write to our pages."""
    return hmac.digest(settings.SECRET_KEY.encode(), key.encode() + data, "sha256")


def _ask(act):
    if SHARED not in settings.CACHES or breaker.is_open:
        return None
    try:
        return act(caches[SHARED])
    except Exception as error:  # (each kind of cache has errors of its own; a page needs none of them)
        breaker.open(REST, error)
        return None


@cache
def release():
    """Names the code, templates and settings that pages are made with: a new release finds none of the old pages."""
    digest = hashlib.blake2b(f"{settings.SITE_URL} {settings.TIME_ZONE}".encode(), digest_size=20)
    rooms = [settings.BASE_DIR / room for room in ("clinic_site", "conditions", "appointments", "templates")]
    made_of = [path for room in rooms for path in sorted(room.rglob("*")) if path.suffix in (".py", ".html")]
    for path in [*made_of, settings.BASE_DIR / "requirements.txt", settings.STATIC_ROOT / "staticfiles.json"]:
        if path.exists():
            digest.update(path.read_bytes())
    return digest.hexdigest()
