"""When something goes wrong, people still get a page of this clinic, in its words."""

import inspect
import logging
import secrets

import pytest
from django.contrib.sessions.models import Session
from django.core.exceptions import SuspiciousOperation
from django.db import connection
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client
from django.urls import include, path

from clinic_site.directory.clinic import Clinic
from clinic_site.logs import NoSecrets, NoValues
from tests.conftest import PASSWORD, signed_in
from tests.site.processes import SETUP, answer

DOWN = {"DATABASE_URL": "sqlite:////nowhere/at/all.sqlite3"}
REMEMBER = """
from dataclasses import asdict
from clinic_site.directory import fallback_contact
from clinic_site.directory.clinic import Clinic, Line
line = Line("rehab", "Physical therapy", "904-555-0102", "")
fallback_contact.remember("clinic", asdict(Clinic("Pelican Point", phone_lines=[line])))
fallback_contact.remember("hours", "Monday to Friday, 8 a.m. to 5 p.m.")
"""
ASK = """
client = Client(raise_request_exception=False, headers={"host": "127.0.0.1"})
pages = [client.get(path) for path in ["/", "/conditions/", "/no/such/page/", "/admin/login/", "/appointments/"]]
pages += [client.post(path, {"first_name": "Zebulonia"}) for path in ["/appointments/rehab/", "/admin/login/"]]
print(json.dumps([[page.status_code, dict(page.headers), page.content.decode()] for page in pages]))
"""


def breaks(request):
    raise RuntimeError("A secret detail.")


def refuses(request):
    raise SuspiciousOperation("A secret detail.")


def fills(request):
    with open("/dev/full", "w") as disk:
        disk.write("A photo.")


def remembers(request):
    request.session["much"] = secrets.token_hex(1_000_000)  # random, or it would be compressed to nothing
    return HttpResponse("Done.")


def ends(request):
    request.session["more"] = 1
    Session.objects.all().delete()
    return HttpResponse("Done.")


urlpatterns = [path(f"{view.__name__}/", view) for view in (breaks, refuses, fills, remembers, ends)]
urlpatterns += [path("", include("clinic_site.urls"))]
handler400, handler500 = "clinic_site.errors.bad_request", "clinic_site.errors.server_error"


@pytest.mark.database
def test_an_unknown_address_gets_the_sites_own_page(client, clinic):
    response = client.get("/no/such/page/")
    page = response.content.decode()
    assert response.status_code == 404
    assert "We cannot find this page." in page and clinic.name in page
    assert 'href="/conditions/"' in page and 'href="/symptoms/"' in page
    assert "(904) 555-0102" in page


def test_an_unknown_address_in_an_empty_clinic_gets_it_too(client, db):
    response = client.get("/no/such/page/")
    assert response.status_code == 404 and "We cannot find this page." in response.content.decode()


def test_an_address_without_its_last_slash_leads_on(client, db):
    response = client.get("/conditions")
    assert (response.status_code, response.headers["Location"]) == (301, "/conditions/")


@pytest.mark.urls(__name__)
def test_a_fault_of_ours_gets_a_page_that_needs_no_database():
    """No database is open to this test, so a page that asked for one would fail."""
    client = Client(raise_request_exception=False)
    response = client.get("/breaks/")
    page = response.content.decode()
    assert response.status_code == 500
    assert "Something went wrong on our side." in page and 'href="tel:911"' in page
    assert "secret detail" not in page and "Traceback" not in page


def test_that_page_needs_no_context():
    page = render_to_string("500.html")
    assert "/static/site.css" in page and "<title>Something went wrong</title>" in page


def test_a_form_that_was_open_too_long_is_explained(manager):
    client = Client(enforce_csrf_checks=True)
    response = client.post("/admin/login/", {"username": "manager", "password": PASSWORD})
    page = response.content.decode()
    assert response.status_code == 403
    assert "reload the page and send it again" in page and "CSRF" not in page
    assert "session" not in client.cookies


@pytest.mark.database
def test_staff_without_the_role_are_told_whom_to_ask(frontdesk, draft):
    response = signed_in(frontdesk).get(f"/admin/conditions/article/{draft.pk}/change/")
    assert response.status_code == 403
    assert "Ask a manager of the clinic" in response.content.decode()


@pytest.mark.parametrize("address", ["/", "/conditions/", "/symptoms/", "/people/", "/locations/", "/appointments/"])
def test_public_pages_only_answer_to_reading(client, db, address):
    assert client.head(address).status_code == 200
    for method in (client.post, client.put, client.patch, client.delete):
        assert method(address).status_code == 405


def test_a_form_that_is_too_large_is_refused_in_words(client, db):
    """More than 5,000 fields: Django refuses before any view sees it."""
    response = client.post("/admin/login/", {f"field-{i}": "x" for i in range(5001)})
    assert response.status_code == 400
    assert "what you typed is still in the form" in response.text


