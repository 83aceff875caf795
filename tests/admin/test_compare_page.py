"""Any two versions of an article side by side, and an old edition back into the working copy."""

import datetime as dt

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from conditions.admin.action_page import act_url
from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import Article, Symptom
from conditions.publishing.actions import call_off, publish
from tests.admin.conftest import act, change
from tests.admin.forms import fields, messages
from tests.conftest import document, signed_in, symptom

pytestmark = pytest.mark.usefixtures("draft_for_module")

DAY = dt.timedelta(days=1)


@pytest.fixture
def edited(live, author):
    """Edition 1 is live; the draft says something else."""
    restore(document(summary="Runner's knee is pain around the kneecap. Ice helps."), by=author)
    return live


@pytest.fixture
def history(live, author):
    """Edition 1 is past, 2 is live, 3 was called off, 4 is scheduled; the draft says what 4 does."""
    rewrite(author, "Second answer.")
    publish(live, by=author, change_note="Second.")
    rewrite(author, "Third answer.")
    third = publish(live, by=author, change_note="Third.", at=timezone.now() + DAY)
    call_off(third, by=author, reason="Not yet.")
    rewrite(author, "Fourth answer.")
    publish(live, by=author, change_note="Fourth.", at=timezone.now() + 2 * DAY)
    return live


def rewrite(author, summary, **more):
    return restore(document(summary=summary, **more), by=author)[0]


def compared(client, article, **versions):
    response = client.get(act(article, "compare"), versions)
    assert response.status_code == 200
    return response


def text(response):
    return " ".join(response.content.decode().split())


def restoring(article, number):
    return act_url(article, "restore_edition", number)


def test_unless_asked_the_live_page_is_compared_with_the_working_copy(writing, edited):
    response = compared(writing, edited)
    assert "From: Live page: edition 1<br>To: Working copy" in text(response)
    (difference,) = response.context["differences"]
    assert difference.name == "Quick answer"
    page = text(response)
    assert '<del><span class="visually-hidden"> [removed: </span>Rest and exercises' in page
    assert '<ins><span class="visually-hidden"> [added: </span>Ice ' in page


def test_where_nothing_waits_the_live_page_is_compared_with_the_one_before(writing, live, author):
    rewrite(author, "Second answer.")
    publish(live, by=author, change_note="Second.")
    assert "From: Edition 1, live from " in (page := text(compared(writing, live)))
    assert "To: Live page: edition 2" in page


def test_the_list_leads_there_in_one_click(writing, edited, author):
    restore(document("shin-splints"), by=author)
    page = writing.get("/admin/conditions/article/").text
    assert f'<a href="{act(edited, "compare")}">With the live page<' in page
    assert page.count("/compare/") == 1  # the other one has nothing to be compared with
    restore(document(), by=author)
    assert f'<a href="{act(edited, "compare")}">Versions<' in writing.get("/admin/conditions/article/").text


def test_every_version_is_offered_and_named_as_what_it_is(writing, history):
    names = dict(compared(writing, history).context["form"].fields["old"].choices)
    assert list(names) == ["draft", "live", "4", "3", "2", "1"]
    assert names["draft"].startswith("Working copy, saved ") and names["draft"].endswith(" by Author")
    assert names["live"] == "Live page: edition 2"
    for version, words in {
        "4": "Edition 4, scheduled for ",
        "3": "Edition 3, called off, was planned for ",
        "2": "Edition 2, live since ",
        "1": "Edition 1, live from ",
    }.items():
        assert names[version].startswith(words)


@pytest.mark.parametrize(
    "old, new, gone, come",
    [
        ("3", "4", "Third", "Fourth"),
        ("4", "live", "Fourth", "Second"),
        ("2", "3", "Second", "Third"),
        ("draft", "3", "Fourth", "Third"),
    ],
)
def test_any_two_versions_are_compared(writing, history, old, new, gone, come):
    response = compared(writing, history, old=old, new=new)
    (difference,) = response.context["differences"]
    assert [piece.words.strip() for piece in difference.pieces] == [gone, come, "answer."]
    assert response.context["form"].data == {"old": old, "new": new}
    swapped = writing.get(f"{act(history, 'compare')}?{response.context['swapped']}")
    assert [piece.words.strip() for piece in swapped.context["differences"][0].pieces] == [come, gone, "answer."]


def test_two_versions_that_say_the_same(writing, live):
    assert "The two say the same." in text(compared(writing, live))


def test_a_withdrawn_article_is_compared_with_its_last_edition_and_a_new_one_with_nothing(writing, draft, author):
    assert "never published" in text(compared(writing, draft))
    publish(draft, by=author, change_note="First published.")
    assert "never published" not in text(compared(writing, draft))


@pytest.mark.parametrize("version", ["9", "live", "x", "", "' OR 1=1"])
def test_a_version_that_does_not_exist_is_said_so(writing, draft, version):
    response = compared(writing, draft, old=version)
    assert "There is no such version" in text(response) or "This field is required" in text(response)
    assert "differences" not in response.context


def test_markup_in_a_text_is_shown_as_text(writing, live, author):
    rewrite(author, "<script>alert(1)</script>")
    page = text(compared(writing, live))
    assert "<script>alert" not in page and "&lt;script&gt;alert" in page


