"""Each hit says why it was found."""

import pytest

from conditions.discovery.search import hits, search
from conditions.document import values as d
from tests.conftest import entry, symptom
from tests.search.reading import marked, plain, reasons

pytestmark = [pytest.mark.django_db, pytest.mark.database]


def test_a_hit_names_the_fields_that_matched(say):
    say(
        "Knee pain",
        also_known_as=("Gonalgia",),
        icd_10=("M25.56",),
        symptoms=(symptom("swelling", "Swelling"),),
        risk_factors=(entry("age", "Old age"),),
        tests=(entry("x-ray", "X-ray"),),
        body_areas=(d.Term(slug="leg", name="Leg"),),
        summary="It comes from overuse.",
        treatment="<p>Rest, then <em>exercise</em> slowly.</p>",
        sections=(d.Section(heading="Running again", text="<p>After a marathon.</p>"),),
        questions=(d.Question(question="May I swim?", answer="<p>Yes, in water.</p>"),),
    )
    for text, expected in [
        ("gonalgia", {"Also called": "[Gonalgia]"}),
        ("swelling", {"Symptom": "[Swelling]"}),
        ("old age", {"Risk factor": "[Old] [age]"}),
        ("x-ray", {"Test": "[X]-[ray]"}),
        ("leg", {"Body area": "[Leg]"}),
        ("M25.56", {"ICD-10 code": "[M25].[56]"}),
        ("knee", {"Title": ""}),
        ("overuse", {"Summary": ""}),
        ("exercise", {"Treatment and physical therapy": "Rest, then [exercise] slowly."}),
        ("marathon", {"Running again": "After a [marathon]."}),
        ("again", {"Running again": "Running [again]"}),
        ("swim", {"May I swim?": "May I [swim]?"}),
        ("swelling gonalgia", {"Also called": "[Gonalgia]", "Symptom": "[Swelling]"}),
    ]:
        assert reasons(search(text).hits[0]) == expected, text


def test_title_and_summary_are_marked_where_they_match(say):
    say("Knee pain", summary="Knees that hurt.")
    [hit] = search("knee").hits
    assert marked(hit.title) == ["Knee"] and marked(hit.summary) == ["Knees"]
    assert plain(hit.summary) == "Knees that hurt."


def test_one_field_that_has_all_the_words_is_reason_enough(say):
    say("Muscle", also_known_as=("Bone in muscle",), symptoms=(symptom("bone", "Bone pain"),))
    [hit] = search("bone muscle").hits
    assert reasons(hit) == {"Also called": "[Bone] in [muscle]"}


def test_a_long_text_is_shown_around_the_word(say):
    long = "Some words that say little. " * 20
    say("Knee", treatment=f"<p>{long}</p><p>Then a brace &amp; rest.</p><p>{long}</p>")
    [reason] = search("brace").hits[0].reasons
    text = plain(reason.pieces)
    assert reason.in_text and "Then a brace & rest." in text
    assert text.startswith("… ") and text.endswith(" …") and len(text) < 260
    assert marked(reason.pieces) == ["brace"]


def test_a_phrase_is_marked_as_one(say):
    say("Tennis elbow and another elbow")
    [hit] = search('"tennis elbow"').hits
    assert marked(hit.title) == ["Tennis elbow"]


def test_words_apart_are_shown_in_a_snippet_each(say):
    long = "Some words that say little. " * 20
    say("Knee", treatment=f"<p>A brace. {long} A cane.</p>")
    assert [marked(reason.pieces) for reason in search("brace cane").hits[0].reasons] == [["brace"], ["cane"]]


@pytest.mark.parametrize(
    "text, phrase, expected",
    [
        ("The dying, lying skies", ("die",), "dying"),
        ("Ménière's disease", ("menier", "diseas"), "Ménière's disease"),
        ("knee. Knees", ("knee",), "knee"),
        ("a knee in the pain", ("knee", "pain"), "knee in the pain"),
        ("kneeling kneecap", ("knee",), None),
        ("", ("knee",), None),
    ],
)
def test_the_first_place_of_a_phrase(text, phrase, expected):
    found = hits.place(text, phrase)
    assert (found and text[found[0] : found[1]]) == expected
