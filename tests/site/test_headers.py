"""The security headers of every address the site knows: public pages, admin, files, refusals and faults.

Addresses are read off the URL resolver. One that this file has no example for fails the test, so that a new
page cannot slip by.
"""

import datetime
import re

import pytest
from django.apps import apps
from django.contrib.auth.models import Group, User
from django.contrib.contenttypes.models import ContentType
from django.test import Client
from django.urls import include, path
from django.utils import timezone

from appointments.models import OnlineRequests
from clinic_site import photos
from clinic_site.accounts import links
from clinic_site.accounts.models import SignInRules
from clinic_site.backups.models import BackupRun
from clinic_site.directory.models import Closure, Location, OtherCare
from conditions.models import Article, BodyArea, DiagnosticTest, Edition, PublishingRules, RiskFactor, Symptom
from conditions.publishing.actions import publish, withdraw
from conditions.reviews import external_review
from tests.appointments.requests import UNUSED, received
from tests.conftest import signed_in
from tests.site.addresses import routes
from tests.site.markup import Page

PAGE = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self'",
    "img-src": "'self'",
    "font-src": "'self'",
    "connect-src": "'self'",
    "form-action": "'self'",
    "base-uri": "'none'",
    "frame-ancestors": "'none'",
    "object-src": "'none'",
}
EDITOR = {**PAGE, "style-src": "'self' 'unsafe-inline'", "img-src": "'self' data:"}
MEDIA = {"default-src": "'none'", "sandbox": ""}
OTHERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
SECRET = {**OTHERS, "Referrer-Policy": "no-referrer", "Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
DENIED = ["camera", "microphone", "geolocation", "payment"]
EDITOR_PAGE = re.compile(r"/admin/conditions/article/(add|\d+/(change|correct))/")
GZIP = {"accept-encoding": "gzip"}
NOT_FOUND = "admin/(?P<url>.*)$"  # what is left over for the admin's own 404
NEW_PASSWORD = "admin/new-password/<str:secret>/"
LEAD_ON = ["/body-areas/", "/appointments/new-patient/", "/appointments/rehab/"]


def breaks(request):
    raise RuntimeError


urlpatterns = [path("breaks/", breaks), path("", include("clinic_site.urls"))]


@pytest.fixture
def examples(clinic, live, photo, author, manager):
    """{route: an address it serves}, in a clinic with one of everything."""
    Location.objects.create(name="Harbor Street", slug="harbor-street", city="Pelican Point")
    Closure.objects.create(day=datetime.date(2030, 12, 25), reason="Christmas")
    OtherCare.objects.create(name="Pine Street Urgent Care", kind="urgent_care")
    Group.objects.get_or_create(name="Authors")
    request = received()
    for rules in (OnlineRequests, PublishingRules, SignInRules):
        rules.objects.create()
    BackupRun.objects.create(kind="backup", started_at=timezone.now(), seconds=1, succeeded=True)
    withdrawal = withdraw(live, by=author, reason="Out of date.", at=timezone.now() + datetime.timedelta(days=1))
    article = ContentType.objects.get_for_model(Article).pk
    special = {
        "conditions/<slug:slug>/": f"/conditions/{live.slug}/",
        "conditions/a-z/<slug:letter>/": "/conditions/a-z/r/",
        "conditions/<slug:slug>.json": f"/conditions/{live.slug}.json",
        "find/<slug:slug>/": "/find/knee/",
        "feeds/<slug:slug>.atom": "/feeds/knee.atom",
        "sitemap-<slug:name>-<int:number>.xml": "/sitemap-articles-1.xml",
        "sign-off/<str:secret>/": f"/sign-off/{external_review.ask(live, by=manager, name='Ruth Okafor')[1]}/",
        "symptoms/<slug:slug>/": f"/symptoms/{Symptom.objects.first().slug}/",
        "risk-factors/<slug:slug>/": f"/risk-factors/{RiskFactor.objects.first().slug}/",
        "body-areas/<slug:slug>/": f"/body-areas/{BodyArea.objects.first().slug}/",
        "appointments/received/<str:reference>/": f"/appointments/received/{request.reference}/",
        "admin/r/<path:content_type_id>/<path:object_id>/": f"/admin/r/{article}/{live.pk}/",
        "admin/account/remove/<int:what>/": "/admin/account/remove/1/",
        NEW_PASSWORD: links.invite(author, by=manager)[1].removeprefix("http://testserver"),
        NOT_FOUND: "/admin/no/such/page/",
    }
    found = {}
    for route in routes():
        if route.startswith("^media/photos/"):
            found[route] = f"/media/photos/{photo.digest}/640.webp"
        elif route.startswith("admin/^(?P<app_label>"):
            found[route] = "/admin/conditions/"
        elif route in special:
            found[route] = special[route]
        elif match := re.match(r"admin/(\w+)/(\w+)/.*<", route):
            thing = apps.get_model(match[1], match[2]).objects.first()
            assert thing, f"The clinic of this test has nothing to show at {route}."
            route_of_one = route.replace("<int:number>", "1").replace("<int:withdrawal>", str(withdrawal.pk))
            found[route] = "/" + re.sub(r"<(\w+:)?\w+>", str(thing.pk), route_of_one)
        else:
            example = route.replace("<uuid:submission>", UNUSED)
            assert not set(example) & set("<(^"), f"This test has no example of {route}."
            found[route] = f"/{example}"
    return found


@pytest.fixture
def superuser(db):
    return signed_in(User.objects.create_superuser("root", is_staff=True))


def policy(response):
    parts = [part.strip().partition(" ") for part in response.headers["Content-Security-Policy"].split(";")]
    return {name: sources for name, _, sources in parts}


def assert_headers(response, expected=PAGE, others=OTHERS):
    assert policy(response) == expected
    assert {name: response.headers.get(name) for name in others} == others
    features = response.headers["Permissions-Policy"].split(", ")
    assert all(f"{feature}=()" in features for feature in DENIED)


def assert_page_keeps_to_itself(response, address):
    page = Page(response)
    assert page.loads or "html" not in response.headers["Content-Type"], address
    ours = [load.startswith("/") and not load.startswith("//") for load in page.loads]
    canonical = [load for load, own in zip(page.loads, ours, strict=True) if not own]
    assert all(load.startswith("http://testserver/") for load in canonical), (address, canonical)
    return page


def assert_no_inline(response, address):
    assert assert_page_keeps_to_itself(response, address).inline == [], address


def test_every_public_address_is_covered(client, examples):
    public = {route: address for route, address in examples.items() if not route.startswith("admin/")}
    assert len(public) >= 13
    for route, address in public.items():
        response = client.get(address)
        expected = 302 if address in LEAD_ON else 410 if UNUSED in address and route.count("/") == 4 else 200
        assert response.status_code == expected, address
        if address.startswith("/media/"):
            assert_headers(response, MEDIA)
            continue
        assert_headers(response, others=SECRET if address.startswith("/sign-off/") else OTHERS)
        if response.content and response.headers["Content-Type"].startswith("text/html"):
            assert_no_inline(response, address)


def test_every_admin_address_is_covered(superuser, examples):
    admin = {route: address for route, address in examples.items() if route.startswith("admin/")}
    assert len(admin) > 80
    editors = set()
    for route, address in admin.items():
        response = superuser.get(address)
        expected = {404} if route == NOT_FOUND else {200, 301, 302, 403, 405}
        if address.startswith("/admin/autocomplete/"):
            expected = {403}  # it was not asked for any field
        assert response.status_code in expected, (address, response.status_code)
        is_editor = EDITOR_PAGE.fullmatch(address)
        assert_headers(response, EDITOR if is_editor else PAGE, SECRET if route == NEW_PASSWORD else OTHERS)
        if is_editor:
            editors.add(address)
        if response.status_code == 200 and "html" in response.headers["Content-Type"]:
            assert_page_keeps_to_itself(response, address)
    assert len(editors) == 3


def test_every_admin_address_is_covered_for_those_who_are_not_signed_in(client, examples):
    for route, address in examples.items():
        if route.startswith("admin/"):
            response = client.get(address)
            assert response.status_code in (200, 301, 302, 405), address
            assert_headers(response, others=SECRET if route == NEW_PASSWORD else OTHERS)


def test_a_form_of_the_editor_that_comes_back_keeps_its_policy(superuser, live):
    response = superuser.post(f"/admin/conditions/article/{live.pk}/change/", {})
    assert response.status_code in (200, 400)
    assert policy(response) == EDITOR


def test_the_preview_is_a_page_like_any_other(superuser, draft):
    response = superuser.get(f"/admin/conditions/article/{draft.pk}/preview/")
    assert_headers(response)
    assert_no_inline(response, "the preview")


def test_an_unknown_address(client, clinic):
    response = client.get("/no/such/page/")
    assert response.status_code == 404
    assert_headers(response)
    assert_no_inline(response, "404")


def test_an_unknown_photo(client, db):
    response = client.get(f"/media/photos/{'0' * 64}/640.webp")
    assert response.status_code == 404
    assert_headers(response)


def test_a_withdrawn_article(client, live, author):
    withdraw(live, by=author, reason="Out of date.")
    response = client.get(f"/conditions/{live.slug}/")
    assert response.status_code == 410
    assert_headers(response)
    assert_no_inline(response, "410")


def test_a_redirect_from_an_old_address(client, live, author):
    live.slug = "jumpers-knee"
    live.save(update_fields=["slug"])
    publish(live, by=author, change_note="A better name.")
    response = client.get("/conditions/runners-knee/")
    assert (response.status_code, response.headers["Location"]) == (301, "/conditions/jumpers-knee/")
    assert_headers(response)


@pytest.mark.parametrize("address", ["/", "/conditions/", "/people/", "/appointments/", "/healthz"])
def test_a_refused_method(client, db, address):
    response = client.post(address)
    assert response.status_code == 405
    assert_headers(response)


def test_a_refused_form(db):
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {})
    assert response.status_code == 403
    assert_headers(response)
    assert_no_inline(response, "403")


