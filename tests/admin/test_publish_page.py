"""Publishing: errors, warnings, what patients will see; then the act, with a change note."""

import pytest
from django.urls import reverse

from conditions.document.urgency import Urgency
from conditions.editing.restore import restore
from conditions.models import Edition
from conditions.publishing.actions import publish
from tests.admin.conftest import act, change
from tests.admin.forms import fields, messages, opened, press
from tests.conftest import document, symptom

NOTE = "Exercises brought up to date."


@pytest.fixture
def edited(live, author):
    """A live article whose draft says other things than the edition."""
    symptoms = (symptom("swelling", "Swelling", Urgency.URGENT), symptom("itch", "Itch"))
    restore(document(summary="Another quick answer.", symptoms=symptoms), by=author)
    return live


def page(client, article):
    response = client.get(act(article, "publish"))
    assert response.status_code == 200
    return response


def button(response):
    return '<button type="submit" class="button default">Publish</button>' in response.content.decode()


def test_what_is_missing_stops_and_shows_no_button(writing, author):
    article, _ = restore(document(summary="", overview="", author=None), by=author)
    response = page(writing, article)
    text = response.content.decode()
    assert "The quick answer is missing" in text
    assert "&quot;What is it?&quot; is empty." in text
    assert "No author is named" in text
    assert not button(response) and "change_note" not in fields(response)


def test_a_stopped_article_is_refused_by_post_as_well(writing, author):
    article, _ = restore(document(summary=""), by=author)
    seen = page(writing, article).context["form"].initial["seen"]
    response = writing.post(act(article, "publish"), {"seen": seen, "change_note": NOTE, "when": "now"})
    assert "Not published yet: The quick answer is missing" in response.content.decode()
    assert not Edition.objects.exists()


def test_worries_are_shown_with_their_number_and_do_not_stop(writing, author):
    hard = "<p>" + "Rehabilitation professionals recommend individualised strengthening programmes " * 8 + ".</p>"
    article, _ = restore(document(symptoms=(), causes=hard, treatment="<h2>Big</h2><p>Fine.</p>"), by=author)
    response = page(writing, article)
    text = response.content.decode()
    assert "No symptoms are listed" in text
    assert "Nobody but the author" in text
    assert "&quot;Causes&quot; is hard to read (LIX 1" in text
    assert "the heading &quot;Big&quot; is too large" in text
    assert button(response)
    assert press(writing, act(article, "publish"), fields(response) | {"change_note": NOTE}).status_code == 302


def test_a_link_to_nowhere_stops(writing, author, live):
    links = '<p><a href="/conditions/never/">Never</a> <a href="/conditions/runners-knee/">There</a></p>'
    article, _ = restore(document("shin-splints", causes=links), by=author)
    response = page(writing, article)
    (stop,) = response.context["errors"]
    assert "/conditions/never/ leads to a page that was never published" in stop.message and not button(response)


def test_the_first_time_the_page_says_where_the_article_will_stand(writing, draft):
    text = page(writing, draft).content.decode()
    assert "This page is new to patients" in text and "/conditions/runners-knee/" in text


def test_later_it_names_the_parts_that_differ(writing, edited):
    response = page(writing, edited)
    assert "Instead of edition 1" in response.content.decode()
    assert response.context["changes"] == [
        "Quick answer: changed",
        "Symptoms: Itch added, Fever removed, Swelling changed",
    ]


def test_nothing_new_is_said_and_refused(writing, live):
    response = page(writing, live)
    assert "patients already read exactly this" in response.content.decode()
    seen = response.context["form"].initial["seen"]
    again = writing.post(act(live, "publish"), {"seen": seen, "change_note": NOTE, "when": "now"})
    assert "Nothing was published." in again.content.decode() and Edition.objects.count() == 1


@pytest.mark.parametrize("note", ["", "   \r\n "])
def test_without_a_change_note_nothing_is_published(writing, draft, note):
    response = press(writing, act(draft, "publish"), opened(writing, act(draft, "publish")) | {"change_note": note})
    assert response.context["form"].errors["change_note"] == ["This field is required."]
    assert button(response) and not Edition.objects.exists()


def test_publishing_makes_the_edition_tells_so_and_is_in_the_history(writing, patient, author, edited):
    values = opened(writing, act(edited, "publish")) | {"change_note": NOTE}
    response = press(writing, act(edited, "publish"), values, follow=True)
    assert response.redirect_chain == [(change(edited), 302)]
    assert messages(response) == ["Published. Patients now read edition 2 of “Runners knee”."]
    edition = Edition.objects.live().get()
    assert (edition.number, edition.published_by, edition.publisher) == (2, author, "Author")
    assert edition.change_note == NOTE
    history = writing.get(reverse("admin:conditions_article_history", args=[edited.pk]))
    assert f"Published edition 2: {NOTE}" in history.content.decode()
    public = patient.get("/conditions/runners-knee/").content.decode()
    assert "Another quick answer." in public and NOTE in public


def test_the_draft_that_changed_after_it_was_looked_at_is_not_published(writing, author, edited):
    values = opened(writing, act(edited, "publish")) | {"change_note": NOTE}
    restore(document(summary="Changed meanwhile."), by=author)
    response = press(writing, act(edited, "publish"), values)
    assert "The draft was changed after you looked at it. Nothing was published" in response.content.decode()
    assert Edition.objects.count() == 1
    assert fields(response)["change_note"] == NOTE
    assert "Symptoms: Itch added" not in response.content.decode()
    press(writing, act(edited, "publish"), fields(response))
    assert Edition.objects.live().get().summary == "Changed meanwhile."
    assert Edition.objects.live().get().change_note == NOTE


def test_an_address_that_is_not_this_articles_to_take_is_refused_in_words(writing, author, live):
    live.slug = "kneecap-pain"
    live.save()
    publish(live, by=author, change_note="Another address.")
    other, _ = restore(document("shin-splints"), by=author)
    type(other).objects.filter(pk=other.pk).update(slug="runners-knee")
    values = opened(writing, act(other, "publish")) | {"change_note": NOTE}
    response = press(writing, act(other, "publish"), values)
    assert "was once the page of" in response.content.decode()
    assert fields(response)["change_note"] == NOTE and other.live_edition is None


def test_the_page_is_never_cached_and_keeps_markup_as_text(writing, author):
    article, _ = restore(document(title="<b>Bold</b>"), by=author)
    response = page(writing, article)
    assert "no-store" in response["Cache-Control"] and "<b>Bold</b>" not in response.content.decode()


def test_an_article_that_does_not_exist_cannot_be_published(writing, db):
    assert writing.get("/admin/conditions/article/999/publish/").status_code == 404


def test_the_author_is_told_that_patients_read_the_change_note(writing, draft):
    assert "Patients read them" in page(writing, draft).content.decode()


def test_the_renamed_draft_of_a_live_article_stays_within_reach(writing, author, patient, live):
    """Neither the admin's own link nor an article that is related to it loses the live page."""
    other, _ = restore(document("jumpers-knee", related=("runners-knee",)), by=author)
    live.slug = "patellar-pain"
    live.save()
    publish(other, by=author, change_note="First published.")
    assert "/conditions/runners-knee/" in patient.get("/conditions/jumpers-knee/").content.decode()
    assert 'href="/conditions/runners-knee/"' in writing.get(change(live)).content.decode()
