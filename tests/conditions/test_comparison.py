"""What changed between two documents, in words an author knows."""

import dataclasses
import datetime as dt

import pytest

from conditions import document as d
from conditions.comparison import changes
from conditions.urgency import Urgency
from tests.conftest import document, entry, symptom


def test_nothing_changed():
    assert changes(document(), document()) == []


@pytest.mark.parametrize(
    "old, new, words",
    [
        ({}, {"summary": "Rest."}, "Quick answer: changed"),
        ({}, {"summary": ""}, "Quick answer: removed"),
        ({"when_to_seek_care": ""}, {"when_to_seek_care": "<p>Soon.</p>"}, "When to get help: added"),
        ({}, {"slug": "kneecap-pain", "title": "Runners knee"}, "Address: changed"),
        ({}, {"title": "Kneecap pain"}, "Title: changed"),
        ({}, {"also_known_as": ("Patellar pain", "PFPS")}, "Also known as: PFPS added"),
        ({}, {"author": d.Person(slug="nora", name="Nora Whitfield", credentials="DPT")}, "Author: changed"),
        ({}, {"reviewed_on": dt.date(2026, 3, 14)}, "Date of clinical review: added"),
        ({}, {"photo": d.Photo(digest="a", width=1, height=1)}, "Photo: added"),
        ({}, {"tests": ()}, "Tests: X-ray removed"),
        ({}, {"risk_factors": (entry("overweight", "Excess weight"),)}, "Risk factors: Excess weight changed"),
        ({}, {"body_areas": ()}, "Body areas: Knee removed"),
        ({}, {"sections": ()}, "Further sections: Getting back to running removed"),
        ({}, {"questions": ()}, "Questions and answers: May I still walk? removed"),
        ({}, {"sources": ()}, "Sources: Knee pain removed"),
        ({}, {"related": ("hip-fracture",)}, "Related articles: hip-fracture added"),
    ],
)
def test_a_change_is_named_as_authors_name_it(old, new, words):
    assert changes(document(**old), document(**{**old, **new})) == [words]


def test_every_field_that_changed_is_named_in_reading_order():
    new = document(treatment="<p>Rest.</p>", title="Kneecap pain", causes="")
    assert changes(document(), new) == ["Title: changed", "Causes: removed", "Treatment and physical therapy: changed"]


def test_entries_added_removed_and_changed_are_told_apart():
    swelling, _ = document().symptoms
    more_urgent = dataclasses.replace(swelling, urgency=Urgency.URGENT)
    new = document(symptoms=(more_urgent, symptom("stiffness", "Stiffness")))
    assert changes(document(), new) == ["Symptoms: Stiffness added, Fever removed, Swelling changed"]


def test_another_order_is_a_change_of_its_own():
    new = document(symptoms=document().symptoms[::-1])
    assert changes(document(), new) == ["Symptoms: put in another order"]


def test_two_entries_of_the_same_name_are_told_apart():
    two = (d.Source(title="Knee pain", publisher="NIH"), d.Source(title="Knee pain", publisher="NHS"))
    old, new = document(sources=two), document(sources=two[1:])
    assert changes(old, new) == ["Sources: Knee pain removed"]
    assert changes(new, old) == ["Sources: Knee pain added"]
