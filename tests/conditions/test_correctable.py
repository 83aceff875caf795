"""What may be corrected on a live page: every text, and nothing that makes the page another one."""

from dataclasses import replace
from datetime import date

import pytest

from conditions.document import values as d
from conditions.document.urgency import Urgency
from conditions.publishing.correctable import corrected, is_small, more_than_slips, texts
from tests.conftest import document

PHOTO = d.Photo(digest="ab" * 32, width=800, height=500, alt="A knee", caption="")


def names(value):
    return [text.name for _, part in texts(value) for text in part]


def test_every_text_is_offered_in_reading_order_under_the_name_that_authors_know():
    assert [(name, [text.name for text in part]) for name, part in texts(document(photo=PHOTO))] == [
        ("Title", ["title"]),
        ("Also known as", ["also_known_as"]),
        ("ICD-10-CM codes", ["icd_10"]),
        ("Quick answer", ["summary"]),
        ("What is it?", ["overview"]),
        ("Photo", ["photo-alt", "photo-caption"]),
        ("Causes", ["causes"]),
        ("Risk factors", ["risk_factors-0-detail"]),
        ("Symptoms", [f"symptoms-{row}-{field}" for row in (0, 1) for field in ("detail", "urgency")]),
        ("How it is diagnosed", ["diagnosis"]),
        ("Tests", ["tests-0-detail"]),
        ("Treatment and physical therapy", ["treatment"]),
        ("Further sections", ["sections-0-heading", "sections-0-text"]),
        ("Questions and answers", ["questions-0-question", "questions-0-answer"]),
        ("Sources", ["sources-0-title", "sources-0-publisher", "sources-0-url", "sources-0-read_on"]),
    ]


def test_rows_bear_the_names_that_people_call_them():
    rows = {text.name: text.heading for _, part in texts(document()) for text in part}
    assert (rows["symptoms-1-detail"], rows["sections-0-text"]) == ("Fever", "Getting back to running")
    assert rows["overview"] == ""


def test_what_is_empty_is_not_offered_but_what_a_row_or_photo_lacks_is():
    assert "causes" not in names(document(causes="")) and "photo-alt" not in names(document())
    assert "photo-caption" in names(document(photo=PHOTO))


def test_address_people_areas_and_related_articles_are_not_offered():
    parts = {text.part for _, part in texts(document(photo=PHOTO, related=("other",))) for text in part}
    assert parts & {"slug", "author", "body_areas", "related"} == set()


def test_texts_are_corrected_and_everything_else_stays():
    values = {
        "title": "Runner’s knee",
        "also_known_as": ("Patellofemoral pain",),
        "overview": "<p>Mended.</p><script>x</script>",
        "photo-alt": "A runner's knee",
        "symptoms-1-detail": "High fever.",
        "symptoms-1-urgency": Urgency.URGENT,
        "sections-0-heading": "Back to running",
        "sources-0-read_on": date(2026, 3, 14),
    }
    before = document(photo=PHOTO)
    after = corrected(before, values)
    assert after == document(
        photo=d.Photo(digest="ab" * 32, width=800, height=500, alt="A runner's knee", caption=""),
        title="Runner’s knee",
        also_known_as=("Patellofemoral pain",),
        overview="<p>Mended.</p>",
        symptoms=(
            before.symptoms[0],
            d.SymptomEntry(term=before.symptoms[1].term, detail="High fever.", urgency=Urgency.URGENT),
        ),
        sections=(d.Section(heading="Back to running", text="<p>Slowly.</p>"),),
        sources=(
            d.Source(
                title="Knee pain",
                publisher="MedlinePlus",
                url="https://medlineplus.gov/",
                read_on=date(2026, 3, 14),
            ),
        ),
    )


def test_nothing_is_changed_by_what_is_no_text_of_the_page():
    before = document()
    for name in ("slug", "author", "symptoms-9-detail", "symptoms-0-term", "photo-alt", "causes-0", "", "schema"):
        assert corrected(before, {name: "x"}) == before
    assert corrected(before, {text.name: text.value for _, part in texts(before) for text in part}) == before


def test_slips_are_small_however_many_and_one_other_word_is_not():
    wrong = " ".join(["Bend teh knee."] * 30)
    before, after = document(causes=f"<p>{wrong}</p>"), document(causes=f"<p>{wrong.replace('teh', 'the')}</p>")
    assert is_small(before, after)
    assert not is_small(before, replace(after, treatment="<p>Exercises for the calf.</p>"))


def test_each_change_that_is_more_is_named_with_its_place():
    before = document()
    after = replace(
        before,
        summary=before.summary.replace("help most", "may help most"),
        sections=(replace(before.sections[0], text="<p>Quickly.</p>"),),
    )
    assert more_than_slips(before, after) == [
        ("Quick answer", "", "may", "“may” is a word of may and must"),
        (
            "Further sections: Getting back to running, Text",
            "Slowly.",
            "Quickly.",
            "other words, not a misspelling put right",
        ),
    ]


def test_whatever_stands_in_a_care_card_is_more_than_a_slip():
    swelling, fever = document().symptoms
    for changes in (
        {"symptoms": (swelling, replace(fever, detail=fever.detail.removesuffix(".")))},
        {"symptoms": (replace(swelling, urgency=Urgency.URGENT), fever)},
        {"when_to_seek_care": "<p>Come in</p>"},
    ):
        (more,) = more_than_slips(
            document(when_to_seek_care="<p>Come in.</p>"),
            document(**{"when_to_seek_care": "<p>Come in.</p>"} | changes),
        )
        assert more.why == "it stands in a care card, or below them"


def test_another_address_or_date_of_a_source_is_more_than_a_slip():
    (source,) = document().sources
    for changes in ({"url": "https://example.org/"}, {"read_on": date(2026, 3, 14)}):
        assert more_than_slips(document(), document(sources=(replace(source, **changes),)))
    assert is_small(document(sources=(replace(source, title="Kneee pain"),)), document())


@pytest.mark.parametrize(
    "changes",
    [
        {"symptoms": (document().symptoms[0], replace(document().symptoms[1], urgency=Urgency.SELF_CARE))},
        {"symptoms": document().symptoms[:1]},
        {"tests": ()},
        {"summary": ""},
        {"slug": "another"},
        {"author": None},
        {"photo": PHOTO},
    ],
)
def test_what_is_more_than_texts_is_never_small(changes):
    assert not is_small(document(), document(**changes))
