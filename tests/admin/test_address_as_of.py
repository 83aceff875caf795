"""What an address answered at a moment: the page, the notice, where it led on, or that there was none."""

import re

import pytest
from django.urls import reverse

from tests.admin.past import past, withdrawn
from tests.conditions.reading import words
from tests.conftest import document, signed_in

ANYWHERE = reverse("admin:conditions_edition_as_of")


@pytest.fixture
def knee(author, clinic):
    return past(
        author,
        {
            "2026-01-10 09:00": document(),
            "2026-03-14 10:00": document("kneecap-pain"),
        },
    )


def asked(client, address, at):
    return client.get(ANYWHERE, {"address": address, "at": at})


def text_of(response):
    return words(response.content.decode())


@pytest.mark.parametrize(
    "address",
    [
        "runners-knee",
        " /conditions/runners-knee/ ",
        "conditions/Runners-Knee",
        "https://any.example/conditions/runners-knee/?x#y",
    ],
)
def test_an_address_is_looked_up_however_it_is_written(writing, knee, address):
    text = text_of(asked(writing, address, "2026-02-01T08:00"))
    assert "This is edition 1" in text or "led patients on to “Runners knee”" in text


@pytest.mark.parametrize("address", ["/symptoms/fever/", "/", "https://[", "conditions/a/b", " "])
def test_what_is_no_address_of_an_article_is_asked_for_again(writing, knee, address):
    response = asked(writing, address, "2026-02-01T08:00")
    assert response.status_code == 200 and response.context["form"].errors["address"]


def test_an_address_shows_what_it_answered_then(writing, knee):
    assert "There was no such page yet" in text_of(asked(writing, "kneecap-pain", "2026-02-01T08:00"))
    assert "There was no such page: patients" in text_of(asked(writing, "never", "2026-02-01T08:00"))
    led = asked(writing, "runners-knee", "2026-04-01T08:00")
    assert "led patients on to “Kneecap pain”, at /conditions/kneecap-pain/" in text_of(led)
    there = re.search(r'href="([^"]+)">See what they read there', led.content.decode())[1].replace("&amp;", "&")
    shown = text_of(writing.get(there))
    assert "This is edition 2" in shown and "on April 1, 2026, 8:00:00 a.m. EDT" in shown


def test_a_page_that_led_on_to_another_article_says_so(writing, knee, author):
    hip = past(author, {"2026-01-10 09:00": document("hip-fracture")}, until="2026-02-10 09:00")
    withdrawn(hip, "2026-02-10 09:00", author, answer="redirect", instead=knee)
    text = text_of(asked(writing, "hip-fracture", "2026-02-11T09:00"))
    assert "led patients on to “Runners knee”, at /conditions/runners-knee/" in text


def test_editions_are_listed_below_a_search_for_what_patients_saw(writing, knee):
    page = writing.get(reverse("admin:conditions_edition_changelist")).content.decode()
    assert "What did patients see?" in page and f'<form method="get" action="{ANYWHERE}"' in page


@pytest.mark.parametrize("who", ["frontdesk", "outsider"])
def test_staff_without_the_role_are_refused(request, knee, who):
    assert signed_in(request.getfixturevalue(who)).get(ANYWHERE).status_code == 403
