"""Taking an article off the site: patients get the reason, and another page where there is one."""

import pytest
from django.urls import reverse

from conditions.models import Withdrawal
from conditions.publishing import publish, withdraw
from conditions.restore import restore
from tests.admin.conftest import act, change
from tests.admin.forms import fields, messages, opened, press
from tests.conftest import document

REASON = "The advice is out of date."


@pytest.fixture
def other(live, author):
    """Another article that is live."""
    article, _ = restore(document("shin-splints"), by=author)
    publish(article, by=author, change_note="First.")
    return article


def test_the_old_address_answers_with_the_reason_and_leads_on(writing, patient, author, live, other):
    values = opened(writing, act(live, "withdraw")) | {"reason": REASON, "instead": other.pk}
    response = press(writing, act(live, "withdraw"), values, follow=True)
    assert response.redirect_chain == [(change(live), 302)]
    assert messages(response) == ["Withdrawn. The page's address now gives patients the reason."]
    gone = patient.get("/conditions/runners-knee/")
    assert gone.status_code == 410
    assert REASON in gone.content.decode() and 'href="/conditions/shin-splints/"' in gone.content.decode()
    withdrawal = Withdrawal.objects.get()
    assert (withdrawal.withdrawn_by, withdrawal.instead) == (author, other)
    history = writing.get(reverse("admin:conditions_article_history", args=[live.pk]))
    assert f"Withdrawn: {REASON}" in history.content.decode()


@pytest.mark.parametrize("reason", ["", "  \r\n"])
def test_a_reason_is_required(writing, live, reason):
    values = opened(writing, act(live, "withdraw")) | {"reason": reason}
    response = press(writing, act(live, "withdraw"), values)
    assert response.context["form"].errors["reason"] == ["This field is required."]
    assert live.live_edition and not Withdrawal.objects.exists()


def test_only_other_pages_that_patients_can_read_are_offered(writing, author, live, other, db):
    restore(document("a-draft"), by=author)
    gone, _ = restore(document("gone"), by=author)
    publish(gone, by=author, change_note="First.")
    withdraw(gone, by=author, reason=REASON)
    offered = writing.get(act(live, "withdraw")).context["form"].fields["instead"].queryset
    assert list(offered) == [other]
    values = opened(writing, act(live, "withdraw")) | {"reason": REASON, "instead": gone.pk}
    response = press(writing, act(live, "withdraw"), values)
    assert "instead" in response.context["form"].errors and fields(response)["reason"] == REASON
    assert live.live_edition


@pytest.mark.parametrize("article", ["draft", "withdrawn"])
def test_what_is_not_live_cannot_be_withdrawn(writing, author, draft, article):
    if article == "withdrawn":
        publish(draft, by=author, change_note="First.")
        withdraw(draft, by=author, reason=REASON)
    before = Withdrawal.objects.count()
    response = press(writing, act(draft, "withdraw"), {"reason": "Again."})
    assert "This article is not live, so there is nothing to withdraw." in response.content.decode()
    assert Withdrawal.objects.count() == before


def test_a_withdrawn_article_is_edited_and_published_again(writing, patient, live):
    press(writing, act(live, "withdraw"), {"reason": REASON})
    page = writing.get(change(live))
    assert "Withdrawn" in page.content.decode()
    press(writing, change(live), fields(page) | {"summary": "Brought up to date."})
    press(writing, act(live, "publish"), opened(writing, act(live, "publish")) | {"change_note": "Back."})
    public = patient.get("/conditions/runners-knee/")
    assert public.status_code == 200 and "Brought up to date." in public.content.decode()
    assert live.live_edition.number == 2


def test_a_withdrawn_article_is_published_again_as_it_was(writing, patient, live):
    press(writing, act(live, "withdraw"), {"reason": REASON})
    page = writing.get(act(live, "publish"))
    assert "Publish now" in page.content.decode()
    press(writing, act(live, "publish"), fields(page) | {"change_note": "Back."})
    assert patient.get("/conditions/runners-knee/").status_code == 200
