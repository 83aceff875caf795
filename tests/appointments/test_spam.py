"""Soft signs of spam: they put a flag on a request, and people's own words do not set it off."""

import pytest

from appointments.spam import suspected
from tests.appointments.requests import answers


@pytest.mark.parametrize(
    "words",
    [
        "Visit https://example.org now",
        "www.example.org",
        "best pills at example.com",
        "HTTPS://EXAMPLE.ORG",
        "(shop.example.net)",
        "<a href=x>click</a>",
        "[url=x]pills[/url]",
        "<b>Hello</b>",
    ],
)
@pytest.mark.parametrize(
    "field", ["first_name", "last_name", "caller_name", "reason", "needs_detail", "referring_provider"]
)
def test_addresses_and_markup_look_like_spam(field, words):
    assert suspected(answers(**{field: words}), hasty=False)


@pytest.mark.parametrize(
    "reason",
    [
        "",
        "Pain 7/10 since Mon. Worse at night.",
        "I fell.It hurts.",
        "It began after work.Shop floor, mostly",
        "Sitting hurts.Online I read of a brace",
        "It hurts at the top.top of the foot",
        "Write me: first.last@mail.example.com",
        "Pain <3 days, then >5 days; 3 < 5",
        "My doctor wrote “M17.11” and L4.L5",
        "e.g. stairs, i.e. going down...",
    ],
)
def test_what_people_write_does_not(reason):
    assert not suspected(answers(reason=reason), hasty=False)


def test_an_email_address_where_it_belongs_is_no_sign():
    assert not suspected(answers(email="me@example.com"), hasty=False)


def test_haste_is_a_sign():
    assert suspected(answers(), hasty=True)
