"""A document is clean by construction, and the same value again after a trip through JSON."""

import dataclasses
import datetime as dt
import hashlib
import json

import pytest

from clinic_site.richtext.sanitiser import LIMIT, RichText
from conditions.document import values as d
from conditions.document.encoding import SCHEMA, DocumentError, decode, encode, fingerprint
from conditions.document.urgency import Urgency
from tests.conftest import document, symptom

HOSTILE = '<p onclick="x()">Rest<script>alert(1)</script></p>'
FULL = document(
    photo=d.Photo(digest="a" * 64, width=800, height=500, alt="A knee", caption="From the side"),
    when_to_seek_care="<p>If it locks.</p>",
    sources=(d.Source(title="Knee pain", publisher="NIH", url="https://example.org/", read_on=dt.date(2026, 3, 14)),),
    related=("frozen-shoulder", "hip-fracture"),
)


def data(**changes):
    return json.loads(json.dumps(encode(FULL))) | changes


def refusal(changed):
    with pytest.raises(DocumentError) as error:
        decode(changed)
    return str(error.value)


def test_every_field_is_filled_in_the_example():
    assert all(getattr(FULL, part.name) for part in dataclasses.fields(FULL))


@pytest.mark.parametrize("name", [part.name for part in dataclasses.fields(d.ArticleDocument) if part.type is RichText])
def test_rich_text_of_an_article_is_cleaned_when_it_is_made(name):
    value = getattr(document(**{name: HOSTILE}), name)
    assert value == "<p>Rest</p>" and type(value) is RichText


def test_rich_text_of_sections_and_answers_is_cleaned_when_it_is_made():
    assert d.Section(heading="Rest", text=HOSTILE).text == "<p>Rest</p>"
    assert d.Question(question="Rest?", answer=HOSTILE).answer == "<p>Rest</p>"


def test_plain_text_loses_what_nobody_sees_and_is_composed():
    assert document(title=" Cafe\u0301\x00\u202e\r\nau lait \n").title == "Caf\u00e9\nau lait"
    assert document(also_known_as=(" one\x07 ", "\u202e", "")).also_known_as == ("one",)
    assert symptom("fever", "Fe\x00ver", detail=" hot\x1b ").detail == "hot"
    assert symptom("fever", "Fe\x00ver").term.name == "Fever"


def test_markup_in_plain_text_is_left_as_text():
    assert document(title="<b>5 < 6</b>").title == "<b>5 < 6</b>"


@pytest.mark.parametrize("url", ["http://example.org/", "https://example.org/a?b=c#d"])
def test_the_address_of_a_source_is_a_web_address(url):
    assert d.Source(title="A", url=url).url == url


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", " javascript:alert(1)", "data:text/html,x", "ftp://example.org", "//a.b", "/a", "a"]
)
def test_any_other_address_of_a_source_is_dropped(url):
    assert d.Source(title="A", url=url).url == ""


def test_a_document_cannot_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        document().title = "Another"


def test_care_cards_are_sorted_by_urgency_and_keep_the_authors_order_within():
    levels = [Urgency.SELF_CARE, Urgency.EMERGENCY, Urgency.CLINIC, Urgency.EMERGENCY]
    entries = [symptom(f"s{i}", f"S{i}", level) for i, level in enumerate(levels)]
    assert document(symptoms=tuple(entries)).care_cards == [
        (Urgency.EMERGENCY, [entries[1], entries[3]]),
        (Urgency.CLINIC, [entries[2]]),
        (Urgency.SELF_CARE, [entries[0]]),
    ]


def test_decoding_gives_the_document_that_was_encoded():
    assert decode(encode(FULL)) == FULL
    assert decode(json.loads(json.dumps(encode(FULL)))) == FULL
    bare = d.ArticleDocument(slug="a", title="A")
    assert decode(json.loads(json.dumps(encode(bare)))) == bare


def test_encoded_data_is_plain():
    def kinds(value):
        yield type(value)
        children = value.values() if type(value) is dict else value if type(value) is list else ()
        for child in children:
            yield from kinds(child)

    assert set(kinds(encode(FULL))) == {dict, list, str, int, type(None)}
    assert type(None) in set(kinds(encode(document())))


def test_fields_with_a_default_may_be_left_out():
    assert decode({"schema": SCHEMA, "slug": "a", "title": "A"}) == d.ArticleDocument(slug="a", title="A")


