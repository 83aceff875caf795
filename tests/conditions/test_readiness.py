"""What stops a document and what only worries, each in a sentence that says what to do."""

import datetime as dt

import pytest

from conditions.document import values as d
from conditions.publishing.readiness import RULES, Level, addresses, level_of
from conditions.reviews.needed_changes import NeededChange, Standing
from tests.conditions.readiness import facts, findings
from tests.conftest import document, entry, symptom

HARD = "Osteochondral degeneration necessitates comprehensive multidisciplinary rehabilitation " * 6


def linked(href):
    return f'<p><a href="{href}">There</a></p>'


def test_a_whole_document_is_ready():
    assert findings() == ([], [])


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"title": ""}, "The title is missing"),
        ({"summary": ""}, "The quick answer is missing"),
        ({"overview": ""}, '"What is it?" is empty'),
        ({"overview": "<p> &nbsp; </p>"}, '"What is it?" is empty'),
        ({"author": None}, "No author is named"),
        ({"photo": d.Photo(digest="a", width=1, height=1)}, "The photo has no alt text"),
    ],
)
def test_what_stops(changes, words):
    errors, warnings = findings(**changes)
    assert len(errors) == 1 and errors[0].startswith(words) and warnings == []


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"symptoms": ()}, "No symptoms"),
        ({"body_areas": ()}, "No body area"),
        ({"sources": ()}, "No sources"),
        ({"sources": (d.Source(title="A talk"),)}, 'The source "A talk" has neither address nor publisher'),
    ],
)
def test_what_worries(changes, words):
    errors, warnings = findings(**changes)
    assert errors == [] and len(warnings) == 1 and warnings[0].startswith(words)


def test_a_photo_with_alt_text_and_a_source_with_one_origin_are_ready():
    sources = (d.Source(title="A", publisher="NIH"), d.Source(title="B", url="https://example.org/"))
    assert findings(photo=d.Photo(digest="a", width=1, height=1, alt="A knee"), sources=sources) == ([], [])


@pytest.mark.parametrize(
    "href",
    ["/here/", "#causes", "#section-1", "https://example.org/", "mailto:a@example.org", "tel:911"],
)
def test_a_link_that_leads_somewhere_is_no_matter(href):
    assert findings(causes=linked(href)) == ([], [])


@pytest.mark.parametrize(
    "href, why",
    [
        ("/nowhere/", "leads nowhere"),
        ("/here/?q=[&amp;", "leads nowhere"),
        ("#nothing", "leads to no part of this page"),
        ("#section-2", "leads to no part of this page"),
    ],
)
def test_a_link_to_nowhere_stops_and_is_named_once_a_part(href, why):
    errors, _ = findings(causes=linked(href) * 2)
    href = href.replace("&amp;", "&")
    assert errors == [f'In "Causes" the link to {href} {why}. Correct it or take it out.']


def test_links_are_followed_in_every_rich_text():
    parts = ("overview", "causes", "when_to_seek_care", "diagnosis", "treatment")
    changes = {
        **dict.fromkeys(parts, linked("/nowhere/")),
        "sections": (d.Section(heading="Sport", text=linked("/nowhere/")),),
        "questions": (d.Question(question="Walk?", answer=linked("/nowhere/")),),
    }
    errors, _ = findings(**changes)
    assert len(errors) == 7 and 'In "Sport"' in errors[5] and 'In "Walk?"' in errors[6]
    assert addresses(document(**changes)) == {"/nowhere/"}


@pytest.mark.parametrize(
    "html, words",
    [
        ("<h2>A</h2>", 'the heading "A" is too large for its part: use Heading 3.'),
        ("<h4>A</h4>", 'the heading "A" skips a level: use Heading 3.'),
        ("<h2>A</h2><h4>B</h4>", "use Heading 3."),
    ],
)
def test_headings_out_of_order_worry(html, words):
    errors, warnings = findings(causes=html)
    assert errors == [] and warnings[0].startswith('In "Causes"') and warnings[0].endswith(words)


def test_headings_in_order_are_no_matter():
    assert findings(causes="<h3>A</h3><h4>B</h4><h4>C</h4><h3>D</h3>", treatment="<h3>E</h3>") == ([], [])


def test_a_hard_text_worries_with_its_number_wherever_it_stands():
    words = HARD.split()
    number = len(words) + 100  # one sentence, all words long
    _, warnings = findings(causes=f"<p>{HARD}</p>", summary=HARD, symptoms=(symptom("fever", "Fever", detail=HARD),))
    assert [warning.partition(" (")[0] for warning in warnings] == [
        '"Quick answer" is hard to read',
        '"Causes" is hard to read',
        '"Fever" is hard to read',
    ]
    assert all(f"(LIX {number};" in warning for warning in warnings)


def test_many_other_names_are_not_hard_to_read():
    assert findings(also_known_as=tuple(f"Patellofemoral syndrome {i}" for i in range(20))) == ([], [])


