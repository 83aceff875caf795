"""Two people on one article: the second save is refused with who changed what, and the typed text is kept."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from conditions.compose import compose
from conditions.models import Article, Symptom
from conditions.publishing import publish
from conditions.restore import restore
from tests.admin.conftest import act, change
from tests.admin.forms import add_row, fields, opened, press
from tests.conftest import document, signed_in, user


@pytest.fixture
def bea(db):
    return signed_in(user("bea", "Authors", last_name="Moreno"))


@pytest.fixture
def refused(writing, bea, draft):
    """What the author gets back after Bea was quicker: (the page, what the author had typed)."""
    mine = opened(writing, change(draft)) | {"causes": "<p>Mine.</p>", "symptom_rows-0-detail": "My detail."}
    itch = Symptom.objects.create(slug="itch", name="Itch")
    add_row(mine, "symptom_rows", term=str(itch.pk), detail="My row.", urgency="urgent")
    theirs = opened(bea, change(draft)) | {"causes": "<p>Theirs.</p>", "treatment": "<p>Theirs.</p>"}
    press(bea, change(draft), theirs)
    return press(writing, change(draft), mine), mine


def refusal(response):
    assert response.status_code == 200
    return "".join(response.context["adminform"].form.non_field_errors())


def test_the_second_save_is_refused_with_who_changed_what(draft, refused):
    sentence = refusal(refused[0])
    assert "Not saved: Bea Moreno saved this article while you were writing." in sentence
    assert "<li>Bea Moreno: Changed Causes and Treatment and physical therapy.</li>" in sentence
    assert compose(draft).causes == "<p>Theirs.</p>" and len(compose(draft).symptoms) == 2


def test_saves_that_were_there_when_the_form_was_opened_are_not_told_again(writing, bea, draft):
    press(bea, change(draft), opened(bea, change(draft)) | {"summary": "Long before."})
    mine = opened(writing, change(draft))
    press(bea, change(draft), opened(bea, change(draft)) | {"causes": "<p>Meanwhile.</p>"})
    sentence = refusal(press(writing, change(draft), mine))
    assert "Changed Causes" in sentence and "Quick answer" not in sentence


def test_a_review_signed_meanwhile_refuses_the_save_and_one_signed_before_is_not_told(writing, reviewer, bea, draft):
    client = signed_in(reviewer)
    mine = opened(writing, change(draft))
    client.post(act(draft, "review"), opened(client, act(draft, "review")))
    assert "Clinical review signed by Amelia Hart, MD" in refusal(press(writing, change(draft), mine))
    mine = opened(writing, change(draft))
    press(bea, change(draft), opened(bea, change(draft)) | {"causes": "<p>Meanwhile.</p>"})
    assert "signed" not in refusal(press(writing, change(draft), mine))


def test_typed_text_is_in_the_returned_form_in_fields_and_in_rows(refused):
    response, mine = refused
    returned = fields(response)
    typed = {name: value for name, value in mine.items() if not name.endswith(("-id", "-article", "token"))}
    assert {name: returned.get(name) for name in typed} == {name: str(value) for name, value in typed.items()}


def test_my_version_is_saved_over_theirs_where_i_say_so(writing, draft, refused):
    response, _ = refused
    overwrite = fields(response) | {"overwrite": box(response)}
    assert press(writing, change(draft), overwrite).status_code == 302
    now = compose(draft)
    assert (now.causes, now.treatment) == ("<p>Mine.</p>", document().treatment)
    details = [(entry.term.name, entry.detail) for entry in now.symptoms]
    assert details == [("Swelling", "My detail."), ("Fever", document().symptoms[1].detail), ("Itch", "My row.")]


def box(response):
    """The value of the box "Save my version over theirs", which no browser ticks by itself."""
    page = response.content.decode()
    assert "overwrite" not in fields(response)
    return page.split('name="overwrite" value="')[1].split('"')[0]


def test_a_third_save_in_between_refuses_again(writing, bea, draft, refused):
    response, _ = refused
    press(bea, change(draft), opened(bea, change(draft)) | {"causes": "<p>Theirs once more.</p>"})
    again = press(writing, change(draft), fields(response) | {"overwrite": box(response)})
    assert "Not saved: Bea Moreno" in refusal(again)
    assert compose(draft).causes == "<p>Theirs once more.</p>"
    assert box(again) != box(response)
    assert press(writing, change(draft), fields(again) | {"overwrite": box(again)}).status_code == 302
    assert compose(draft).causes == "<p>Mine.</p>"


def test_without_the_box_it_is_refused_again_and_again(writing, draft, refused):
    response, _ = refused
    assert "Not saved" in refusal(press(writing, change(draft), fields(response)))


def test_rows_that_the_other_added_or_took_out_do_not_stand_in_the_way_of_my_version(writing, bea, draft):
    mine = opened(writing, change(draft)) | {"symptom_rows-1-detail": "Mine."}
    theirs = opened(bea, change(draft)) | {"symptom_rows-1-DELETE": "on", "section_rows-0-DELETE": "on"}
    itch = Symptom.objects.create(slug="itch", name="Itch")
    add_row(theirs, "symptom_rows", term=itch.pk, urgency="clinic")
    add_row(mine, "symptom_rows", term=itch.pk, detail="Itches.", urgency="clinic")
    assert press(bea, change(draft), theirs).status_code == 302
    response = press(writing, change(draft), mine)
    returned = fields(response)
    assert returned["symptom_rows-1-detail"] == "Mine." and returned["symptom_rows-2-detail"] == "Itches."
    assert returned["section_rows-0-heading"] == "Getting back to running"
    saved = press(writing, change(draft), returned | {"overwrite": box(response)})
    assert saved.status_code == 302
    now = compose(draft)
    assert [(entry.term.name, entry.detail) for entry in now.symptoms] == [
        ("Swelling", document().symptoms[0].detail),
        ("Fever", "Mine."),
        ("Itch", "Itches."),
    ]
    assert now.sections == document().sections


def test_a_draft_restored_from_elsewhere_refuses_the_save_too(writing, bea, draft):
    mine = opened(writing, change(draft)) | {"summary": "Mine."}
    restore(document(summary="Imported."), by=None)
    response = press(writing, change(draft), mine)
    assert "Not saved: Somebody saved this article" in refusal(response)
    assert fields(response)["symptom_rows-1-detail"] == document().symptoms[1].detail
    assert press(writing, change(draft), fields(response) | {"overwrite": box(response)}).status_code == 302
    assert compose(draft) == document(summary="Mine.")


def test_publishing_meanwhile_is_not_a_save(writing, author, draft):
    mine = opened(writing, change(draft)) | {"summary": "Mine."}
    publish(draft, by=author, change_note="First.")
    assert press(writing, change(draft), mine).status_code == 302


@pytest.mark.parametrize("seen_at", ["", "yesterday", "2026-99-99", "0001-01-01T00:00:00+14:00", "2026-01-01T00:00"])
def test_a_form_that_does_not_say_what_it_saw_is_refused(writing, draft, seen_at):
    values = opened(writing, change(draft)) | {"seen_at": seen_at, "causes": "<p>Mine.</p>"}
    assert "Not saved" in refusal(press(writing, change(draft), values))
    assert compose(draft).causes == document().causes


def test_names_are_shown_as_text(writing, draft):
    mallory = signed_in(user("mallory", "Authors", last_name="<b>x</b>"))
    mine = opened(writing, change(draft))
    press(mallory, change(draft), opened(mallory, change(draft)) | {"causes": "<p>Theirs.</p>"})
    assert "<b>x</b>" not in press(writing, change(draft), mine).content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_two_saves_at_the_same_moment_one_is_kept_and_one_is_refused():
    users = [user(name, "Authors") for name in ("ana", "bo")]
    article, _ = restore(document(), by=users[0])
    clients = [signed_in(account) for account in users]
    forms = [opened(client, change(article)) | {"causes": f"<p>{i}</p>"} for i, client in enumerate(clients)]
    together, answers = Barrier(2), {}

    def save(i):
        try:
            together.wait()
            answers[i] = press(clients[i], change(article), forms[i]).status_code
        finally:
            connection.close()

    threads = [Thread(target=save, args=[i]) for i in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers.values()) == [200, 302]
    (winner,) = [i for i, status in answers.items() if status == 302]
    assert Article.objects.get().causes == f"<p>{winner}</p>"
    assert Article.objects.get().updated_by == users[winner]