@pytest.mark.process
def test_while_the_database_is_down_every_page_says_so_and_gives_the_phone_lines(prepared, tmp_path):
    for status, headers, page in answer(SETUP + REMEMBER + ASK, DATA_DIR=prepared.empty(tmp_path) / "data", **DOWN):
        assert status == 503 and headers["Retry-After"] == "120" and "no-store" in headers["Cache-Control"]
        assert "We cannot answer right now." in page
        assert 'Physical therapy: <a href="tel:+19045550102">904-555-0102</a>' in page and 'href="tel:911"' in page
        assert "Usual hours: Monday to Friday, 8 a.m. to 5 p.m." in page


@pytest.mark.process
def test_a_site_that_never_knew_its_clinic_still_says_so(prepared, tmp_path):
    for status, _headers, page in answer(SETUP + ASK, DATA_DIR=prepared.empty(tmp_path) / "data", **DOWN):
        assert status == 503 and "We cannot answer right now." in page and "You can call us instead" not in page


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    "path, status, heading",
    [("/breaks/", 500, "Something went wrong on our side."), ("/refuses/", 400, "This could not be sent.")],
)
def test_other_faults_give_the_phone_lines_too(client, clinic, path, status, heading):
    Clinic.load()
    client.raise_request_exception = False
    response = client.get(path)
    assert response.status_code == status and heading in response.text
    assert '<a href="tel:+19045550102">(904) 555-0102</a>' in response.text and "secret detail" not in response.text


@pytest.mark.urls(__name__)
@pytest.mark.database
def test_a_disk_without_room_for_a_file_gets_the_page_for_that(client, clinic):
    client.raise_request_exception = False
    response = client.get("/fills/")
    assert response.status_code == 503 and "We cannot answer right now." in response.text


FULL = {  # vendor: (from now on the database takes no larger session, as its server says of a full disk; undone)
    "sqlite": (["PRAGMA max_page_count = 1"], ["PRAGMA max_page_count = 4294967294"]),  # 1: no more than there are
    "postgresql": (
        [
            "CREATE FUNCTION is_full() RETURNS trigger AS $$ BEGIN RAISE disk_full; END $$ LANGUAGE plpgsql",
            "CREATE TRIGGER is_full BEFORE UPDATE ON django_session EXECUTE FUNCTION is_full()",
        ],
        ["DROP FUNCTION is_full CASCADE"],
    ),
}


def execute(statements):
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


@pytest.mark.urls(__name__)
@pytest.mark.django_db(transaction=True)
@pytest.mark.database
def test_staff_get_it_too_where_their_session_finds_no_room(author):
    staff = signed_in(author)
    staff.raise_request_exception = False
    fill, undo = FULL[connection.vendor]
    execute(fill)
    try:
        response = staff.get("/remembers/")
    finally:
        execute(undo)
    assert response.status_code == 503 and "We cannot answer right now." in response.text
    assert staff.get("/remembers/").status_code == 200


@pytest.mark.urls(__name__)
@pytest.mark.database
def test_a_session_that_ended_meanwhile_is_still_told_as_that(author):
    staff = signed_in(author)
    staff.raise_request_exception = False
    assert staff.get("/ends/").status_code == 400


def test_a_crash_report_names_what_was_posted_and_shows_no_value(rf):
    request = rf.post("/appointments/rehab/", {"first_name": "Zebulonia"})
    assert NoValues().get_post_parameters(request) == {"first_name": NoValues.cleansed_substitute}
    assert NoValues().get_post_parameters(None) == {}
    frame = inspect.currentframe()
    assert dict(NoValues().get_traceback_frame_variables(request, frame))["request"] == NoValues.cleansed_substitute


def test_who_develops_sees_the_values(rf, settings):
    settings.DEBUG = True
    request = rf.post("/appointments/rehab/", {"first_name": "Zebulonia"})
    assert NoValues().get_post_parameters(request)["first_name"] == "Zebulonia"


@pytest.mark.parametrize(
    "line, kept",
    [
        ("Error handling request GET /search/?q=hernia&page=2", "Error handling request GET /search/?…"),
        ("Error handling request POST /sign-off/u5Zq-secret/?x=y", "Error handling request POST /sign-off/…/?…"),
        ("Trying again in 2 seconds. Why? The mail server is down.", None),
    ],
)
def test_a_line_of_the_log_holds_no_query_and_no_secret(line, kept):
    record = logging.makeLogRecord({"msg": "%s", "args": (line,)})
    assert NoSecrets().filter(record) and record.getMessage() == (kept or line)


def test_the_servers_own_lines_pass_the_same_filter():
    faults = logging.getLogger("gunicorn.error")
    assert any(isinstance(one, NoSecrets) for handler in faults.handlers for one in handler.filters)
    assert not faults.propagate