FOREIGN = {
    "title": "Call 904-555-0199",
    "also_known_as": ("904-555-0199",),
    "summary": "Call 904-555-0199.",
    "overview": "<p>Call <strong>904</strong>-555-0199.</p>",
    "when_to_seek_care": '<p><a href="tel:+19045550199">Call</a></p>',
    "treatment": "<ul><li>Rest</li><li>(904) 555-0199</li></ul>",
    "sections": (d.Section(heading="Call 904-555-0199", text="<p>Soon.</p>"),),
    "questions": (d.Question(question="Whom to call?", answer="<p>904.555.0199</p>"),),
    "risk_factors": (entry("age", "Age", "Ask at 904-555-0199."),),
    "tests": (entry("x-ray", "X-ray", "Ask at 904 555 0199."),),
    "photo": d.Photo(digest="a", width=1, height=1, alt="A knee", caption="Call 904-555-0199"),
}


@pytest.mark.parametrize("part", FOREIGN)
def test_a_phone_number_that_is_not_the_clinics_stops_wherever_it_stands(part):
    [stop], warnings = findings(**{part: FOREIGN[part]})
    assert "is not one of the clinic's. Correct it" in stop and warnings == []


def test_the_finding_names_the_number_as_it_was_typed_and_its_place_once():
    errors, _ = findings(causes='<p>Call <a href="tel:9045550199">(904) 555-0199</a> or 904-555-0199.</p>')
    assert len(errors) == 1 and errors[0].startswith('In "Causes" the number (904) 555-0199 is not one of the clinic')


@pytest.mark.parametrize(
    "words",
    [
        "Call (904) 555-0101, ext. 4, or 904-JOI-2000 or 904-564-2000.",
        "Call 555-0101.",
        "Poison control: 1-800-222-1222.",
        '<a href="tel:+1-904-555-0101;ext=4">Call</a> <a href="tel:988">988</a>',
    ],
)
def test_the_clinics_own_and_everybodys_numbers_are_no_matter(words):
    assert findings(causes=f"<p>{words}</p>") == ([], [])


def test_a_short_number_is_not_taken_for_the_end_of_ours():
    errors, _ = findings(causes='<p><a href="tel:101">Call</a></p>')
    assert len(errors) == 1


def test_an_urgency_that_nobody_chose_stops_whatever_the_clinic_chooses():
    open_symptom = symptom("rash", "Rash", None)
    for levels in ({}, {"urgency": "off"}):
        errors, warnings = findings(facts(levels=levels), symptoms=(open_symptom, document().symptoms[1]))
        assert len(errors) == 1 and warnings == []
        assert errors[0].startswith('Nobody has chosen how urgent "Rash" is. Choose it in the row of the symptom')
    elsewhere = facts(emergency_elsewhere={"rash": "Sepsis"})
    ([stop], warnings) = findings(elsewhere, symptoms=(open_symptom, document().symptoms[1]))
    assert 'It is an emergency in "Sepsis".' in stop and warnings == []


def needed(standing):
    return NeededChange("Amelia Hart, MD", dt.date(2026, 3, 1), "“The dose is wrong.”", standing)


def test_a_rejected_text_stops_and_says_who_asked_for_what():
    known = facts(needed_changes=(needed(Standing.OF_THIS_TEXT),))
    ([stop], warnings) = findings(known)
    assert warnings == []
    assert stop.startswith(
        "Amelia Hart, MD said on March 1, 2026 that this very text needs a change: “The dose is wrong.”"
    )
    assert findings(facts(needed_changes=known.needed_changes, levels={"change-needed": "worry"}))[0] == []
    assert findings(facts(needed_changes=known.needed_changes, correction=True))[0] == [stop]


@pytest.mark.parametrize("standing", [Standing.OF_ANOTHER_TEXT, Standing.OVERRULED])
def test_a_needed_change_that_nobody_looked_at_since_worries_but_for_corrections(standing):
    known = facts(needed_changes=(needed(standing),))
    errors, (warning,) = findings(known)
    assert errors == [] and "“The dose is wrong.”" in warning
    assert findings(facts(needed_changes=known.needed_changes, correction=True)) == ([], [])


LATE = {"today": dt.date(2028, 3, 15)}


@pytest.mark.parametrize(
    "known, words",
    [
        (LATE, "The clinical review of this page is overdue since March 14, 2028."),
        ({"reviewed": False, "review_due": None}, "This page has never had a clinical review."),
        ({"approved": False}, "Nobody but the author has approved this very text."),
    ],
)
def test_reviews_worry_but_a_correction_is_not_asked_for_them(known, words):
    errors, warnings = findings(facts(**known))
    assert errors == [] and len(warnings) == 1 and warnings[0].startswith(words)
    assert findings(facts(**known, correction=True)) == ([], [])


def test_a_review_is_not_overdue_on_its_day():
    assert findings(facts(today=dt.date(2028, 3, 14))) == ([], [])


def test_the_clinic_chooses_what_stops_what_worries_and_what_is_off():
    strict = {"sources": "stop", "review-due": "stop", "symptoms": "off", "overview": "worry"}
    errors, warnings = findings(facts(levels=strict, **LATE), sources=(), symptoms=(), overview="")
    assert [error[:11] for error in errors] == ["No sources ", "The clinica"]
    assert warnings == ['"What is it?" is empty.']


def test_a_fixed_rule_and_a_level_that_is_none_leave_the_default():
    assert level_of("title", {"title": "off"}) == Level.ERROR
    assert level_of("sources", {"sources": "loud"}) == Level.WARNING
    assert {code for code, rule in RULES.items() if rule.fixed} == {
        "title",
        "author",
        "urgency",
        "alone",
        "said-twice",
        "milder-together",
        "emergency-card",
    }
