"""The red card lists every sign that the page sends to 911 for, wherever the author wrote it."""

import pytest

from conditions.document import emergencies
from conditions.document import values as d
from conditions.document.urgency import Urgency
from conditions.editing.restore import restore
from conditions.publishing.actions import publish
from tests.conditions.readiness import findings
from tests.conftest import document, symptom

MILD = (symptom("rash", "Rash", Urgency.CLINIC, "Red spots."),)
FEVER = symptom("fever", "Fever", Urgency.EMERGENCY, "With a hot, swollen knee.")


def added(**changes):
    return emergencies.added_to_card(document(**{"symptoms": (FEVER, *MILD)} | changes))


CASES = [
    ("<p>Rest. Call 911 for chest pain.</p>", "Call 911 for chest pain."),
    ("<p>Call 911 if:</p><ul><li>Chest pain</li><li>Short breath</li></ul><p>Rest.</p>",
     "Call 911 if: Chest pain; Short breath"),
    ("<p>Call 911 if you</p><ul><li>pass out</li></ul><ul><li>Ice the knee.</li></ul>", "Call 911 if you: pass out"),
    ("<ul><li>Call 911 if:<ul><li>you pass out</li></ul></li><li>Rest.</li></ul>", "Call 911 if: you pass out"),
    ("<p>Call 911 if you have:<br>- a blue foot<br>- no pulse</p>", "Call 911 if you have: a blue foot; no pulse"),
    ("<p>Call 911 if you have:</p><p>- a blue foot</p><p>- no pulse</p><p>Rest.</p>",
     "Call 911 if you have: a blue foot; no pulse"),
    ("<p>Call 911 right away. Signs:</p><ul><li>Blue foot</li></ul>", "Call 911 right away. Signs: Blue foot"),
    ("<p><strong>Call 911</strong></p><p>if your foot is blue.</p>", "Call 911: if your foot is blue."),
    ("<p>Call 911:</p><blockquote><p>Blue foot</p></blockquote><p>Rest.</p>", "Call 911: Blue foot"),
    ("<table><tr><th>Call 911 if:</th></tr><tr><td>blue foot</td></tr><tr><td>no pulse</td></tr></table>",
     "Call 911 if: blue foot; no pulse"),
    ("<p>Foot blue? Call 911. Do not walk.</p>", "Foot blue? Call 911."),
    ("<ul><li>blue foot</li><li>no pulse</li></ul><p>In these cases call 911.</p>",
     "blue foot; no pulse. In these cases call 911."),
    ("<h3>When to call an ambulance</h3><p>Chest pain.</p><ul><li>Short breath</li></ul><h3>Rest</h3><p>Sleep.</p>",
     "When to call an ambulance: Chest pain.; Short breath"),
    ("<h3>Emergency signs:</h3><ul><li>blue foot</li></ul>", "Emergency signs: blue foot"),
    ("<p>Go to your nearest ER for a blue foot.</p>", "Go to your nearest ER for a blue foot."),
    ("<p>A blue foot is a surgical emergency.</p>", "A blue foot is a surgical emergency."),
    ("<p>Call 9\u20111\u20111 for a blue foot.</p>", "Call 9\u20111\u20111 for a blue foot."),
    ("<p>Get care in the emergency room if your foot is blue.</p>",
     "Get care in the emergency room if your foot is blue."),
    ("<p>It is not an emergency unless your foot is blue.</p>", "It is not an emergency unless your foot is blue."),
    ("<p>Call 911 if you choke (e.g. on food) or faint.</p>", "Call 911 if you choke (e.g. on food) or faint."),
    ("<p>Call 911 for a fever over 103.5 F.</p>", "Call 911 for a fever over 103.5 F."),
    ("<p>Do not wait: call 911 for a blue foot.</p>", "Do not wait: call 911 for a blue foot."),
    ("<p>Do not wait to call 911 for a blue foot.</p>", "Do not wait to call 911 for a blue foot."),
    ("<p>Go to the ER for a swollen leg.</p>", "Go to the ER for a swollen leg."),
    ("<p>Call 911 if your knee is hot and swollen with a fever.</p>", ""),
    ("<p>This is not an emergency.</p><p>It is rarely an emergency.</p><p>It isn't an emergency.</p>", ""),
    ("<p>Do not call 911 for a stiff foot. You do not need to go to the emergency room for mild pain.</p>", ""),
    ("<p>Call us for chest pain at (555) 911-2000, or come to room 911.</p>", ""),
    ("<p>In the emergency room, a doctor looks at your foot.</p>", ""),
    ("<h3>After your emergency room visit</h3><p>Bring your papers to us.</p>", ""),
    ("<h3>When to call 911 and when to wait</h3><p>Sleep.</p>", ""),
]  # fmt: skip


@pytest.mark.parametrize(("html", "sign"), CASES)
def test_a_sign_is_quoted_with_what_it_belongs_to(html, sign):
    expected = [sign] if sign else []
    assert added(when_to_seek_care=html) == expected
    assert added(sections=(d.Section(heading="More", text=html),)) == expected
    assert added(questions=(d.Question(question="And then?", answer=html),)) == expected


@pytest.mark.parametrize(
    ("question", "answer", "expected"),
    [
        ("When should I call 911?", "<p>For a blue foot.</p>", ["When should I call 911? For a blue foot."]),
        ("Do I need to go to the emergency room?", "<p>No. Most sprains heal at home.</p>", []),
        ("Is this an emergency?", "<p>Rarely.</p>", []),
        ("Will my insurance pay for the ambulance?", "<p>Ask your plan.</p>", []),
        ("Is this an emergency?", "<p>With a blue foot, call 911.</p>", ["With a blue foot, call 911."]),
    ],
)
def test_answers_below_a_question_on_911(question, answer, expected):
    assert added(questions=(d.Question(question=question, answer=answer),)) == expected


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<h3>When to call 911 and when to wait</h3><p>Blue foot.</p>", "When to call 911 and when to wait"),
        ("<table><tbody><tr><th>Call 911</th><th>Call us</th></tr><tr><td>blue</td><td>sore</td></tr></tbody></table>",
         "Call 911 Call us"),
    ],
)  # fmt: skip
def test_what_does_not_tell_for_which_signs_is_no_row_and_worries_the_author(html, words):
    text = document(symptoms=(FEVER, *MILD), when_to_seek_care=html)
    assert emergencies.unclear(text) == [("When to get help", words)]
    _, warnings = findings(symptoms=(FEVER, *MILD), when_to_seek_care=html)
    assert [warning for warning in warnings if words in warning and "cannot tell for which signs" in warning]


def test_words_of_several_rows_do_not_say_a_sign_together():
    rows = (
        symptom("numbness", "Numbness", Urgency.EMERGENCY, "In the leg after a fall."),
        symptom("bladder", "Trouble with bladder", Urgency.EMERGENCY, "You cannot hold your urine."),
    )
    for sign in ("You cannot hold your leg", "Swollen leg after a fall", "You cannot feel the leg"):
        said = f"Call 911: {sign}"
        assert added(symptoms=rows, when_to_seek_care=f"<p>{said}</p>") == [said]


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
