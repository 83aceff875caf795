"""The article's form chooses no urgency for anybody, and makes it quick to confirm what was never chosen."""

import pytest

from conditions.document.urgency import Urgency
from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.publishing.actions import publish
from tests.admin.conftest import act, change
from tests.admin.forms import add_row, opened, press
from tests.conditions.reading import words
from tests.conditions.test_queries import count
from tests.conftest import document, symptom


@pytest.fixture
def unsure(live, author):
    """A live page whose draft leaves open what its edition says."""
    swelling, fever = document().symptoms
    restore(document(symptoms=(symptom("swelling", "Swelling", None, swelling.detail), fever)), by=author)
    return live


def test_a_new_row_has_nothing_chosen_and_may_be_saved_so(writing, draft):
    page = writing.get(change(draft)).content.decode()
    empty = page[page.index('name="symptom_rows-__prefix__-urgency"') :]
    assert empty[: empty.index("</select>")].count("selected") == 1
    assert '<option value="" selected>Choose how urgent it is</option>' in empty
    values = opened(writing, change(draft))
    term = values["symptom_rows-0-term"]
    draft.symptom_rows.first().delete()
    values = opened(writing, change(draft))
    add_row(values, "symptom_rows", term=term, detail="Thick.", urgency="")
    assert press(writing, change(draft), values).status_code == 302
    assert {row.detail: row.urgency for row in compose(draft).symptoms}["Thick."] is None


def test_what_was_never_chosen_is_to_be_confirmed_and_shows_what_patients_read(writing, unsure):
    page = writing.get(change(unsure)).content.decode()
    row = page[page.index('name="symptom_rows-0-urgency"') :]
    assert '<option value="" selected>To be confirmed</option>' in row[: row.index("</select>")]
    assert 'aria-describedby="id_symptom_rows-0-urgency_read"' in row[: row.index(">")]
    assert '<p class="help" id="id_symptom_rows-0-urgency_read">Patients read: Make an appointment</p>' in page
    values = opened(writing, change(unsure)) | {"symptom_rows-0-urgency": "clinic"}
    assert press(writing, change(unsure), values).status_code == 302
    assert compose(unsure) == document() and "Patients read: Make" not in writing.get(change(unsure)).content.decode()


def test_a_form_saved_without_choosing_leaves_it_open(writing, unsure):
    assert press(writing, change(unsure), opened(writing, change(unsure))).status_code == 302
    assert [row.urgency for row in compose(unsure).symptoms] == [None, Urgency.EMERGENCY]


def test_the_publish_page_names_each_symptom_and_shows_no_button(writing, unsure):
    page = words(writing.get(act(unsure, "publish")).content.decode())
    assert "This stops it from being published" in page and 'Nobody has chosen how urgent "Swelling" is.' in page
    assert "What changed, and why?" not in page


def test_the_preview_shows_it_before_all_cards_and_in_none_of_them(writing, unsure):
    page = writing.get(act(unsure, "preview")).content.decode()
    cards = page.split('<div class="care care-')[1:]
    assert [card.split('"')[0] for card in cards] == ["unconfirmed", "emergency"]
    assert (
        "Urgency to be confirmed" in cards[0]
        and "Swelling" in cards[0]
        and "Swelling" not in cards[1].split("</div>")[0]
    )
    assert '<span class="level level-unconfirmed">Urgency to be confirmed</span>' in page


def test_patients_read_what_was_published(client, unsure):
    page = client.get("/conditions/runners-knee/").content.decode()
    assert "care-unconfirmed" not in page and "to be confirmed" not in page and "care-clinic" in page


def test_many_open_rows_cost_as_many_queries_as_one(writing, live, author):
    def form(number):
        rows = [symptom(f"s-{i}", f"S {i}", Urgency.CLINIC) for i in range(number)]
        restore(document(symptoms=tuple(rows)), by=author)
        publish(live, by=author, change_note=str(number))
        restore(document(symptoms=tuple(symptom(row.term.slug, row.term.name, None) for row in rows)), by=author)
        return count(writing, change(live))

    assert form(2) == form(12)
