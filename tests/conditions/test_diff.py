"""What changed between two documents, in words an author knows."""

import dataclasses
import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from conditions.document import values as d
from conditions.document.urgency import Urgency
from conditions.editing.diff import changes, compare, in_words
from tests.conditions.test_merge import DOCUMENTS, edited, many
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
    assert [row.status for row in compare(old, new)[0].rows] == ["removed"]


def shown(*differences):
    """Differences as lines of text: [removed], {added}, and what is noted."""
    brackets = {"same": "{}", "removed": "[{}]", "added": "{{{}}}"}
    lines = []
    for one in differences:
        words = "".join(brackets[mark].format(said) for mark, said in one.pieces)
        lines.append(" ".join(filter(None, [f"{one.name} ({one.kind}):", words, *one.notes])))
        for row in one.rows:
            lines += [f"{row.label} {row.status}", *shown(*row.parts)]
    return lines


def compared(old, new):
    return shown(*compare(document(**old), document(**{**old, **new})))


@pytest.mark.parametrize(
    "old, new, lines",
    [
        ({}, {}, []),
        ({"summary": "Rest it."}, {"summary": "Ice it."}, ["Quick answer (text): [Rest ]{Ice }it."]),
        ({"summary": ""}, {"summary": "Rest."}, ["Quick answer (text): {Rest.}"]),
        ({"summary": "a b"}, {"summary": "a  b"}, ["Quick answer (text): Only spaces or line breaks differ."]),
        ({"title": "Knee"}, {"slug": "kneecap-pain"}, ["Address (text): [runners-knee\n]{kneecap-pain}"]),
        (
            {"overview": "<p>One two.</p><ul><li>Three.</li></ul>"},
            {"overview": "<p>One two four.</p><ul><li>Three.</li></ul>"},
            ["What is it? (text): One two {four}.\nThree."],
        ),
        (
            {"overview": "<p>One two.</p>"},
            {"overview": "<p>One <strong>two</strong>.</p>"},
            ["What is it? (text): Only the formatting differs."],
        ),
        (
            {"overview": '<p>See <a href="/a/">here</a>.</p>'},
            {"overview": '<p>See <a href="/b/">here</a>.</p>'},
            ["What is it? (text): The link to /a/ leads to /b/ now."],
        ),
        (
            {"overview": '<p><a href="/a/">See</a> it now.</p>'},
            {"overview": '<p>See <a href="/b/">it</a> <a href="/c/">then</a>.</p>'},
            [
                "What is it? (text): See it [now]{then}. "
                "The link to /a/ was taken out. A link to /b/ was added. A link to /c/ was added."
            ],
        ),
        (
            {},
            {"author": d.Person(slug="nora", name="Nora Whitfield", credentials="DPT", job_title="Athletic trainer")},
            ["Author (value): Nora Whitfield, [MS, ATC]{DPT}, Athletic trainer"],
        ),
        ({}, {"author": None}, ["Author (value): [Nora Whitfield, MS, ATC, Athletic trainer]"]),
    ],
)
def test_a_text_is_compared_word_by_word(old, new, lines):
    assert compared(old, new) == lines


PHOTO = d.Photo(digest="a" * 64, width=8, height=5, alt="A knee")


@pytest.mark.parametrize(
    "old, new, lines",
    [
        (PHOTO, dataclasses.replace(PHOTO, alt="My knee"), ["Photo: alt text (text): [A ]{My }knee"]),
        (PHOTO, dataclasses.replace(PHOTO, caption="Left."), ["Photo: caption (text): {Left.}"]),
        (
            PHOTO,
            dataclasses.replace(PHOTO, digest="b" * 64),
            ["Photo (value): [Photo aaaaaaaa, 8 × 5 pixels]{Photo bbbbbbbb, 8 × 5 pixels}"],
        ),
        (None, PHOTO, ["Photo (value): {Photo aaaaaaaa, 8 × 5 pixels}", "Photo: alt text (text): {A knee}"]),
    ],
)
def test_of_a_photo_picture_alt_text_and_caption_are_told_apart(old, new, lines):
    assert compared({"photo": old}, {"photo": new}) == lines


