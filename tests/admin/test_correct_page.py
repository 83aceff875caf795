"""The live page is corrected in a form of its texts: looked at, then published; the draft gets the correction too."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import Edition
from conditions.publishing.actions import publish
from tests.admin.conftest import act, change
from tests.admin.forms import fields, messages, opened
from tests.conftest import document, signed_in, symptom, user

pytestmark = pytest.mark.usefixtures("draft_for_module")

TYPO, MENDED = "<p>Too much running, too soon.</p>", "<p>Too much running too soon.</p>"


@pytest.fixture
def address(live):
    return act(live, "correct")


@pytest.fixture
def bigger_draft(live, author):
    """A draft that says more than the live page."""
    restore(document(treatment="<p>Quite another treatment.</p>", summary="Another quick answer."), by=author)
    return live


def look(client, address, **values):
    response = client.post(address, opened(client, address) | values | {"look": ""})
    assert response.status_code == 200, response
    return response


def publish_it(client, address, response, note="A comma was wrong.", **decisions):
    mark = response.content.decode().split('name="publish" value="')[1].split('"')[0]
    decided = {f"decide:{place}": side for place, side in decisions.items()}
    return client.post(address, fields(response) | decided | {"change_note": note, "publish": mark})


def errors(response):
    assert response.status_code == 200
    return "".join(response.context["form"].non_field_errors())


def live_document(article):
    return article.live_edition.document


def test_what_a_correction_cannot_keep_is_named(writing, live, address):
    typed = "<p>Too much running, <del>not</del> <u>too</u> soon.</p>"
    response = look(writing, address, causes=typed)
    (told,) = messages(response)
    assert told.startswith("Causes: left out")
    assert told.endswith(": struck-out or deleted text (“not”), underlined text.")
    assert fields(response)["causes"] == TYPO


def test_a_typo_is_mended_on_the_live_page_while_a_bigger_draft_waits(writing, bigger_draft, address):
    response = look(writing, address, causes=MENDED)
    assert [difference.name for difference in response.context["differences"]] == ["Causes"]
    assert live_document(bigger_draft) == document()  # looking publishes nothing
    done = publish_it(writing, address, response)
    assert done.url == change(bigger_draft)
    assert live_document(bigger_draft) == document(causes=MENDED)
    edition = bigger_draft.live_edition
    assert (edition.number, edition.correction, edition.change_note) == (2, True, "A comma was wrong.")
    assert compose(bigger_draft) == document(
        causes=MENDED, treatment="<p>Quite another treatment.</p>", summary="Another quick answer."
    )
    (message,) = messages(writing.get(change(bigger_draft)))
    assert "Patients now read edition 2" in message and "The draft has the correction too." in message


def test_every_text_of_the_live_page_stands_in_the_form_and_nothing_of_the_draft(writing, bigger_draft, address):
    values = opened(writing, address)
    assert values["title"] == "Runners knee" and values["causes"] == TYPO
    assert values["treatment"] == document().treatment and values["summary"] == document().summary
    assert values["also_known_as"] == "Patellar pain" and values["symptoms-1-urgency"] == "emergency"
    assert values["sections-0-heading"] == "Getting back to running" and values["sources-0-title"] == "Knee pain"
    assert not {"slug", "author", "owner"} & values.keys()


def test_every_kind_of_text_is_corrected(writing, live, address):
    values = {
        "title": "Runner's knee",
        "also_known_as": "Patellofemoral pain\r\nJogger's knee",
        "symptoms-0-urgency": "urgent",
        "symptoms-1-detail": "Fever.",
        "questions-0-answer": "<p>Yes, you may.</p>",
        "sources-0-read_on": "2026-03-14",
    }
    assert publish_it(writing, address, look(writing, address, **values)).status_code == 302
    now = live_document(live)
    assert now == compose(live)
    assert now.also_known_as == ("Patellofemoral pain", "Jogger's knee")
    assert (now.title, now.symptoms[0].urgency, now.symptoms[1].detail) == ("Runner's knee", "urgent", "Fever.")
    assert (now.questions[0].answer, str(now.sources[0].read_on)) == ("<p>Yes, you may.</p>", "2026-03-14")


def test_a_scheduled_edition_gets_the_correction_and_keeps_its_time(writing, author, bigger_draft, address):
    at = timezone.now() + timedelta(days=3)
    publish(bigger_draft, by=author, change_note="Bigger.", at=at)
    publish_it(writing, address, look(writing, address, causes=MENDED))
    scheduled = bigger_draft.editions.live(at).get()
    assert scheduled.document.causes == MENDED and scheduled.document.summary == "Another quick answer."
    assert scheduled.live_from == at
    (message,) = messages(writing.get(change(bigger_draft)))
    assert f"The draft and edition {scheduled.number}, scheduled for" in message


def test_a_clash_with_the_draft_and_the_schedule_is_decided_for_each(writing, author, live, address):
    at = timezone.now() + timedelta(days=3)
    restore(document(causes="<p>Scheduled causes.</p>"), by=author)
    scheduled = publish(live, by=author, change_note="Later.", at=at)
    restore(document(causes="<p>Draft causes.</p>"), by=author)
    response = publish_it(writing, address, look(writing, address, causes=MENDED))
    assert "what waits says something else in the same places" in errors(response)
    text = response.content.decode()
    assert "What is to stand in the draft?" in text and "What is to stand in edition 2, scheduled for" in text
    assert live_document(live) == document()
    half = publish_it(writing, address, response, **{"draft:causes": "ours"})
    assert "Decide below" in errors(half)
    assert fields(half)["decide:draft:causes"] == "ours" and fields(half)["change_note"] == "A comma was wrong."
    done = publish_it(writing, address, half, **{f"{scheduled.number}:causes": "theirs"})
    assert done.status_code == 302
    assert live_document(live).causes == MENDED and compose(live).causes == MENDED
    assert live.editions.live(at).get().document.causes == "<p>Scheduled causes.</p>"
    assert "except where you decided otherwise" in messages(writing.get(change(live)))[0]


def test_a_decision_does_not_count_once_the_draft_is_another(writing, author, live, address):
    restore(document(causes="<p>Draft causes.</p>"), by=author)
    response = publish_it(writing, address, look(writing, address, causes=MENDED))
    restore(document(causes="<p>Draft causes, rewritten.</p>"), by=author)
    again = publish_it(writing, address, response, **{"draft:causes": "ours"})
    assert "Decide below" in errors(again) and "rewritten" in again.content.decode()
    assert compose(live).causes == "<p>Draft causes, rewritten.</p>"


def test_what_was_changed_after_the_look_is_looked_at_first(writing, live, address):
    response = look(writing, address, causes=MENDED)
    mark = response.context["mark"]
    later = fields(response) | {"causes": "<p>Later.</p>", "change_note": "Note.", "publish": mark}
    again = writing.post(address, later)
    assert "you changed the text after you looked" in errors(again)
    assert live_document(live) == document()
    assert publish_it(writing, address, again).status_code == 302
    assert live_document(live).causes == "<p>Later.</p>"


@pytest.mark.parametrize(
    "values, sentence",
    [
        ({}, "Nothing differs from what patients read"),
        ({"causes": TYPO.replace("<p>", "<p>  ")}, "Nothing differs from what patients read"),
    ],
)
def test_nothing_to_publish(writing, live, address, values, sentence):
    assert sentence in errors(look(writing, address, **values))


def test_without_a_note_nothing_is_published_and_all_is_kept(writing, live, address):
    response = publish_it(writing, address, look(writing, address, causes=MENDED), note=" ")
    assert "Say in the change note what was wrong." in errors(response)
    assert fields(response)["causes"] == MENDED and live_document(live) == document()


def test_a_stop_at_the_gate_is_said_at_the_look_and_keeps_the_text(writing, live, address):
    response = look(writing, address, causes='<p>See <a href="/conditions/nowhere/">this</a>.</p>')
    text = response.content.decode()
    assert "This stops it from being published" in text and 'name="publish"' not in text
    assert "nowhere" in fields(response)["causes"]


def test_a_text_that_the_draft_could_not_hold_is_refused_in_its_field(writing, live, address):
    response = writing.post(address, opened(writing, address) | {"title": "x" * 201, "causes": MENDED, "look": ""})
    assert "at most 200 characters" in response.content.decode() and fields(response)["causes"] == MENDED


def test_a_field_that_did_not_arrive_stays_as_it_was(writing, live, address):
    values = opened(writing, address) | {"causes": MENDED, "look": ""}
    del values["treatment"], values["symptoms-0-detail"]
    response = writing.post(address, values)
    assert [difference.name for difference in response.context["differences"]] == ["Causes"]


def test_a_correction_of_what_is_no_longer_live_is_put_onto_what_is(writing, author, live, address):
    values = opened(writing, address) | {"causes": MENDED, "symptoms-0-detail": "Puffy.", "change_note": "Comma."}
    fever = document().symptoms[1]
    restore(document(symptoms=(fever,), treatment="<p>New.</p>"), by=author)
    publish(live, by=author, change_note="Meanwhile.")
    response = writing.post(address, values | {"look": ""})
    assert fields(response)["causes"] == MENDED and fields(response)["seen"] == "1"
    assert "Edition 2 went live while you were correcting edition 1." in response.content.decode()
    assert 'name="publish"' not in response.content.decode()
    moved = writing.post(address, fields(response) | {"onto": "2"})
    assert "No longer on the page" in moved.content.decode() and "Swelling" in moved.content.decode()
    now = fields(moved)
    assert (now["causes"], now["treatment"], now["symptoms-0-detail"]) == (MENDED, "<p>New.</p>", fever.detail)
    assert now["change_note"] == "Comma." and now["seen"] == "2"
    looked = writing.post(address, now | {"look": ""})
    assert publish_it(writing, address, looked).status_code == 302
    assert live_document(live) == document(symptoms=(fever,), treatment="<p>New.</p>", causes=MENDED)


def test_where_the_new_edition_says_something_else_the_reader_is_told(writing, author, live, address):
    values = opened(writing, address) | {"causes": MENDED}
    restore(document(causes="<p>Quite other causes.</p>"), by=author)
    publish(live, by=author, change_note="Meanwhile.")
    moved = writing.post(address, values | {"onto": "2"})
    assert "Your words stand there: look whether they still fit." in moved.content.decode()
    assert fields(moved)["causes"] == MENDED


def test_a_page_that_is_not_live_cannot_be_corrected(writing, draft):
    for method in (writing.get, writing.post):
        assert "there is nothing to correct" in method(act(draft, "correct")).content.decode()
    assert not Edition.objects.exists()


def test_who_may_not_publish_may_not_correct(live, address, frontdesk, outsider, client):
    for account in (frontdesk, outsider):
        assert signed_in(account).get(address).status_code == 403
        assert signed_in(account).post(address).status_code == 403
    assert client.get(address).status_code == 302
    assert signed_in(user("boss", "Managers")).get(address).status_code == 200
    assert signed_in(user("writer", "Authors")).put(address).status_code == 405


def test_the_form_leads_here_while_the_page_is_live(writing, draft, author, frontdesk):
    assert 'name="_correct"' not in writing.get(change(draft)).content.decode()
    publish(draft, by=author, change_note="First.")
    assert 'name="_correct"' in writing.get(change(draft)).content.decode()
    saved = writing.post(change(draft), opened(writing, change(draft)) | {"_correct": ""})
    assert saved.url == act(draft, "correct")


def test_the_number_of_queries_does_not_grow_with_the_article(
    writing, author, live, address, django_assert_num_queries
):
    def texts(count):
        rows = tuple(symptom(f"s-{n}", f"S {n}", detail="What.") for n in range(count))
        restore(document(symptoms=rows, causes=f"<p>{count}</p>"), by=author)
        publish(live, by=author, change_note="More.")
        return opened(writing, address) | {"causes": MENDED, "look": ""}

    few = texts(2)
    with CaptureQueriesContext(connection) as queries:
        assert writing.post(address, few).status_code == 200
    expected, many = len(queries), texts(30)
    with django_assert_num_queries(expected):
        assert "differences" in writing.post(address, many).context


def test_an_article_that_is_not_there(writing, live):
    assert writing.get(act(live, "correct").replace(str(live.pk), "999")).status_code == 404


@pytest.mark.parametrize("seen", ["", "x", "0", "99", "9" * 40, "9" * 5000, "²"])
def test_a_form_that_does_not_say_which_edition_it_began_with_is_taken_for_the_live_one(writing, live, address, seen):
    assert look(writing, address, seen=seen, causes=MENDED).context["edition"].number == 1


def test_the_editor_may_run_on_this_page(writing, live, address):
    response = writing.get(address)
    assert "'unsafe-inline'" in response["Content-Security-Policy"].split("style-src")[1].split(";")[0]
    assert "ckeditor" in response.content.decode()
