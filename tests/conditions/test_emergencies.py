"""The red card lists every sign that the page sends to 911 for, wherever the author wrote it."""

import pytest

from conditions.document import emergencies
from conditions.document import values as d
from conditions.document.urgency import Urgency
from conditions.editing.restore import restore
from conditions.publishing.actions import publish
from tests.conftest import document, symptom

MILD = (symptom("rash", "Rash", Urgency.CLINIC, "Red spots."),)
FEVER = symptom("fever", "Fever", Urgency.EMERGENCY, "With a hot, swollen knee.")


def added(**changes):
    return emergencies.added_to_card(document(**{"symptoms": (FEVER, *MILD)} | changes))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Rest. Call 911 for chest pain.</p>", ["Call 911 for chest pain."]),
        ("<p>Call 911 if you have:</p><ul><li>Chest pain</li><li>Short breath</li></ul><p>Rest.</p>",
         ["Chest pain", "Short breath"]),
        ("<h3>When to call an ambulance</h3><p>Chest pain.</p><ul><li>Short breath</li></ul><h3>Rest</h3><p>Sleep.</p>",
         ["Chest pain.", "Short breath"]),
        ("<ul><li>Chest pain: go to the emergency room.</li><li>A cold</li></ul>",
         ["Chest pain: go to the emergency room."]),
        ("<p>Call 911 if your knee is hot and swollen with a fever.</p>", []),
        ("<p>This is not an emergency.</p>", []),
        ("<p>Call us for chest pain.</p>", []),
    ],
)  # fmt: skip
def test_sentences_and_lists_that_speak_of_911(html, expected):
    assert added(when_to_seek_care=html) == expected
    assert added(sections=(d.Section(heading="More", text=html),)) == expected
    assert added(questions=(d.Question(question="And then?", answer=html),)) == expected


def test_a_section_or_an_answer_under_a_heading_of_911():
    assert added(questions=(d.Question(question="When should I call 911?", answer="<p>For chest pain.</p>"),)) == [
        "For chest pain."
    ]


def test_the_quick_answer_and_the_detail_of_a_milder_symptom():
    assert added(summary="It heals. With chest pain, call an ambulance.") == ["With chest pain, call an ambulance."]
    milder = symptom("rash", "Rash", Urgency.CLINIC, "Red spots. With short breath, call 911.")
    assert added(symptoms=(FEVER, milder)) == ["Rash: With short breath, call 911."]


def test_what_is_said_twice_stands_there_once():
    said = "<p>Call 911 for chest pain.</p>"
    assert added(when_to_seek_care=said, causes=said) == ["Call 911 for chest pain."]


@pytest.mark.parametrize("symptoms", [(FEVER, *MILD), MILD])
def test_patients_read_them_in_the_red_card_with_and_without_an_emergency_symptom(author, client, clinic, symptoms):
    said = "<p>Call 911 for <strong>chest pain</strong> &amp; short breath.</p>"
    article, _ = restore(document("knee", symptoms=symptoms, when_to_seek_care=said), by=author)
    publish(article, by=author, change_note="First published.")
    page = client.get("/conditions/knee/").content.decode()
    red = page.split('class="care care-emergency"')[1].split("</div>")[0]
    assert "<li>Call 911 for chest pain &amp; short breath.</li>" in red
    assert ("Fever" in red) == (FEVER in symptoms)
    assert clinic.emergency_wording in red
