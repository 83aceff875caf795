"""Two people on one article: the second save shows both versions, and they are saved together; no word is lost."""

from threading import Barrier, Thread

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from django.utils import timezone

from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import Article, Symptom
from conditions.publishing.actions import publish
from tests.admin.conftest import change
from tests.admin.edit_conflict import back, page, save, settle
from tests.admin.forms import add_row, fields, messages, opened, press
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
    save(bea, draft, causes="<p>Theirs.</p>", treatment="<p>Theirs.</p>")
    return press(writing, change(draft), mine), mine


def refusal(response):
    return "".join(response.context["adminform"].form.non_field_errors())


def test_the_second_save_shows_who_changed_what(draft, refused):
    text = page(refused[0])
    assert "Not saved: Bea Moreno saved this article while you were writing." in text
    assert "<li>Bea Moreno: Changed Causes and Treatment and physical therapy.</li>" in text
    theirs, mine = (refused[0].context[name] for name in ("their_changes", "my_changes"))
    assert [difference.name for difference in theirs] == ["Causes", "Treatment and physical therapy"]
    assert [difference.name for difference in mine] == ["Causes", "Symptoms"]
    assert compose(draft).causes == "<p>Theirs.</p>" and len(compose(draft).symptoms) == 2


def test_what_only_one_of_the_two_changed_is_kept_and_what_both_changed_is_decided(writing, draft, refused):
    response, _ = refused
    assert [clash.path for clash in response.context["clashes"]] == ["causes"]
    assert "Author Moreno" not in page(response) and "Bea Moreno’s version" in page(response)
    saved = settle(writing, draft, response, causes="ours")
    assert saved.status_code == 302 and saved.url == change(draft)
    now = compose(draft)
    assert (now.causes, now.treatment) == ("<p>Mine.</p>", "<p>Theirs.</p>")
    assert [(entry.term.name, entry.detail) for entry in now.symptoms] == [
        ("Swelling", "My detail."),
        ("Fever", document().symptoms[1].detail),
        ("Itch", "My row."),
    ]
    draft.refresh_from_db()
    assert draft.updated_by.username == "author"
    assert "Draft saved." in messages(writing.get(change(draft)))[0]


def test_the_others_version_may_count_where_both_changed_something(writing, draft, refused):
    settle(writing, draft, refused[0], causes="theirs")
    assert compose(draft).causes == "<p>Theirs.</p>" and compose(draft).symptoms[0].detail == "My detail."


def test_what_is_not_decided_is_asked_again(writing, draft, refused):
    again = settle(writing, draft, refused[0])
    assert "some places are still to be decided" in page(again)
    assert compose(draft).causes == "<p>Theirs.</p>"
    assert settle(writing, draft, again, causes="ours").status_code == 302


def test_saving_together_is_noted_as_a_save(writing, bea, draft, refused):
    settle(writing, draft, refused[0], causes="ours")
    note = LogEntry.objects.latest("pk")
    assert note.user.username == "author"
    assert note.change_message.startswith("Saved together with what Bea Moreno had saved: Causes: changed; Symptoms:")
    save(bea, draft, summary="After that.")


def test_different_places_fit_together_without_a_question(writing, bea, draft):
    mine = opened(writing, change(draft)) | {"causes": "<p>Mine.</p>"}
    save(bea, draft, treatment="<p>Theirs.</p>")
    response = press(writing, change(draft), mine, button="_publish")
    assert "both versions fit together" in page(response) and response.context["clashes"] == []
    saved = settle(writing, draft, response)
    assert saved.url.endswith("/publish/")  # the button pressed at first leads on
    assert (compose(draft).causes, compose(draft).treatment) == ("<p>Mine.</p>", "<p>Theirs.</p>")


def test_back_at_the_form_typed_text_is_there_in_fields_and_in_rows(writing, draft, refused):
    response, mine = refused
    form = back(writing, draft, response)
    assert "Not saved: Bea Moreno saved this article while you were writing." in refusal(form)
    returned = fields(form)
    typed = {name: value for name, value in mine.items() if not name.endswith(("-id", "-article", "token"))}
    assert {name: returned.get(name) for name in typed} == {name: str(value) for name, value in typed.items()}
    again = press(writing, change(draft), returned | {"causes": "<p>Mine, mended.</p>"})
    settle(writing, draft, again, causes="ours")
    assert compose(draft).causes == "<p>Mine, mended.</p>" and compose(draft).treatment == "<p>Theirs.</p>"