SWELLING, FEVER = document().symptoms
ITCH = symptom("itch", "Itch", detail="At night.")
LIMP = symptom("limp", "Limp")


@pytest.mark.parametrize(
    "old, new, lines, unchanged",
    [
        ([SWELLING, FEVER, ITCH, LIMP], [LIMP, SWELLING, FEVER, ITCH], ["Limp moved"], 3),
        ([SWELLING, FEVER, ITCH, LIMP], [FEVER, ITCH, LIMP, SWELLING], ["Swelling moved"], 3),
        (
            [SWELLING, LIMP],
            [LIMP, ITCH],
            [
                *["Swelling removed", "detail (text): [A little puffiness below the kneecap.]"],
                "urgency (value): [Make an appointment]",
                *["Itch added", "detail (text): {At night.}", "urgency (value): {Make an appointment}"],
            ],
            1,
        ),
        (
            [LIMP],
            [ITCH, LIMP],
            ["Itch added", "detail (text): {At night.}", "urgency (value): {Make an appointment}"],
            1,
        ),
        (
            [LIMP, ITCH],
            [LIMP, dataclasses.replace(ITCH, detail="At noon.", urgency=Urgency.EMERGENCY)],
            ["Itch changed", "detail (text): At [night]{noon}.", "urgency (value): [Make an appointment]{Emergency}"],
            1,
        ),
        (
            [LIMP, FEVER, ITCH],
            [dataclasses.replace(ITCH, detail=""), LIMP, FEVER],
            ["Itch moved and changed", "detail (text): [At night.]"],
            2,
        ),
        ([LIMP], [symptom("limp", "Limping")], ["Limping changed", "name (value): [Limp\n]{Limping}"], 0),
    ],
)
def test_rows_are_compared_one_by_one_and_those_that_moved_told_from_those_that_changed(old, new, lines, unchanged):
    (difference,) = compare(document(symptoms=tuple(old)), document(symptoms=tuple(new)))
    head, *rest = shown(difference)
    assert (head, rest, difference.unchanged) == ("Symptoms (rows):", lines, unchanged)


def test_a_section_with_another_heading_is_the_same_section():
    old = {"sections": (d.Section(heading="Running", text="<p>Slowly.</p>"),)}
    new = {"sections": (d.Section(heading="Back to running", text="<p>Slowly.</p>"),)}
    assert compared(old, new) == [
        "Further sections (rows):",
        "Back to running changed",
        "heading (text): [Running]{Back to running}",
    ]


def test_names_and_dates_are_shown_as_people_say_them():
    (source,) = document().sources
    read = dataclasses.replace(source, read_on=dt.date(2026, 3, 4))
    assert compared({}, {"sources": (read,)})[1:] == ["Knee pain changed", "date read (value): {March 4, 2026}"]
    assert compared({}, {"also_known_as": ("PFPS", "Patellar pain")})[1:] == ["PFPS added"]
    assert in_words(FEVER) == "Fever\nFever with a hot knee may be an infection.\nEmergency"


def test_removed_rows_stand_where_they_were():
    a, b, c, new = (
        d.Section(heading=word, text=f"<p>{word} is long enough to know.</p>") for word in ("Aa", "Bb", "Cc", "Dd")
    )
    (difference,) = compare(document(sections=(a, b, c)), document(sections=(a, c, new)))
    assert [(row.label, row.status) for row in difference.rows] == [("Bb", "removed"), ("Dd", "added")]


@many
@given(pair=DOCUMENTS.flatmap(lambda base: st.tuples(st.just(base), edited(base) | DOCUMENTS)))
def test_what_differs_is_named_and_nothing_else(pair):
    old, new = pair
    names = {name.partition(": ")[0] for name in changes(old, new)}
    differences = compare(old, new)
    assert {one.name.partition(": ")[0] for one in differences} == names
    for one in differences:
        assert one.pieces or one.notes or one.rows
        for row in one.rows:
            assert row.parts or row.status != "changed"
