"""Rows, photos and people that two sides changed, put together; and how a clash is shown and answered."""

import dataclasses
import datetime as dt

import pytest
from django.http import QueryDict
from django.template.loader import render_to_string

from conditions.document import values as d
from conditions.document.urgency import Urgency
from conditions.editing.merge import Clash, decisions_from, merge
from tests.conditions.test_merge import merged, paths
from tests.conftest import document, symptom

SWELLING, FEVER = document().symptoms
ITCH, LIMP = symptom("itch", "Itch"), symptom("limp", "Limp")
SOONER = dataclasses.replace(SWELLING, urgency=Urgency.URGENT)
LATER = dataclasses.replace(SWELLING, urgency=Urgency.SELF_CARE)
WORDED = dataclasses.replace(SWELLING, detail="Puffy.")
RENAMED = dataclasses.replace(SWELLING, term=d.Term(slug="swelling", name="Puffiness"))


@pytest.mark.parametrize(
    "ours, theirs, both",
    [
        ([SWELLING, FEVER, ITCH], [SWELLING, LIMP, FEVER], [SWELLING, LIMP, FEVER, ITCH]),
        ([SWELLING, ITCH, FEVER], [SWELLING, LIMP, FEVER], [SWELLING, ITCH, LIMP, FEVER]),
        ([ITCH, SWELLING, FEVER], [LIMP, ITCH, SWELLING, FEVER], [LIMP, ITCH, SWELLING, FEVER]),
        ([FEVER], [SWELLING, FEVER, ITCH], [FEVER, ITCH]),
        ([FEVER], [RENAMED, FEVER], [FEVER]),
        ([FEVER, SWELLING], [SOONER, FEVER], [FEVER, SOONER]),
        ([SOONER, FEVER], [FEVER, SWELLING, ITCH], [FEVER, SOONER, ITCH]),
        ([SOONER, FEVER], [WORDED, FEVER], [dataclasses.replace(SOONER, detail="Puffy."), FEVER]),
        ([SOONER, FEVER], [RENAMED, FEVER], [dataclasses.replace(SOONER, term=RENAMED.term), FEVER]),
    ],
)
def test_rows_are_merged_one_by_one_and_keep_their_order(ours, theirs, both):
    assert merged({"symptoms": tuple(ours)}, {"symptoms": tuple(theirs)}) == (document(symptoms=tuple(both)), [])


@pytest.mark.parametrize(
    "ours, theirs, path, ours_then, theirs_then",
    [
        ([SOONER, FEVER], [LATER, FEVER], "symptoms[swelling].urgency", [SOONER, FEVER], [LATER, FEVER]),
        ([FEVER], [SOONER, FEVER], "symptoms[swelling]", [FEVER], [SOONER, FEVER]),
        ([FEVER, SOONER], [FEVER], "symptoms[swelling]", [FEVER, SOONER], [FEVER]),
        (
            [SWELLING, FEVER, ITCH],
            [SWELLING, FEVER, dataclasses.replace(ITCH, urgency=Urgency.URGENT)],
            "symptoms[itch].urgency",
            [SWELLING, FEVER, ITCH],
            [SWELLING, FEVER, dataclasses.replace(ITCH, urgency=Urgency.URGENT)],
        ),
    ],
)
def test_a_row_that_both_touched_is_for_a_person_to_decide(ours, theirs, path, ours_then, theirs_then):
    for choice, then in ((None, ours_then), ("ours", ours_then), ("theirs", theirs_then)):
        result = merged({"symptoms": tuple(ours)}, {"symptoms": tuple(theirs)}, decisions={path: choice})
        assert result.document.symptoms == tuple(then)
        assert paths(result) == ([] if choice else [path])


ANSWER = "<p>Yes, on flat ground, for half an hour each day.</p>"
WALK = d.Question(question="May I still walk?", answer=ANSWER)
RUN = d.Question(question="May I run?", answer="<p>No.</p>")
SWIM = d.Question(question="May I swim?", answer="<p>No.</p>")


def replaced(row, **parts):
    return dataclasses.replace(row, **parts)