def test_a_mistake_in_what_was_typed_is_shown_first_in_the_form(writing, draft, refused):
    _, mine = refused
    for wrong in ({"title": ""}, {"section_rows-0-heading": ""}):
        form = press(writing, change(draft), mine | wrong)
        assert "Not saved: Bea Moreno saved" in refusal(form) and "This field is required." in form.content.decode()
        assert fields(form)["symptom_rows-2-detail"] == "My row." and fields(form)["base"] == mine["base"]
    assert "Not saved: Bea Moreno saved" in page(
        press(writing, change(draft), fields(form) | {"section_rows-0-heading": "H"})
    )


def test_a_third_save_in_between_asks_again_against_the_newest(writing, bea, draft, refused):
    response, _ = refused
    save(bea, draft, causes="<p>Theirs once more.</p>")
    again = settle(writing, draft, response, causes="ours")
    assert "Bea Moreno saved this article once more while you were deciding" in page(again)
    assert compose(draft).causes == "<p>Theirs once more.</p>"
    assert settle(writing, draft, again, causes="ours").status_code == 302
    assert (compose(draft).causes, compose(draft).treatment) == ("<p>Mine.</p>", "<p>Theirs.</p>")


def test_saving_again_and_again_asks_again_and_again(writing, draft, refused):
    response, _ = refused
    assert "Not saved" in page(press(writing, change(draft), fields(response)))


def test_who_typed_nothing_goes_on_without_a_question(writing, bea, draft):
    mine = opened(writing, change(draft))
    save(bea, draft, causes="<p>Theirs.</p>")
    response = press(writing, change(draft), mine, button="_preview")
    assert response.status_code == 302 and response.url.endswith("/preview/")
    assert compose(draft).causes == "<p>Theirs.</p>" and Article.objects.get().updated_by.username == "bea"
    assert "Bea Moreno saved" in messages(writing.get(change(draft)))[0]


def test_saves_that_were_there_when_the_form_was_opened_are_not_told_again(writing, bea, draft):
    save(bea, draft, summary="Long before.")
    mine = opened(writing, change(draft)) | {"causes": "<p>Mine.</p>"}
    save(bea, draft, causes="<p>Meanwhile.</p>")
    text = page(press(writing, change(draft), mine))
    assert "Changed Causes" in text and "Changed Quick answer" not in text


def test_a_new_address_is_kept_with_the_article(writing, bea, draft):
    mine = opened(writing, change(draft)) | {"slug": "kneecap-pain"}
    save(bea, draft, causes="<p>Theirs.</p>")
    settle(writing, draft, press(writing, change(draft), mine))
    article = Article.objects.get()
    assert article.pk == draft.pk and (article.slug, article.causes) == ("kneecap-pain", "<p>Theirs.</p>")


def test_what_may_not_be_on_a_page_is_told_when_versions_are_saved_together_too(writing, bea, draft):
    mine = opened(writing, change(draft)) | {"causes": "<p>Mine.</p><script>x</script>"}
    save(bea, draft, treatment="<p>Theirs.</p>")
    saved = settle(writing, draft, press(writing, change(draft), mine))
    assert any("Causes: left out" in message for message in messages(writing.get(saved.url)))


def test_a_draft_restored_from_elsewhere_refuses_the_save_too(writing, draft):
    mine = opened(writing, change(draft)) | {"summary": "Mine."}
    restore(document(causes="<p>Imported.</p>"), by=None)
    response = press(writing, change(draft), mine)
    assert "Not saved: Somebody saved this article" in page(response)
    settle(writing, draft, response)
    assert compose(draft) == document(summary="Mine.", causes="<p>Imported.</p>")


def test_publishing_meanwhile_is_not_a_save(writing, author, draft):
    mine = opened(writing, change(draft)) | {"summary": "Mine."}
    publish(draft, by=author, change_note="First.")
    assert press(writing, change(draft), mine).status_code == 302


def test_versions_that_do_not_make_an_article_together_are_not_saved(writing, draft):
    mine = opened(writing, change(draft)) | {"causes": "<p>Mine.</p>"}
    Article.objects.update(slug="no slug!", updated_at=timezone.now())  # as only a shell could
    again = settle(writing, draft, press(writing, change(draft), mine))
    assert "the two versions do not make an article" in page(again) and "valid “slug”" in page(again)
    assert fields(again)["causes"] == "<p>Mine.</p>"
    assert (Article.objects.get().slug, compose(draft).causes) == ("no slug!", document().causes)


def test_names_are_shown_as_text(writing, draft):
    mallory = signed_in(user("mallory", "Authors", last_name="<b>x</b>"))
    mine = opened(writing, change(draft)) | {"causes": "<p>Mine.</p>"}
    save(mallory, draft, causes="<p>Theirs.</p>")
    text = page(press(writing, change(draft), mine))
    assert "<b>x</b>" not in text and "&lt;b&gt;x" in text


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
