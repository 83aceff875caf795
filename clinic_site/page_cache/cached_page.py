"""A page as it is kept: bytes for each way browsers take them, and what it takes to say that nothing changed."""

import gzip
import hashlib
import json
import re
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property, lru_cache
from typing import NamedTuple

import brotli
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers
from django.utils.datastructures import CaseInsensitiveMapping

# Browsers ask each time whether their copy is still right: the answer "304" is short, and a correction reaches
# everybody. Only a shared cache that knows the second header (RFC 9213) may answer from its copy while it asks.
CACHE_CONTROL = "public, no-cache"
CDN_CACHE_CONTROL = "max-age=0, stale-while-revalidate=60, stale-if-error=86400"
CACHE_STATUS, HIT = "Cache-Status", "clinic; hit"  # RFC 9211
UNPROVEN = f"{HIT}; detail=unproven"  # no database answers
# What a page says of this very moment, and what it says in its place while nobody can prove that: on paper, too. Both
# are written so by templates (_open_now.html, _answered.html); nothing that people type comes out as such markup.
CLAIM = re.compile(rb'<div class="(?:[\w-]+ )?on-screen">.*?</div>', re.DOTALL)
INSTEAD = re.compile(rb'(<div class="(?:[\w-]+ )?)on-paper">')
OVERHEAD = 4000  # bytes of a page in memory besides its bodies: its headers, above all
SMALLEST = 200  # bytes; compressing less gains nothing
COMPRESS = {
    "br": lambda content: brotli.compress(content, quality=6, lgwin=16),  # 64 kB; a larger window takes megabytes
    "gzip": lambda content: gzip.compress(content, 9, mtime=0),
}
ENTITY_TAG = re.compile(r'(?:W/)?("[^"]*")')  # whether strong or weak makes no difference here


@dataclass(frozen=True)
class Validity:
    """The proof that a page is fresh: the public `version` stands, and the clock is between `since` and `until`.

    Moments are seconds since 1970; `until` may be None. Where version or clock moved on, the page is still right as
    long as what its `validator` (see middleware.validator) says, if it has one, has the digest `digest`.
    """

    version: int
    since: float
    until: float | None
    validator: list | None = None
    digest: str | None = None

    def holds(self, version, now):
        return self.version == version and self.since <= now and (self.until is None or now < self.until)


class Headers(CaseInsensitiveMapping):
    """The headers of many answers, checked and listed once. Nobody can change them.

    Servers read the list; the mapping would take more memory than the page, and is made when somebody asks for it.
    """

    def __init__(self, headers):
        self._items = tuple(headers.items())

    @property
    def _store(self):
        return {name.lower(): (name, value) for name, value in self._items}

    def items(self):
        return self._items


class Answer(NamedTuple):
    """A page's reply in one content encoding."""

    etag: str
    body: bytes
    headers: Headers
    not_modified: Headers


@dataclass(frozen=True)
class CachedPage:
    headers: dict
    etag: str
    validity: Validity
    bodies: dict = field(repr=False)  # {content encoding: bytes}; a page too short to be compressed has "" alone

    @classmethod
    def of(cls, response, validity):
        content = response.content
        patch_vary_headers(response, ["Accept-Encoding"])
        response.headers.setdefault("Cache-Control", CACHE_CONTROL)
        if not CLAIM.search(content):  # nobody may say of this moment what he did not ask about
            response.headers.setdefault("CDN-Cache-Control", CDN_CACHE_CONTROL)
        headers = {name: value for name, value in response.headers.items() if name != "Content-Length"}
        return cls(headers, _digest(content), validity, _compressed(content))

    @property
    def without_claims(self):
        """The same page for as long as nothing proves it: it says nothing of this moment."""
        content = self._content
        timeless = INSTEAD.sub(rb'\1">', CLAIM.sub(b"", content))
        if timeless == content:
            return self
        headers = {**self.headers, "CDN-Cache-Control": CDN_CACHE_CONTROL}
        return replace(self, headers=headers, etag=_digest(timeless), bodies=_compressed(timeless))

    def renewed(self, validity):
        """The same page, proven anew."""
        return replace(self, validity=validity)

    def response(self, request, status):
        """The HttpResponse to `request`; `status` says in its Cache-Status header how the page was found."""
        page = self.without_claims if status == UNPROVEN else self
        return page._response(request, status)

    def _response(self, request, status):
        encoding = "" if "" in self.bodies else best(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        answer = self._answers.get(encoding) if status == HIT else None
        answer = answer or self._answer(encoding, status)
        known = request.META.get("HTTP_IF_NONE_MATCH")
        if known and (known.strip() == "*" or answer.etag in ENTITY_TAG.findall(known)):
            response = HttpResponse(status=304)
            response.headers = answer.not_modified
        else:
            response = HttpResponse(b"" if request.method == "HEAD" else answer.body)
            response.headers = answer.headers
        return response

    def _answer(self, encoding, status):
        body = self.bodies[encoding] if encoding else self._content
        etag = f'"{self.etag}-{encoding}"' if encoding else f'"{self.etag}"'
        headers = {**self.headers, "ETag": etag, CACHE_STATUS: status}
        entity = {"Content-Length": str(len(body))} | ({"Content-Encoding": encoding} if encoding else {})
        known = {name: value for name, value in headers.items() if name != "Content-Type"}
        answer = Answer(etag, body, Headers(headers | entity), Headers(known))
        if encoding in self.bodies and status == HIT:
            self._answers[encoding] = answer
        return answer

    @property
    def _content(self):
        return self.bodies[""] if "" in self.bodies else gzip.decompress(self.bodies["gzip"])

    @cached_property
    def _answers(self):
        return {}

    @property
    def size(self):
        """Bytes of memory, about."""
        return OVERHEAD + sum(map(len, self.bodies.values()))

    def dumps(self):
        """As bytes, for a cache that others may reach: facts in JSON, a line break, then the bodies."""
        sizes = {encoding: len(body) for encoding, body in self.bodies.items()}
        facts = [self.headers, self.etag, asdict(self.validity), sizes]
        return b"\n".join([json.dumps(facts).encode(), b"".join(self.bodies.values())])

    @classmethod
    def loads(cls, data):
        facts, _, rest = data.partition(b"\n")
        headers, etag, validity, sizes = json.loads(facts)
        bodies = {}
        for encoding, size in sizes.items():
            bodies[encoding], rest = rest[:size], rest[size:]
        return cls(headers, etag, Validity(**validity), bodies)


def _digest(content):
    return hashlib.sha256(content).hexdigest()[:32]


def _compressed(content):
    if len(content) < SMALLEST:
        return {"": content}
    return {encoding: compress(content) for encoding, compress in COMPRESS.items()}


@lru_cache(maxsize=100)
def best(accepted):
    """The encoding of COMPRESS to answer the header Accept-Encoding with (RFC 9110, section 12.5.3); "" for none.

    Only one that is named is used: "*" takes the plain page as well.
    """
    weights = {}
    for part in accepted.split(","):
        name, _, parameter = part.partition(";")
        weights[name.strip().lower()] = _weight(parameter)
    liked = max(COMPRESS, key=lambda encoding: weights.get(encoding, 0))
    weight = weights.get(liked, 0)
    return liked if weight > 0 and weight >= weights.get("identity", 0) else ""


def _weight(parameter):
    """The number in "q=0.5"; 1 where none is given, 0 where it is none."""
    name, _, value = parameter.replace(" ", "").partition("=")
    try:
        return float(value) if name.lower() == "q" else 1
    except ValueError:
        return 0
