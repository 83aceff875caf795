"""When something goes wrong, people still get a page of this clinic, in its words."""

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import include, path

from tests.conftest import PASSWORD, signed_in


def breaks(request):
    raise RuntimeError("A secret detail.")


urlpatterns = [path("breaks/", breaks), path("", include("clinic_site.urls"))]


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
