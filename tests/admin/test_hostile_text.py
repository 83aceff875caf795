"""Hostile or broken HTML that reaches the article form is stored clean, and its author is told what was left out."""

from conditions.editing.compose import compose
from tests.admin.conftest import change
from tests.admin.forms import add_row, messages, opened, press

HOSTILE = (
    '<p onclick="steal()">Fine.<script>steal()</script></p><img src="//evil.example/x"><a href="javascript:x">go</a>'
)


def test_every_rich_text_is_stored_clean(writing, draft):
    names = ["overview", "causes", "when_to_seek_care", "diagnosis", "treatment"]
    values = opened(writing, change(draft)) | dict.fromkeys(names, HOSTILE)
    values |= {"section_rows-0-text": HOSTILE, "question_rows-0-answer": HOSTILE}
    press(writing, change(draft), values)
    draft.refresh_from_db()
    stored = [getattr(draft, name) for name in names]
    stored += [draft.section_rows.get().text, draft.question_rows.get().answer]
    assert set(stored) == {"<p>Fine.</p>go"}


def test_the_author_is_told_what_was_left_out_of_which_field(writing, draft):
    values = opened(writing, change(draft)) | {"causes": HOSTILE, "treatment": "<p>Fine.</p><hr>"}
    told = messages(press(writing, change(draft), values, follow=True))
    causes, treatment = [message for message in told if "left out" in message]
    assert causes.startswith("Causes: left out")
    assert all(words in causes for words in ["a script", "a picture", "an event handler (onclick)", "a link that"])
    assert treatment.startswith("Treatment and physical therapy: left out") and "a horizontal line" in treatment


def test_the_author_is_told_which_row_lost_something(writing, draft):
    values = opened(writing, change(draft)) | {"section_rows-0-text": HOSTILE}
    add_row(values, "section_rows", heading="Sleep", text="<p>Fine.</p><hr>")
    add_row(values, "section_rows", heading="Food", text="<p>Fine.</p>")
    told = [
        message for message in messages(press(writing, change(draft), values, follow=True)) if "left out" in message
    ]
    assert len(told) == 2
    assert told[0].startswith("Further section “Getting back to running”, Text: left out") and "a script" in told[0]
    assert told[1].startswith("Further section “Sleep”, Text: left out") and "a horizontal line" in told[1]


def test_nothing_is_said_of_a_row_that_is_taken_out(writing, draft):
    values = opened(writing, change(draft)) | {"section_rows-0-text": HOSTILE, "section_rows-0-DELETE": "on"}
    told = messages(press(writing, change(draft), values, follow=True))
    assert told == ["Draft saved. Patients do not see it yet."]


def test_clean_text_is_saved_without_a_word(writing, draft):
    told = messages(press(writing, change(draft), opened(writing, change(draft)), follow=True))
    assert told == ["Draft saved. Patients do not see it yet."]


def test_markup_in_a_plain_field_is_text(writing, patient, draft):
    title = '<script>alert("x")</script>'
    values = opened(writing, change(draft)) | {"title": title, "symptom_rows-0-detail": title}
    press(writing, change(draft), values)
    document = compose(draft)
    assert document.title == document.symptoms[0].detail == title
    page = writing.get(change(draft)).content.decode()
    assert "&lt;script&gt;alert(" in page and title not in page
    assert title not in writing.get(f"/admin/conditions/article/{draft.pk}/preview/").content.decode()


def test_a_text_past_the_limit_is_refused_with_a_sentence_and_keeps_its_words(writing, draft):
    long = "<p>" + "word " * 50_000 + "end</p>"
    values = opened(writing, change(draft)) | {"causes": long, "title": "Kept"}
    response = press(writing, change(draft), values)
    (sentence,) = response.context["adminform"].form.errors["causes"]
    assert response.status_code == 200 and sentence.startswith("This text is too long: 250 kB")
    assert 'value="Kept"' in response.content.decode() and "word end</textarea>" in response.content.decode()


def test_characters_that_turn_text_around_are_left_out(writing, draft):
    values = opened(writing, change(draft)) | {"summary": "A\u202eb\x07 c", "causes": "<p>A\u202eb</p>"}
    assert press(writing, change(draft), values).status_code == 302
    draft.refresh_from_db()
    assert (draft.summary, draft.causes) == ("Ab c", "<p>Ab</p>")
