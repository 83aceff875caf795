"""A NUL, which no text of PostgreSQL can hold: in an address or a cookie it is refused in words, and never a fault."""

import pytest
from django.contrib.auth.models import User
from django.test import Client

from tests.conftest import signed_in
from tests.site.test_headers import examples, superuser  # noqa: F401  (fixtures)

pytestmark = pytest.mark.database

NAMES = [
    "q",
    "state",
    "o",
    "p",
    "e",
    "_changelist_filters",
    "_to_field",
    "term",
    "app_label",
    "model_name",
    "field_name",
]
NAMES += [
    "next",
    "month",
    "rule",
    "owner",
    "why",
    "text",
    "at",
    "person",
    "tab",
    "days",
    "from",
    "old",
    "new",
    "symptom",
]
POSTED = [
    "action",
    "_selected_action",
    "base",
    "seen",
    "seen_at",
    "since",
    "onto",
    "publish",
    "waiting",
    "revoke",
    "tab",
]
POSTED += ["text", "note", "slug", "title", "person", "token", "step", "username", "next", "id", "confirmed"]
LISTS = ["appointments/bookingrequest", "conditions/article", "conditions/symptom", "auth/user", "photos/photo"]
ADDRESSES = [
    *[
        f"/admin/{where}/?{query}"
        for where in LISTS
        for query in ("state=%00", "q=a%00b", "id__in=1,%00", "%00=1", "o=%00")
    ],
    *[f"/admin/{where}/{key}/change/" for where in LISTS for key in ("%00", "1%00", "%00a")],
    "/admin/autocomplete/?app_label=conditions&model_name=articlesymptom&field_name=symptom&term=%00",
    "/admin/login/?next=/admin/%00",
    "/conditions/%00/",
    "/no/such/%00page/",
    "/appointments/rehab/?from=%00",
]


def answers(client, urls):
    return {url: response.status_code for url in urls if (response := client.get(url))}


@pytest.mark.parametrize("url", ADDRESSES)
def test_it_is_refused_in_an_address(superuser, clinic, url):  # noqa: F811
    response = superuser.get(url)
    assert response.status_code == 400 and "We cannot read this address." in response.text
    assert response.headers["Content-Security-Policy"]


def test_it_is_a_fault_at_no_address_of_the_site(examples, superuser):  # noqa: F811
    superuser.raise_request_exception = False
    every = "&".join(f"{name}=a%00" for name in NAMES)
    found = answers(superuser, [f"{address}?{every}" for address in examples.values()])
    assert {status for url, status in found.items() if url.startswith("/admin/")} == {400}
    assert set(found.values()) <= {200, 301, 302, 304, 400, 404, 410}


def test_it_is_a_fault_in_no_form(examples, superuser):  # noqa: F811
    root = User.objects.get(username="root")
    for address in examples.values():
        client = Client(raise_request_exception=False)
        client.force_login(root)  # each time: one of the addresses signs out
        response = client.post(address, dict.fromkeys(POSTED, "1\0"))
        assert response.status_code < 500, address


def test_in_a_cookie_it_signs_nobody_in(clinic):
    client = Client(headers={"cookie": r'session="\000aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"'})
    assert client.get("/admin/").status_code == 400
    assert client.get("/").status_code == 200


def test_the_search_still_leaves_it_out(client, clinic):
    assert client.get("/search/?q=knee%00pain").status_code == 200


def test_what_only_looks_like_it_is_no_reason_to_refuse(author):
    client = signed_in(author)
    assert client.get("/admin/conditions/article/?q=100%2500").status_code == 200
    assert client.get("/admin/conditions/article/?q=%01%1f").status_code == 200