@pytest.mark.parametrize(
    "part, start, ours, theirs, both",
    [
        (  # another heading, the same text
            "sections",
            [d.Section(heading="Running", text="<p>Slowly.</p>")],
            [d.Section(heading="Back to running", text="<p>Slowly.</p>")],
            [d.Section(heading="Running", text="<p>Slowly, slowly.</p>")],
            [d.Section(heading="Back to running", text="<p>Slowly, slowly.</p>")],
        ),
        (
            "questions",
            [WALK],
            [replaced(WALK, question="Is walking allowed?")],
            [replaced(WALK, answer=ANSWER + "<p>Then rest.</p>")],
            [d.Question(question="Is walking allowed?", answer=ANSWER + "<p>Then rest.</p>")],
        ),
        (  # a letter mended
            "questions",
            [RUN],
            [replaced(RUN, question="May I runn?")],
            [replaced(RUN, answer="<p>Never.</p>")],
            [d.Question(question="May I runn?", answer="<p>Never.</p>")],
        ),
        (  # another heading, and a word in the text
            "sections",
            [d.Section(heading="Running", text=f"{ANSWER}<p>Stay.</p>")],
            [d.Section(heading="Back to running", text=f"{ANSWER.replace('half an', 'one')}<p>Stay.</p>")],
            [d.Section(heading="Running", text=f"{ANSWER}<p>Stay.</p><p>Rest.</p>")],
            [d.Section(heading="Back to running", text=f"{ANSWER.replace('half an', 'one')}<p>Stay.</p><p>Rest.</p>")],
        ),
        (  # one question asked twice
            "questions",
            [RUN, RUN],
            [RUN, RUN, SWIM],
            [RUN, replaced(RUN, answer=ANSWER)],
            [RUN, replaced(RUN, answer=ANSWER), SWIM],
        ),
        (
            "sources",
            [d.Source(title="A", url="https://a.example/"), d.Source(title="A", url="https://b.example/")],
            [d.Source(title="A", url="https://a.example/"), d.Source(title="A", url="https://c.example/")],
            [d.Source(title="A", url="https://a.example/"), d.Source(title="B", url="https://b.example/")],
            [d.Source(title="A", url="https://a.example/"), d.Source(title="B", url="https://c.example/")],
        ),
        ("also_known_as", ["a", "b"], ["a", "B"], ["a", "b", "c"], ["a", "B", "c"]),
        ("related", ["hip", "knee"], ["knee", "hip"], ["hip", "knee", "toe"], ["knee", "toe", "hip"]),
        (
            "body_areas",
            [d.Term(slug="knee", name="Knee")],
            [d.Term(slug="knee", name="The knee")],
            [d.Term(slug="knee", name="Knees"), d.Term(slug="hip", name="Hip")],
            [d.Term(slug="knee", name="Knees"), d.Term(slug="hip", name="Hip")],
        ),
    ],
)
def test_rows_are_found_again(part, start, ours, theirs, both):
    sides = [{part: tuple(rows)} for rows in (ours, theirs)]
    assert merged(*sides, {part: tuple(start)}) == (document(**{part: tuple(both)}), [])


def test_a_short_answer_does_not_make_another_question_the_same():
    """Else a new answer to "May I run?" would be given to "May I swim?"."""
    result = merged({"questions": (SWIM,)}, {"questions": (replaced(RUN, answer=ANSWER),)}, {"questions": (RUN,)})
    assert result.document.questions == (SWIM,)
    assert paths(result) == ["questions[May I run?]"]


def test_rows_of_one_name_clash_under_names_of_their_own():
    start = (RUN, RUN)
    ours, theirs = (
        (replaced(RUN, answer=f"<p>{one}</p>"), replaced(RUN, answer=f"<p>{other}</p>")) for one, other in ("ab", "cd")
    )
    result = merged({"questions": ours}, {"questions": theirs}, {"questions": start})
    assert paths(result) == ["questions[May I run?].answer", "questions[May I run?] (2).answer"]
    decided = merged({"questions": ours}, {"questions": theirs}, {"questions": start}, {paths(result)[1]: "theirs"})
    assert decided.document.questions == (ours[0], theirs[1])


PHOTO = d.Photo(digest="a", width=8, height=5, alt="A knee", caption="Seen from the front.")
OTHER = replaced(PHOTO, digest="b")


