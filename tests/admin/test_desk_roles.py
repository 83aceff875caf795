"""Who may do what at the desk: every address of booking requests, by role and by method, in one table."""

import itertools

import pytest
from django.contrib import admin
from django.test import Client
from django.urls import reverse

from appointments.models import BookingRequest, OnlineRequests
from appointments.rules import Act
from tests.admin import access
from tests.admin.access import NO_METHOD, ROLES
from tests.appointments.requests import received
from tests.conftest import signed_in

RUNS = {"manager", "superuser"}
DESK = {"frontdesk", *RUNS}
NOBODY = set()

# address: (who may GET it, who may POST to it). Opened as a page, an act's address leads to the request's page.
MAY = {
    "bookingrequest_changelist": (DESK, NO_METHOD),
    "bookingrequest_look_up": (DESK, DESK),
    "bookingrequest_change": (DESK, NO_METHOD),
    "bookingrequest_print": (DESK, NO_METHOD),
    "bookingrequest_claim": (DESK, DESK),
    "bookingrequest_release": (DESK, DESK),
    "bookingrequest_call": (DESK, DESK),
    "bookingrequest_note": (DESK, DESK),
    "bookingrequest_schedule": (DESK, DESK),
    "bookingrequest_close": (DESK, DESK),
    "bookingrequest_reopen": (DESK, RUNS),
    "bookingrequest_history": (RUNS, NO_METHOD),
    "bookingrequest_trail": (RUNS, NO_METHOD),
    "bookingrequest_numbers": (RUNS, NO_METHOD),
    "bookingrequest_export": (RUNS, RUNS),
    "bookingrequest_person": (RUNS, RUNS),
    "bookingrequest_personal_data": (RUNS, NO_METHOD),
    "onlinerequests_changelist": (RUNS, RUNS),
    "onlinerequests_add": (NOBODY, NOBODY),
    "onlinerequests_change": (RUNS, RUNS),
    "onlinerequests_delete": (NOBODY, NOBODY),
    "onlinerequests_history": (RUNS, RUNS),
}
ACTS = [f"bookingrequest_{act}" for act in Act]
DESK_PAGES = [name for name in MAY if name.startswith("bookingrequest")]
CLINIC_WIDE = ("changelist", "add", "look_up", "trail", "numbers", "export", "person", "personal_data")
OURS = {model: own for model, own in admin.site._registry.items() if model._meta.app_label == "appointments"}


@pytest.fixture
def cast(author, reviewer, frontdesk, manager, outsider, superuser):
    people = [author, reviewer, frontdesk, manager, outsider, superuser]
    return {name: signed_in(person) for name, person in zip(ROLES, people, strict=True)}


@pytest.fixture
def one_of_each(clinic):
    return {"bookingrequest": received().pk, "onlinerequests": OnlineRequests.objects.create().pk}


def address(name, one_of_each):
    args = [] if name.endswith(CLINIC_WIDE) else [one_of_each[name.partition("_")[0]]]
    return reverse(f"admin:appointments_{name}", args=args)


def test_the_table_names_every_address_of_every_model():
    names = {pattern.name for own in OURS.values() for pattern in own.get_urls() if pattern.name}
    assert names == {f"appointments_{name}" for name in MAY}
    assert set(OURS) == {BookingRequest, OnlineRequests}


def test_each_address_lets_in_those_who_may_and_nobody_else(cast, one_of_each):
    addresses = {name: address(name, one_of_each) for name in MAY}
    assert access.found(cast, "get", addresses) == access.readers(MAY)


def test_each_address_takes_posts_from_those_who_may_and_from_nobody_else(cast, one_of_each):
    addresses = {name: address(name, one_of_each) for name in MAY}
    assert access.found(cast, "post", addresses) == access.writers(MAY)


@pytest.mark.parametrize("name", ACTS)
def test_the_address_of_an_act_opened_as_a_page_leads_to_the_request(cast, one_of_each, name):
    for method in ("get", "head"):
        response = getattr(cast["frontdesk"], method)(address(name, one_of_each))
        assert (response.status_code, response.url) == (302, address("bookingrequest_change", one_of_each))


@pytest.mark.parametrize("name", DESK_PAGES)
def test_no_address_takes_other_methods(cast, one_of_each, name):
    for method in ("put", "patch", "delete"):
        assert getattr(cast["manager"], method)(address(name, one_of_each)).status_code == 405


@pytest.mark.parametrize("name", [name for name in DESK_PAGES if not name.endswith(CLINIC_WIDE)])
def test_a_request_that_does_not_exist_is_not_found_by_those_who_may_ask(cast, one_of_each, name):
    methods = [method for method, may in zip(("get", "post"), MAY[name], strict=True) if may]
    for pk, method in itertools.product((999, 10**30), methods):
        where = address(name, {"bookingrequest": pk})
        assert getattr(cast["manager"], method)(where).status_code == 404
        assert getattr(cast["author"], method)(where).status_code == 403


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_not_signed_in_is_sent_to_sign_in(one_of_each, method):
    for name in MAY if method == "get" else MAY.keys() - set(ACTS):  # those keep what was typed
        where = address(name, one_of_each)
        response = getattr(Client(), method)(where)
        assert (response.status_code, response.url) == (302, f"/admin/login/?next={where}")


@pytest.mark.parametrize("name", [name for name, (_, posts) in MAY.items() if posts])
def test_a_form_of_another_site_is_refused(manager, one_of_each, name):
    client = Client(enforce_csrf_checks=True)
    client.force_login(manager)
    assert client.post(address(name, one_of_each)).status_code == 403


@pytest.mark.parametrize("name", ["add", "delete"])
def test_requests_are_neither_added_nor_deleted_in_the_admin(cast, one_of_each, name):
    pk = one_of_each["bookingrequest"]
    for where in (f"/admin/appointments/bookingrequest/{pk}/{name}/", f"/admin/appointments/bookingrequest/{name}/"):
        assert cast["superuser"].get(where).status_code == 404
        assert cast["superuser"].post(where, {"post": "yes"}).status_code == 404


@pytest.mark.parametrize("role", ["author", "reviewer", "outsider"])
def test_who_does_not_work_the_queue_does_not_hear_of_it(cast, one_of_each, role):
    assert "/appointments/" not in cast[role].get(reverse("admin:index")).content.decode()


def test_a_manager_is_led_to_what_managers_do_and_the_front_desk_is_not(cast, one_of_each):
    queue = address("bookingrequest_changelist", one_of_each)
    pages = {role: cast[role].get(queue).content.decode() for role in ("manager", "frontdesk")}
    for name in ("numbers", "trail", "export", "person", "personal-data"):
        link = f'href="{queue}{name}/"'
        assert link in pages["manager"] and link not in pages["frontdesk"]