def test_decoding_cleans():
    assert decode(data(overview=HOSTILE)).overview == "<p>Rest</p>"


@pytest.mark.parametrize(
    "changes, sentence",
    [
        ({"colour": "red", "body": ""}, "document has fields that are not known: body, colour."),
        ({"photo": {"digest": "a", "width": 1, "height": 1, "exif": ""}}, "document.photo has fields that are not"),
        ({"sections": [{"heading": "A"}, {"text": "B"}]}, "document.sections[1] lacks: heading."),
        ({"title": 5}, "document.title must be text."),
        ({"title": None}, "document.title must be text."),
        ({"overview": ["<p>"]}, "document.overview must be text."),
        ({"also_known_as": "Knee"}, "document.also_known_as must be a list."),
        ({"also_known_as": ["Knee", 3]}, "document.also_known_as[1] must be text."),
        ({"author": "Nora"}, "document.author must be a JSON object."),
        ({"photo": {"digest": "a", "width": "1", "height": 1}}, "document.photo.width must be a whole number."),
        ({"photo": {"digest": "a", "width": True, "height": 1}}, "document.photo.width must be a whole number."),
        (
            {"sources": [{"title": "A", "read_on": "yesterday"}]},
            "document.sources[0].read_on has a value that is not understood: 'yesterday'.",
        ),
        (
            {"sources": [{"title": "A", "read_on": 20260314}]},
            "document.sources[0].read_on has a value that is not understood: 20260314.",
        ),
        (
            {"symptoms": [{"term": {"slug": "a", "name": "A"}, "urgency": "soon"}]},
            "document.symptoms[0].urgency has a value that is not understood: 'soon'.",
        ),
        ({"symptoms": [{"term": {"slug": "a", "name": "A"}, "urgency": []}]}, "document.symptoms[0].urgency has a"),
        ({"overview": "a" * (LIMIT + 1)}, "document: This text is too long"),
        ({"schema": SCHEMA + 1}, f"The document follows schema {SCHEMA + 1}; this site reads up to {SCHEMA}."),
        ({"schema": "1"}, "The document does not say which schema it follows."),
        ({"schema": True}, "The document does not say which schema it follows."),
        ({"schema": None}, "The document does not say which schema it follows."),
        ({"schema": 0}, "The document does not say which schema it follows."),
    ],
)
def test_data_that_is_no_document_is_refused_with_the_place_and_the_reason(changes, sentence):
    assert refusal(data(**changes)).startswith(sentence)


def test_data_of_the_first_schema_lose_the_review_that_they_held():
    """It is an event of its own since."""
    review = {"reviewer": {"slug": "amelia-hart", "name": "Amelia Hart"}, "reviewed_on": "2026-03-14"}
    assert decode(data(schema=1, **review)) == FULL
    assert "not known: reviewed_on, reviewer" in refusal(data(**review))


def test_missing_fields_are_named():
    assert refusal({"schema": SCHEMA}) == "document lacks: slug, title."
    assert refusal([]) == "An article document must be a JSON object."


def test_decoding_leaves_its_argument_alone():
    given = data()
    decode(given)
    assert given == data()


def test_the_fingerprint_is_the_same_for_the_same_document_and_no_other():
    assert fingerprint(FULL) == fingerprint(decode(data()))
    others = [document(), *(dataclasses.replace(FULL, **{name: ()}) for name in ("symptoms", "tests", "related"))]
    assert len({fingerprint(other) for other in [FULL, *others]}) == 5


def test_what_is_empty_does_not_count_in_the_fingerprint():
    """So that a field added later leaves the articles that do not use it as they were."""
    bare = d.ArticleDocument(slug="a", title="Ä")
    assert fingerprint(bare) == hashlib.sha256(json.dumps({"slug": "a", "title": "Ä"}).encode()).hexdigest()
    assert fingerprint(dataclasses.replace(bare, summary="x")) != fingerprint(bare)


def test_the_fingerprint_stays_the_same_from_release_to_release():
    """Kept in editions: a change here makes every live article look changed. If it must be, raise SCHEMA."""
    digest = "786474b42ed62e14b6f7db431f696c3ea2956776ec9d1df0c70bf679ad1922cd"
    assert fingerprint(d.ArticleDocument(slug="a", title="Ä")) == digest
