"""Who tries links that there are not waits ever longer; a link that is good always opens."""

import pytest
from django.db import OperationalError
from django.test import Client

from clinic_site import guessing, rate
from conditions.reviews import external_review
from tests.appointments.requests import received

pytestmark = pytest.mark.database

HERE, ELSEWHERE = "192.0.2.7", "192.0.2.8"


def get(path, address=HERE):
    return Client(REMOTE_ADDR=address).get(path)


@pytest.fixture
def good(request, clinic, draft, manager):
    """{kind: an address that opens}."""
    link = external_review.ask(draft, by=manager, name="Ruth Okafor", credentials="MD")[1]
    return {"sign-off": f"/sign-off/{link}/", "references": f"/appointments/received/{received().reference}/"}


BAD = {"sign-off": "/sign-off/unknown-{}/", "references": "/appointments/received/2222-222{}/"}


@pytest.mark.parametrize("kind", BAD)
def test_guesses_of_one_address_are_slowed_and_what_is_good_opens_all_the_same(good, kind):
    answers = [get(BAD[kind].format(number)) for number in range(2, 9)]
    assert [answer.status_code for answer in answers] == [404] * guessing.FREE + [429] * 2
    assert "You can try again soon." in answers[-1].text and answers[-1].headers["Retry-After"] == "5"
    assert "no-store" in answers[-1].headers["Cache-Control"]
    assert get(good[kind]).status_code == 200
    assert get(BAD[kind].format(9), ELSEWHERE).status_code == 404


def test_guesses_of_one_kind_hold_up_no_other(good):
    for number in range(2, 9):
        get(BAD["sign-off"].format(number))
    assert get(BAD["references"].format(2)).status_code == 404


def test_where_nothing_can_be_counted_nothing_is_refused(good, monkeypatch):
    def down(*arguments, **named):
        raise OperationalError

    monkeypatch.setattr(rate, "begin_try", down)
    assert {get(BAD["references"].format(number)).status_code for number in range(2, 9)} == {404}
