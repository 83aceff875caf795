"""The rows of the article form: in order, added and left empty, taken out, swapped."""

import pytest

from conditions.editing.compose import compose
from conditions.models import Symptom
from tests.admin.conftest import change
from tests.admin.forms import add_row, fields, opened, press
from tests.conftest import signed_in

pytestmark = pytest.mark.usefixtures("draft_for_module")


def test_rows_stand_in_the_order_of_their_position(writing, draft):
    values = opened(writing, change(draft))
    assert [values["symptom_rows-0-position"], values["symptom_rows-1-position"]] == ["1", "2"]
    values |= {"symptom_rows-0-position": 2, "symptom_rows-1-position": 1}
    press(writing, change(draft), values)
    assert [entry.term.name for entry in compose(draft).symptoms] == ["Fever", "Swelling"]


def test_a_row_added_between_others_stands_there(writing, draft):
    values = opened(writing, change(draft)) | {"symptom_rows-1-position": 3}
    itch = Symptom.objects.create(slug="itch", name="Itch")
    add_row(values, "symptom_rows", term=itch.pk, urgency="clinic", position=2)
    press(writing, change(draft), values)
    assert [entry.term.name for entry in compose(draft).symptoms] == ["Swelling", "Itch", "Fever"]


@pytest.mark.parametrize(
    "prefix, untouched",
    [
        ("body_area_rows", {"term": ""}),
        ("risk_factor_rows", {"term": "", "detail": ""}),
        ("symptom_rows", {"term": "", "detail": "", "urgency": ""}),
        ("test_rows", {"term": "", "detail": ""}),
        ("section_rows", {"heading": "", "text": ""}),
        ("question_rows", {"question": "", "answer": "<p>&nbsp;</p>"}),
        ("source_rows", {"title": "", "publisher": "", "url": "", "read_on": ""}),
        ("related_rows", {"related": ""}),
    ],
)
def test_a_row_added_and_left_empty_is_no_error(writing, draft, prefix, untouched):
    before = compose(draft)
    values = opened(writing, change(draft))
    add_row(values, prefix, **untouched)
    assert press(writing, change(draft), values).status_code == 302
    assert compose(draft) == before


def test_a_row_with_text_but_without_its_term_is_an_error_that_keeps_the_text(writing, draft):
    values = opened(writing, change(draft))
    row = add_row(values, "symptom_rows", term="", detail="Worse at night.", urgency="urgent")
    response = press(writing, change(draft), values)
    assert response.status_code == 200
    assert fields(response)[f"{row}-detail"] == "Worse at night."
    assert "This field is required." in response.content.decode()


def test_a_row_is_taken_out_by_its_checkbox(writing, draft):
    values = opened(writing, change(draft)) | {"symptom_rows-0-DELETE": "on"}
    press(writing, change(draft), values)
    assert [entry.term.name for entry in compose(draft).symptoms] == ["Fever"]


def test_an_article_is_not_related_to_itself(writing, draft):
    values = opened(writing, change(draft))
    add_row(values, "related_rows", related=draft.pk)
    response = press(writing, change(draft), values)
    assert response.status_code == 200 and "An article cannot be related to itself." in response.content.decode()


def test_a_symptom_stands_in_an_article_once(writing, draft):
    values = opened(writing, change(draft))
    add_row(values, "symptom_rows", term=values["symptom_rows-0-term"], detail="Again.", urgency="clinic")
    response = press(writing, change(draft), values)
    assert response.status_code == 200 and draft.symptom_rows.count() == 2


def test_two_rows_may_swap_their_words(writing, draft):
    values = opened(writing, change(draft))
    swelling, fever = values["symptom_rows-0-term"], values["symptom_rows-1-term"]
    values |= {"symptom_rows-0-term": fever, "symptom_rows-1-term": swelling}
    assert press(writing, change(draft), values).status_code == 302
    assert [entry.term.name for entry in compose(draft).symptoms] == ["Fever", "Swelling"]


@pytest.mark.parametrize("as_new", [True, False])
def test_a_word_goes_from_a_row_that_is_taken_out_to_another(writing, draft, as_new):
    values = opened(writing, change(draft)) | {"symptom_rows-1-DELETE": "on"}
    fever = values["symptom_rows-1-term"]
    if as_new:
        add_row(values, "symptom_rows", term=fever, detail="New.", urgency="urgent")
    else:
        values |= {"symptom_rows-0-term": fever, "symptom_rows-0-detail": "New."}
    assert press(writing, change(draft), values).status_code == 302
    assert [entry.detail for entry in compose(draft).symptoms if entry.term.slug == "fever"] == ["New."]


def test_nothing_shared_can_be_deleted_from_the_form(manager, live):
    """A manager may delete terms and people, but not by a slip beside a row."""
    assert "related-widget-wrapper-link delete-related" not in signed_in(manager).get(change(live)).content.decode()


def test_two_symptoms_together_are_a_row_of_their_own(writing, draft):
    swelling, fever = Symptom.objects.filter(slug__in=["swelling", "fever"]).order_by("-slug")
    values = opened(writing, change(draft))
    assert values["symptom_rows-0-companion"] == ""
    add_row(values, "symptom_rows", term=swelling.pk, companion=fever.pk, detail="Hot.", urgency="emergency")
    assert press(writing, change(draft), values).status_code == 302
    assert [entry.name for entry in compose(draft).symptoms] == ["Swelling", "Fever", "Swelling with fever"]
    values = opened(writing, change(draft))
    assert press(writing, change(draft), values).status_code == 302
    assert [entry.name for entry in compose(draft).symptoms] == ["Swelling", "Fever", "Swelling with fever"]


def test_a_pair_the_other_way_round_is_the_same_pair(writing, draft):
    fever, swelling = Symptom.objects.filter(slug__in=["swelling", "fever"]).order_by("slug")
    values = opened(writing, change(draft))
    for term, companion in ((fever, swelling), (swelling, fever)):
        add_row(values, "symptom_rows", term=term.pk, companion=companion.pk, detail="Hot.", urgency="emergency")
    response = press(writing, change(draft), values)
    assert response.status_code == 200 and "One symptom is listed twice" in response.content.decode()
    assert len(compose(draft).symptoms) == 2


@pytest.mark.parametrize(
    ("companion", "refusal"),
    [("fever", "One symptom is listed twice"), ("swelling", "A symptom cannot come together with itself")],
)
def test_a_pair_is_listed_once_and_never_of_one_symptom(writing, draft, companion, refusal):
    swelling, other = Symptom.objects.get(slug="swelling"), Symptom.objects.get(slug=companion)
    values = opened(writing, change(draft))
    for detail in ("One.", "Two."):
        add_row(values, "symptom_rows", term=swelling.pk, companion=other.pk, detail=detail, urgency="emergency")
    response = press(writing, change(draft), values)
    assert response.status_code == 200 and refusal in response.content.decode()
    assert "Two." in response.content.decode(), "nothing typed is lost"
    assert len(compose(draft).symptoms) == 2