def test_a_foreign_host_name(client):
    response = client.get("/", headers={"host": "evil.example"})
    assert response.status_code == 400
    assert_headers(response)


def test_the_redirect_to_https(settings):
    settings.SECURE_SSL_REDIRECT = True
    response = Client().get("/")
    assert (response.status_code, response.headers["Location"]) == (301, "https://testserver/")
    assert_headers(response)


@pytest.mark.urls(__name__)
def test_a_fault_of_ours():
    response = Client(raise_request_exception=False).get("/breaks/")
    assert response.status_code == 500
    assert_headers(response)
    assert_no_inline(response, "500")


def test_a_static_file_and_no_other_site_may_read_it(settings, tmp_path, db):
    settings.STATIC_ROOT = tmp_path
    (tmp_path / "site.css").write_text("p { color: black }")
    response = Client().get("/static/site.css")
    assert response.status_code == 200 and response.getvalue() == b"p { color: black }"
    response.close()
    assert_headers(response)
    assert "Access-Control-Allow-Origin" not in response.headers


def test_a_photo_known_already(client, photo):
    address = f"/media/photos/{photo.digest}/640.jpg"
    response = client.get(address, headers={"if-none-match": client.get(address).headers["ETag"]})
    assert response.status_code == 304
    assert_headers(response, MEDIA)


def test_every_kind_of_term_was_there_to_be_looked_at(examples):
    assert all(model.objects.exists() for model in (Symptom, RiskFactor, DiagnosticTest, BodyArea, Edition))


def test_a_public_page_is_for_everybody_and_any_other_with_a_cookie_for_one_visitor_only(superuser, client, clinic):
    for visitor in (superuser, client):
        response = visitor.get("/")
        assert not response.cookies and response["Cache-Control"] == "public, no-cache"
    response = superuser.get("/appointments/")
    assert response.cookies and response["Cache-Control"] == "private"


def test_photos_are_not_compressed_again(client, photo):
    plain, zipped = (client.get(url, headers=GZIP) for url in (photos.url(photo.digest, 320, "webp"), "/"))
    assert "Content-Encoding" not in plain and zipped["Content-Encoding"] == "gzip"