@pytest.mark.parametrize(
    "ours, theirs, both, clashing",
    [
        (replaced(PHOTO, alt="My knee"), replaced(PHOTO, caption=""), replaced(PHOTO, alt="My knee", caption=""), []),
        (
            replaced(PHOTO, alt="My knee"),
            replaced(PHOTO, alt="Our knee"),
            replaced(PHOTO, alt="My knee"),
            ["photo.alt"],
        ),
        (OTHER, replaced(PHOTO, alt="My knee"), OTHER, ["photo"]),  # that alt text is of the former picture
        (None, replaced(PHOTO, alt="My knee"), None, ["photo"]),
        (None, PHOTO, None, []),
        (OTHER, replaced(OTHER, alt="Two knees"), OTHER, ["photo.alt"]),
    ],
)
def test_words_stay_with_the_picture_that_they_are_about(ours, theirs, both, clashing):
    result = merged({"photo": ours}, {"photo": theirs}, {"photo": PHOTO})
    assert (result.document.photo, paths(result)) == (both, clashing)


def test_two_authors_clash_but_two_versions_of_one_persons_words_do_not():
    nora, ben = document().author, d.Person(slug="ben", name="Ben")
    ana = d.Person(slug="ana", name="Ana")
    assert paths(merged({"author": ben}, {"author": ana})) == ["author"]
    sides = {"author": replaced(nora, job_title="Coach")}, {"author": replaced(nora, credentials="DPT")}
    assert merged(*sides) == (document(**sides[1]), [])


def test_a_date_is_a_value_of_its_own():
    (source,) = document().sources
    sides = [{"sources": (replaced(source, read_on=dt.date(2026, month, 1)),)} for month in (3, 4)]
    result = merged(*sides)
    assert paths(result) == ["sources[https://medlineplus.gov/].read_on"]
    assert result.clashes[0].label == "Sources: Knee pain, date read"
    assert [result.clashes[0].ours_text, result.clashes[0].theirs_text] == ["March 1, 2026", "April 1, 2026"]


CLASH = Clash("symptoms[fever].detail", "Symptoms: Fever, detail", "Above 100 °F.", "Above 101 °F.", "")


def shown(*clashes, **more):
    names = {"ours_name": "your text", "theirs_name": "the live page"}
    html = render_to_string("admin/conditions/article/_clashes.html", {"clashes": clashes, **names, **more})
    return " ".join(html.split())


def test_a_clash_is_shown_side_by_side_with_one_choice_and_none_made():
    html = shown(CLASH)
    assert "<legend>Symptoms: Fever, detail</legend>" in html and "Above 100 °F." in html
    assert html.count('type="radio" required name="decide:symptoms[fever].detail"') == 2 and "checked" not in html
    assert "Your text</label>" in html and "The live page</label>" in html
    assert "[removed: </span>100 " in html and "[added: </span>101 " in html
    assert "Taken out." in html


@pytest.mark.parametrize("heading", ['Is "this" <b>it</b>?', "Two\nlines", "It's: so [much]"])
def test_the_answer_of_a_form_finds_its_clash_whatever_the_heading(heading):
    start, ours, theirs = ((d.Section(heading=heading, text=f"<p>{text}</p>"),) for text in "abc")
    three = [document(sections=rows) for rows in (start, ours, theirs)]
    (clash,) = merge(*three).clashes
    html = shown(clash, where="4")
    assert "<b>it" not in html and "\n" not in clash.path
    post = QueryDict(mutable=True)
    post.update({f"decide:4:{clash.path}": "theirs", "other": "ours", "decide:draft:x": "ours", "decide:4:y": "both"})
    assert decisions_from(post, "4") == {clash.path: "theirs"}
    assert merge(*three, decisions_from(post, "4")) == (document(sections=theirs), [])


def test_what_was_decided_in_an_earlier_round_is_sent_along():
    html = shown(CLASH, decided={"title": "theirs"})
    assert '<input type="hidden" name="decide:title" value="theirs">' in html


def test_a_clash_of_links_alone_names_the_addresses():
    base, ours, theirs = (f'<p><a href="/{where}/">Here</a></p>' for where in ("a", "b", "c"))
    (clash,) = merged({"overview": ours}, {"overview": theirs}, {"overview": base}).clashes
    assert "The link to /a/ leads to /b/ now." in shown(clash) and "The link to /a/ leads to /c/ now." in shown(clash)
