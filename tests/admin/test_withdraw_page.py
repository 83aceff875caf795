"""Taking an article off the site: a choice of what its addresses answer, a page that says it in words, the act."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from conditions.editing.restore import restore
from conditions.models import Article, Withdrawal
from conditions.publishing.actions import publish, withdraw
from tests.admin.conftest import act, change
from tests.admin.forms import fields, messages, opened, press
from tests.conditions.reading import words
from tests.conftest import document, signed_in

pytestmark = pytest.mark.usefixtures("draft_for_module")

REASON = "The advice is out of date."
NOTICE = {"answer": "notice", "reason": REASON}
TOMORROW = dt.timedelta(days=1)


@pytest.fixture
def other(live, author):
    """Another article that is live."""
    article, _ = restore(document("shin-splints"), by=author)
    publish(article, by=author, change_note="First.")
    return article


def asked(client, article, **choices):
    """The page that asks for confirmation, or the form again where something is wrong."""
    return press(client, act(article, "withdraw"), opened(client, act(article, "withdraw")) | choices)


def confirmed(client, article, **choices):
    """The whole way: the form filled in, then confirmed."""
    page = asked(client, article, **choices)
    return press(client, act(article, "withdraw"), fields(page), "confirmed", follow=True)


def in_the_form(moment):
    return f"{timezone.localtime(moment):%Y-%m-%dT%H:%M}"


def test_nothing_happens_before_it_is_confirmed(writing, patient, live, other):
    page = asked(writing, live, **NOTICE, instead=other.pk)
    text = words(page.content.decode())
    assert "As soon as you confirm it" in text and "/conditions/runners-knee/ reads: We took this page down." in text
    assert f"Why: {REASON} Please read this instead: Shin splints" in text
    assert live.live_edition and not Withdrawal.objects.exists()
    assert patient.get("/conditions/runners-knee/").status_code == 200


def test_the_old_address_answers_with_the_reason_and_leads_on(writing, patient, author, live, other):
    response = confirmed(writing, live, **NOTICE, instead=other.pk)
    assert response.redirect_chain == [(change(live), 302)]
    assert messages(response) == ["Withdrawn. The page's addresses now give patients the reason."]
    gone = patient.get("/conditions/runners-knee/")
    assert gone.status_code == 410
    assert REASON in gone.content.decode() and 'href="/conditions/shin-splints/"' in gone.content.decode()
    withdrawal = Withdrawal.objects.get()
    assert (withdrawal.withdrawn_by, withdrawal.instead, withdrawal.answer) == (author, other, "notice")
    history = writing.get(reverse("admin:conditions_article_history", args=[live.pk]))
    assert f"Withdrawn: {REASON}" in history.content.decode()


def test_its_addresses_lead_patients_on_to_another_page(writing, patient, live, other):
    choices = {"answer": "redirect", "reason": "Merged with shin splints.", "instead": other.pk}
    text = words(asked(writing, live, **choices).content.decode())
    assert "is led to “Shin splints”, at /conditions/shin-splints/ , and is not told why." in text
    response = confirmed(writing, live, **choices)
    assert messages(response) == ["Withdrawn. The page's addresses now lead patients to “Shin splints”."]
    led = patient.get("/conditions/runners-knee/", follow=True)
    assert led.redirect_chain == [("/conditions/shin-splints/", 301)] and "Merged" not in led.content.decode()


def test_a_page_is_simply_gone(writing, patient, live):
    choices = {"answer": "gone", "reason": "A patient complained."}
    assert "The reason is kept for the clinic" in asked(writing, live, **choices).content.decode()
    response = confirmed(writing, live, **choices)
    assert messages(response) == ["Withdrawn. The page's addresses now say that it was taken down."]
    gone = patient.get("/conditions/runners-knee/")
    assert gone.status_code == 410 and "complained" not in gone.content.decode()


def test_a_page_is_withdrawn_at_a_time_to_come(writing, patient, live):
    at = (timezone.now() + TOMORROW).replace(second=0, microsecond=0)
    later = {"when": "later", "at": in_the_form(at)}
    assert f"From {timezone.localtime(at):%A, %B} " in words(asked(writing, live, **NOTICE, **later).content.decode())
    response = confirmed(writing, live, **NOTICE, **later)
    assert messages(response)[0].startswith(f"To be withdrawn on {timezone.localtime(at):%B} ")
    assert patient.get("/conditions/runners-knee/").status_code == 200
    assert live.editions.get().live_until == at == Withdrawal.objects.get().withdrawn_at


WRONG = [
    ({"answer": ""}, "answer", "Choose what the page's addresses are to answer."),
    ({"reason": ""}, "reason", "This field is required."),
    ({"reason": "  \r\n"}, "reason", "This field is required."),
    ({"answer": "redirect"}, "instead", "Choose the page that patients are to be led to."),
    ({"when": "later"}, "at", "Enter the day and time."),
    ({"when": "later", "at": "soon"}, "at", "Enter a day and a time, such as 2027-03-14 09:00."),
    ({"when": "later", "at": "2027-03-14T02:30"}, "at", "The clocks change in that night"),
    ({"when": "later", "at": "2027-11-07T01:30"}, "at", "The clocks change in that night"),
    ({"at": "2027-03-14T09:00"}, "when", "You entered a day and time below"),
    ({"when": "later", "at": "2020-03-14T09:00"}, "__all__", "That time has passed"),
    ({"instead": "999"}, "instead", "Select a valid choice."),
]


@pytest.mark.parametrize("typed, field, sentence", WRONG)
def test_what_is_wrong_is_said_before_confirming_and_keeps_what_was_typed(writing, live, typed, field, sentence):
    typed = NOTICE | typed
    page = asked(writing, live, **typed)
    assert page.context["form"].errors[field][0].startswith(sentence)
    kept = fields(page)
    assert {name: kept.get(name, "").strip() for name in typed if name not in ("instead", "answer")} == {
        name: value.strip() for name, value in typed.items() if name not in ("instead", "answer")
    }
    assert live.live_edition and not Withdrawal.objects.exists()


def test_something_is_changed_before_confirming(writing, live, other):
    page = asked(writing, live, **NOTICE, instead=other.pk)
    again = press(writing, act(live, "withdraw"), fields(page), "change")
    assert fields(again) | NOTICE | {"instead": str(other.pk)} == fields(again)
    assert "What depends on it" in again.content.decode() and live.live_edition


def test_only_other_pages_that_patients_can_read_are_offered(writing, author, live, other):
    restore(document("a-draft"), by=author)
    gone, _ = restore(document("gone"), by=author)
    publish(gone, by=author, change_note="First.")
    withdraw(gone, by=author, reason=REASON)
    assert list(writing.get(act(live, "withdraw")).context["form"].fields["instead"].queryset) == [other]
    page = asked(writing, live, **NOTICE, instead=gone.pk)
    assert "instead" in page.context["form"].errors and fields(page)["reason"] == REASON


@pytest.fixture
def scheduled(live, author):
    """An edition of the live article that is to come tomorrow."""
    restore(document(summary="Tomorrow."), by=author)
    return publish(live, by=author, change_note="Better.", at=timezone.now() + TOMORROW)


def test_what_is_scheduled_is_called_off_only_where_it_is_said(writing, live, scheduled):
    page = asked(writing, live, **NOTICE)
    assert "Edition 2 of this article is scheduled for" in page.content.decode()
    assert "These editions will not go live: Edition 2" in words(
        asked(writing, live, **NOTICE, call_off_coming="on").content.decode()
    )
    confirmed(writing, live, **NOTICE, call_off_coming="on")
    scheduled.refresh_from_db()
    assert scheduled.live_until == scheduled.live_from and live.live_edition is None


def test_where_nothing_is_scheduled_nothing_is_offered_to_be_called_off(writing, live):
    assert "call_off_coming" not in writing.get(act(live, "withdraw")).context["form"].fields


def test_a_page_may_be_withdrawn_after_an_edition_that_is_to_come(writing, live, scheduled):
    at = (scheduled.live_from + TOMORROW).replace(second=0, microsecond=0)
    confirmed(writing, live, **NOTICE, when="later", at=in_the_form(at))
    scheduled.refresh_from_db()
    assert scheduled.live_until == at


def test_what_came_after_the_page_was_looked_at_is_not_withdrawn_unseen(writing, author, live):
    page = asked(writing, live, **NOTICE)
    restore(document(summary="A colleague's."), by=author)
    publish(live, by=author, change_note="Meanwhile.")
    refused = press(writing, act(live, "withdraw"), fields(page), "confirmed")
    assert "Another edition of this page was published" in refused.content.decode()
    assert fields(refused)["reason"] == REASON and live.live_edition.number == 2
    press(writing, act(live, "withdraw"), fields(refused), "confirmed")
    assert live.live_edition is None


@pytest.mark.parametrize("seen", ["", "x", "1 x", "0", "9" * 5000, "1 " + "9" * 5000])
def test_a_form_that_does_not_say_which_editions_were_looked_at_withdraws_nothing(writing, live, seen):
    refused = asked(writing, live, **NOTICE, seen=seen)
    assert "Another edition of this page was published" in refused.content.decode()
    assert fields(refused)["seen"] == "1" and live.live_edition


@pytest.mark.parametrize("article", ["draft", "withdrawn"])
def test_what_is_not_live_cannot_be_withdrawn(writing, author, draft, article):
    if article == "withdrawn":
        publish(draft, by=author, change_note="First.")
        withdraw(draft, by=author, reason=REASON)
    before = Withdrawal.objects.count()
    page = writing.get(act(draft, "withdraw"))
    assert "This article is not live, so there is nothing to withdraw." in page.content.decode()
    press(writing, act(draft, "withdraw"), {**NOTICE, "when": "now"}, "confirmed")
    assert Withdrawal.objects.count() == before


def test_a_withdrawn_article_is_edited_and_published_again(writing, patient, live):
    confirmed(writing, live, **NOTICE)
    page = writing.get(change(live))
    assert "Withdrawn" in page.content.decode()
    press(writing, change(live), fields(page) | {"summary": "Brought up to date."})
    press(writing, act(live, "publish"), opened(writing, act(live, "publish")) | {"change_note": "Back."})
    public = patient.get("/conditions/runners-knee/")
    assert public.status_code == 200 and "Brought up to date." in public.content.decode()
    assert live.live_edition.number == 2


@pytest.mark.parametrize("who", ["frontdesk", "outsider"])
def test_staff_without_the_role_are_refused(request, live, who):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(act(live, "withdraw")).status_code == 403
    assert press(client, act(live, "withdraw"), {**NOTICE, "when": "now"}, "confirmed").status_code == 403
    assert Article.objects.get().live_edition


def test_an_article_that_does_not_exist_is_not_withdrawn(writing):
    assert writing.get("/admin/conditions/article/999/withdraw/").status_code == 404
