"""What browsers, proxies and shared caches are told about a kept page, and which requests it answers."""

import gzip
import re

import brotli
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from clinic_site.directory.views import people
from clinic_site.page_cache import store
from clinic_site.page_cache.cached_page import best
from clinic_site.page_cache.middleware import PageCacheMiddleware
from clinic_site.page_cache.public_page import public_page
from conditions.models import Symptom
from tests.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("live_for_module")]

ARTICLE = "/conditions/runners-knee/"
BROWSER = {"accept-encoding": "gzip, deflate, br, zstd"}
SECURITY = ["Content-Security-Policy", "Permissions-Policy", "X-Content-Type-Options", "X-Frame-Options"]
SECURITY += ["Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy"]


@pytest.fixture(params=["made now", "kept"])
def ask(request, client, live):
    """A page is asked for, the first time or when it is kept: there is no difference."""
    if request.param == "kept":
        client.get(ARTICLE)

    def ask(**headers):
        return client.get(ARTICLE, headers={name.replace("_", "-"): value for name, value in headers.items()})

    return ask


@pytest.mark.parametrize(
    "accepted, encoding",
    [
        ("", ""),
        ("identity", ""),
        ("gzip", "gzip"),
        ("GZIP", "gzip"),
        ("br", "br"),
        ("gzip, deflate, br, zstd", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br; q=0.000, gzip;q=0.0", ""),
        ("br;q=0.5, gzip;q=0.8", "gzip"),
        ("br;Q=0.5, gzip;q=0.5", "br"),
        ("gzip;q=0.5, identity", ""),
        ("*", ""),
        ("*;q=0, gzip", "gzip"),
        ("gzip;q=many", ""),
        ("deflate, zstd", ""),
        (",;,=;q", ""),
    ],
)
def test_a_browser_gets_the_encoding_it_likes_best(accepted, encoding):
    assert best(accepted) == encoding


def test_each_encoding_is_the_same_page_and_a_representation_of_its_own(ask):
    plain, zipped, small = ask(), ask(accept_encoding="gzip"), ask(**{"accept-encoding": "br"})
    assert gzip.decompress(zipped.content) == brotli.decompress(small.content) == plain.content
    assert len({response["ETag"] for response in (plain, zipped, small)}) == 3
    for response, encoding in ((plain, None), (zipped, "gzip"), (small, "br")):
        assert response.get("Content-Encoding") == encoding
        assert response["Content-Length"] == str(len(response.content))
        assert response["Vary"] == "Accept-Encoding" and re.fullmatch(r'"[0-9a-f]{32}[-\w]*"', response["ETag"])


def test_browsers_ask_each_time_and_a_cdn_may_answer_while_it_asks(ask):
    response = ask()
    assert response["Cache-Control"] == "public, no-cache"
    assert response["CDN-Cache-Control"] == "max-age=0, stale-while-revalidate=60, stale-if-error=86400"


@pytest.mark.parametrize("known", ["{}", "W/{}", '"x", {}', '"x",W/{} ', "*", " * "])
def test_a_browser_that_knows_the_page_gets_no_second_copy(ask, known):
    full = ask(**BROWSER)
    response = ask(**BROWSER, if_none_match=known.format(full["ETag"]))
    assert (response.status_code, response.content) == (304, b"")
    said = {*SECURITY, "ETag", "Vary", "Cache-Control", "CDN-Cache-Control"}
    assert {name: response[name] for name in said} == {name: full[name] for name in said}
    assert not {"Content-Type", "Content-Length", "Content-Encoding", "Set-Cookie"} & set(response.headers)


@pytest.mark.parametrize("known", ['"x"', "nonsense", '"', "", "{}", '"{}x"'])
def test_one_that_knows_another_page_gets_this_one(ask, known):
    etag = ask(**BROWSER)["ETag"]
    assert ask(**BROWSER, if_none_match=known.format(etag.strip('"'))).status_code == 200


def test_a_copy_in_another_encoding_is_not_this_one(ask):
    etag = ask(accept_encoding="gzip")["ETag"]
    assert ask(accept_encoding="br", if_none_match=etag).status_code == 200


def test_a_page_that_changed_is_sent_to_who_knows_the_old_one(client, live):
    known = client.get("/symptoms/fever/")["ETag"]
    Symptom.objects.update(description="Hot all over.")
    assert client.get("/symptoms/fever/", headers={"if-none-match": known}).status_code == 200


def test_the_head_of_a_page_says_what_the_page_would(ask, client):
    page, head = ask(**BROWSER), client.head(ARTICLE, headers=BROWSER)
    assert head.content == b"" and {**head.headers, "Cache-Status": page["Cache-Status"]} == dict(page.headers)
    assert int(head["Content-Length"]) == len(page.content)


def test_a_head_can_be_the_first_to_ask(client, live, is_kept):
    client.head(ARTICLE)
    assert is_kept(ARTICLE) and "Runners knee" in client.get(ARTICLE).text


def test_it_carries_every_header_of_safety_and_no_cookie(ask):
    response = ask()
    assert all(response[name] for name in SECURITY)
    assert not response.cookies and "Cookie" not in response["Vary"]


def test_others_parameters_make_no_page_and_no_view_sees_them(client, live):
    client.get(ARTICLE)
    for query in ("utm_source=mail", "page=2", "symptom=a&symptom=b", "%00=%ff&a", ";", "page=%ed%b3%bf"):
        assert client.get(f"{ARTICLE}?{query}").content == client.get(ARTICLE).content
    assert len(store.memory) == 1


def test_the_order_of_parameters_makes_no_page(client, live):
    for query in ("page=1&x=1", "x=2&page=1", "page=1"):
        assert client.get(f"/conditions/?{query}").status_code == 200
    assert len(store.memory) == 1


def test_a_view_sees_its_parameters_alone(rf, db):
    seen = []

    @public_page("page")
    def view(request):
        seen.append(request.GET)
        return type("Answer", (), {"status_code": 404})()

    view(rf.get("/?page=2&page=3&utm_source=mail&symptom=fever"))
    assert seen[0].urlencode() == "page=2&page=3"


def test_a_parameter_that_pages_are_not_told_apart_by_is_refused():
    with pytest.raises(ValueError, match="PARAMETERS"):
        public_page("page", "color")


def test_far_too_many_parameters_are_refused_in_words(client, live):
    response = client.get(f"{ARTICLE}?{'&'.join(f'a{i}=1' for i in range(5001))}")
    assert response.status_code == 400 and response["Content-Security-Policy"]
    assert len(store.memory) == 0


def test_staff_are_shown_what_everybody_is_and_their_session_is_not_touched(manager, live):
    staff, visitor = signed_in(manager), Client()
    first = staff.get(ARTICLE)
    assert not first.cookies and first.content == visitor.get(ARTICLE).content
    assert first["Cache-Control"].startswith("public") and len(store.memory) == 1
    assert len(queries_of(staff)) == len(queries_of(visitor))
    assert staff.get("/admin/").status_code == 200


def queries_of(client):
    store.memory.clear()
    with CaptureQueriesContext(connection) as queries:
        client.get(ARTICLE)
    return queries.captured_queries


def test_a_page_that_sets_a_cookie_after_all_is_not_kept(rf, clinic):
    def response(request):
        answer = people(request)
        answer.set_cookie("seen", "1")
        return answer

    middleware = PageCacheMiddleware(response)
    assert middleware(rf.get("/people/")).cookies and len(store.memory) == 0


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_only_reading_is_answered(client, live, method):
    client.get(ARTICLE)
    assert getattr(client, method)(ARTICLE).status_code == 405


@pytest.mark.parametrize("address", ["/conditions/never/", "/conditions", "/healthz", "/appointments/", "/no/such/"])
def test_what_is_no_public_page_is_not_kept(client, live, address):
    client.get(address)
    assert len(store.memory) == 0


def test_a_foreign_host_gets_no_kept_page(client, live):
    client.get(ARTICLE)
    assert client.get(ARTICLE, headers={"host": "evil.example"}).status_code == 400


def test_who_comes_without_https_is_led_there(client, live, settings):
    client.get(ARTICLE)
    settings.SECURE_SSL_REDIRECT = True
    response = Client().get(ARTICLE)
    assert (response.status_code, response["Location"]) == (301, f"https://testserver{ARTICLE}")
    assert Client().get(ARTICLE, secure=True).status_code == 200


def test_nobody_can_change_the_headers_of_a_kept_page(client, live):
    response = client.get(ARTICLE)
    with pytest.raises(TypeError):
        response["Set-Cookie"] = "session=1"


def test_pages_come_first_but_for_who_counts_them(settings):
    assert settings.MIDDLEWARE[:2] == [
        "clinic_site.metrics.middleware.MetricsMiddleware",
        "clinic_site.page_cache.middleware.PageCacheMiddleware",
    ]
