"""A correction that says something else is named as that, keeps what was typed, and has a way forward."""

import pytest

from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import PublishingRules
from tests.admin.conftest import act, change
from tests.admin.forms import fields, messages, opened
from tests.conditions.reading import words
from tests.conftest import document, signed_in

pytestmark = pytest.mark.usefixtures("live_for_module")

WORSE = "<p>Not too much running, too soon.</p>"


@pytest.fixture
def address(live):
    return act(live, "correct")


@pytest.fixture
def strict(db):
    """The clinic wants every text approved."""
    return PublishingRules.objects.create(levels={"approval": "stop"})


def look(client, address, **values):
    return client.post(address, opened(client, address) | values | {"look": ""})


def test_the_words_that_make_it_more_are_named(writing, live, address):
    page = words(look(writing, address, causes=WORSE, **{"symptoms-0-urgency": "self-care"}).content.decode())
    assert "More than a slip put right" in page
    assert "Causes : “Not” is put in: “Not” is a negation." in page
    assert (
        "Symptoms: Swelling, Urgency : “Make an appointment” becomes “Self-care at home”: it stands in a care card"
        in page
    )
    assert "So it goes live as a new edition, not as a correction" in page


def test_a_slip_is_not(writing, live, address):
    page = words(look(writing, address, causes="<p>Too much running too soon.</p>").content.decode())
    assert "More than a slip" not in page and "Publish the correction now" in page


def test_the_page_says_beforehand_what_a_correction_is(writing, live, address, strict):
    assert "is a new edition, which somebody has to approve first." in words(writing.get(address).content.decode())
    strict.delete()
    assert "is a new edition." in words(writing.get(address).content.decode())


def test_without_approval_it_goes_no_further_and_all_is_kept(writing, live, address, strict):
    response = look(writing, address, causes=WORSE)
    page = response.content.decode()
    assert "Nothing was published, and what you typed is kept below." in words(page) and 'name="publish"' not in page
    assert fields(response)["causes"] == WORSE and 'name="to_draft"' in page
    assert live.editions.count() == 1


def test_it_may_be_put_into_the_draft_instead(writing, live, address, strict, author):
    restore(document(summary="A bigger change that waits."), by=author)
    values = fields(look(writing, address, causes=WORSE))
    done = writing.post(address, values | {"to_draft": "x"})
    assert done.url == change(live)
    assert compose(live) == document(causes=WORSE, summary="A bigger change that waits.")
    assert live.editions.count() == 1
    assert "The draft has your change now." in messages(writing.get(change(live)))[0]


def test_where_the_draft_says_something_else_it_is_left_alone(writing, live, address, strict, author):
    values = fields(look(writing, address, causes=WORSE))
    restore(document(causes="<p>Drafted causes.</p>"), by=author)
    response = writing.post(address, values | {"to_draft": "x"})
    assert "the draft says something else in these places: Causes" in response.content.decode()
    assert fields(response)["causes"] == WORSE and compose(live).causes == "<p>Drafted causes.</p>"


@pytest.mark.parametrize("level", ["", "soon"])
def test_an_urgency_that_is_none_is_refused_in_its_field(writing, live, address, level):
    response = look(writing, address, causes=WORSE, **{"symptoms-0-urgency": level})
    assert response.status_code == 200 and response.context["form"].errors.keys() == {"symptoms-0-urgency"}
    assert fields(response)["causes"] == WORSE


def test_a_correction_of_a_live_page_needs_the_right_to_publish(live, address, outsider):
    assert signed_in(outsider).post(address, {"to_draft": "x"}).status_code == 403