def test_moved_and_changed_rows_are_told_apart(writing, live, author):
    swelling, fever = document().symptoms
    more = (symptom("limp", "Limp"), symptom("rash", "Rash"))
    rewrite(author, "Short.", symptoms=(swelling, *more, fever))
    publish(live, by=author, change_note="More symptoms.")
    symptoms = (symptom("fever", "Fever"), swelling, *more, symptom("itch", "Itch"))
    rewrite(author, "Short.", symptoms=symptoms)
    page = text(compared(writing, live))
    assert '<strong>Itch</strong> <span class="status status-added">added</span>' in page
    assert '<strong>Fever</strong> <span class="status status-moved-and-changed">moved and changed</span>' in page
    assert "3 more are the same." in page


def test_an_edition_is_restored_after_a_look_at_what_the_draft_would_change(writing, history, author):
    offered = compared(writing, history, old="1", new="draft")
    assert restoring(history, 1) in text(offered)
    response = writing.get(restoring(history, 1))
    (difference,) = response.context["differences"]
    assert difference.pieces[0].words.strip() == "Fourth answer." and "until you publish" in text(response)
    response = writing.post(restoring(history, 1), fields(response), follow=True)
    assert response.redirect_chain == [(change(history), 302)]
    assert messages(response) == [
        "The working copy says what edition 1 said. Patients see nothing of it until you publish."
    ]
    assert compose(history) == history.editions.get(number=1).document
    assert history.live_edition.number == 2 and history.editions.count() == 4
    assert Article.objects.get().updated_by == author
    log = writing.get(f"{change(history)[: -len('change/')]}history/").content.decode()
    assert "Restored edition 1 into the working copy" in log


def test_a_draft_that_changed_after_the_look_is_not_restored_over(writing, edited, author):
    values = fields(writing.get(restoring(edited, 1)))
    rewrite(author, "Written meanwhile.")
    response = writing.post(restoring(edited, 1), values, follow=True)
    (message,) = messages(response)
    assert message.startswith("The working copy was changed after you looked at it. Nothing was restored")
    assert compose(edited).summary == "Written meanwhile."
    writing.post(restoring(edited, 1), fields(response))
    assert compose(edited) == document()


@pytest.mark.parametrize("seen", [{}, {"seen": ""}, {"seen": "forged"}])
def test_without_a_look_nothing_is_restored(writing, edited, seen):
    before = compose(edited)
    writing.post(restoring(edited, 1), seen)
    assert compose(edited) == before


def test_what_the_draft_says_already_is_not_restored(writing, live):
    response = writing.get(restoring(live, 1))
    assert "nothing to restore" in text(response) and '<button type="submit" class="button default">' not in text(
        response
    )
    saved = Article.objects.get().updated_at
    response = writing.post(restoring(live, 1), fields(response), follow=True)
    assert "There is nothing to restore." in messages(response)[0]
    assert Article.objects.get().updated_at == saved


def test_an_edition_of_a_former_address_is_restored_into_the_same_article(writing, live, author):
    Article.objects.filter(pk=live.pk).update(slug="kneecap-pain")
    publish(live, by=author, change_note="Another address.")
    response = writing.post(restoring(live, 1), fields(writing.get(restoring(live, 1))), follow=True)
    assert response.redirect_chain == [(change(live), 302)]
    assert Article.objects.get().pk == live.pk and compose(live).slug == "runners-knee"


def test_a_former_address_that_another_draft_has_taken_is_refused_in_words(writing, live, author):
    Article.objects.filter(pk=live.pk).update(slug="kneecap-pain")
    other, _ = restore(document("shin-splints"), by=author)
    Article.objects.filter(pk=other.pk).update(slug="runners-knee")
    response = writing.post(restoring(live, 1), fields(writing.get(restoring(live, 1))), follow=True)
    assert messages(response)[0].startswith("Nothing was restored, the working copy is as it was: ")
    assert compose(live).slug == "kneecap-pain" and compose(other).title == "Shin splints"


def test_what_the_clinic_calls_otherwise_by_now_is_told(writing, edited):
    Symptom.objects.filter(slug="fever").update(name="Temperature")
    response = writing.post(restoring(edited, 1), fields(writing.get(restoring(edited, 1))), follow=True)
    assert '"Fever" is now called "Temperature": the present name is used.' in messages(response)


def test_a_call_to_restore_nothing_there_is_a_404(writing, live):
    assert writing.get(restoring(live, 9)).status_code == 404
    assert writing.get(act(live, "compare").replace(f"/{live.pk}/", "/999/")).status_code == 404


def test_who_may_look_and_who_may_restore(live, reviewer, frontdesk, outsider):
    for stranger in (frontdesk, outsider):
        assert signed_in(stranger).get(act(live, "compare")).status_code == 403
        assert signed_in(stranger).get(restoring(live, 1)).status_code == 403
    outsider.user_permissions.add(Permission.objects.get(codename="view_article"))
    looking = signed_in(User.objects.get(pk=outsider.pk))
    assert "Restore edition" not in text(compared(looking, live))
    assert looking.post(restoring(live, 1)).status_code == 403
    assert "Restore edition 1" in text(compared(signed_in(reviewer), live))


def test_looking_changes_nothing(writing, live):
    assert writing.post(act(live, "compare")).status_code == 405
