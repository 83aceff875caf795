"""Readiness on signs that call for 911: they stand in the red card, and the clinic says what to do."""

import pytest

from conditions.document import values as d
from conditions.document.urgency import Urgency
from tests.conditions.readiness import facts, findings
from tests.conftest import document, symptom


def test_an_emergency_symptom_stops_while_the_clinic_does_not_say_what_to_do():
    [stop], _ = findings(facts(emergency_wording=False))
    assert stop.startswith('"Fever" is an emergency') and "emergency wording" in stop
    assert findings(facts(emergency_wording=False), symptoms=(symptom("rash", "Rash"),)) == ([], [])


@pytest.mark.parametrize("words", ["Call 911.", "Go to the Emergency Room.", "the emergency department", "Dial 9-1-1"])
def test_talk_of_911_worries_where_no_symptom_is_an_emergency(words):
    errors, warnings = findings(causes=f"<p>{words}</p>", symptoms=(symptom("rash", "Rash", Urgency.URGENT),))
    assert errors == [] and len(warnings) == 1 and warnings[0].startswith('In "Causes" you speak of an emergency:')
    assert findings(causes=f"<p>{words}</p>") == ([], []), "one is, so a care card says it"


@pytest.mark.parametrize(
    "words",
    [
        "Call an ambulance if you have chest pain or short breath.",
        "A sudden pounding headache is a medical emergency.",
        "With a drooping face, dial 9-1-1.",
    ],
)
def test_signs_that_call_for_911_outside_the_red_card_worry(words):
    for changes in (
        {"when_to_seek_care": f"<p>Come in when it hurts. {words}</p>"},
        {"questions": (d.Question(question="When?", answer=f"<p>{words}</p>"),)},
    ):
        errors, (warning,) = findings(**changes)
        assert errors == [] and "no emergency symptom names" in warning and words in warning
    assert findings(when_to_seek_care="<p>Call 911 for fever with a hot knee.</p>") == ([], []), "the card has it"
    assert findings(when_to_seek_care="<p>Frozen shoulder itself is not an emergency.</p>") == ([], [])


@pytest.mark.parametrize("level", [Urgency.URGENT, Urgency.CLINIC, Urgency.SELF_CARE])
def test_a_milder_symptom_whose_detail_speaks_of_911_worries(level):
    milder = symptom("swelling", "Swelling", level, "With chest pain, call an ambulance.")
    errors, (warning,) = findings(symptoms=(milder, document().symptoms[1]))
    assert errors == [] and warning.startswith(
        f'"Swelling" is "{level.label}" here, but its detail speaks of "ambulance".'
    )


def test_a_symptom_that_is_an_emergency_elsewhere_worries_with_and_without_a_detail():
    known = facts(emergency_elsewhere={"rash": "Septic arthritis", "fever": "Sepsis"})
    emergency = symptom("fever", "Fever", Urgency.EMERGENCY)
    for detail, advice in (("", "Say in its detail"), ("Below the knee.", "Make sure that its detail")):
        errors, (warning,) = findings(known, symptoms=(symptom("rash", "Rash", Urgency.CLINIC, detail), emergency))
        assert errors == []
        assert warning.startswith('"Rash" is "Make an appointment" here, but an emergency in "Septic arthritis".')
        assert advice in warning
