"""Publishing for a day and time, the calendar, and what is planned moved or called off."""

import dataclasses
import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import Edition, PublishingRules
from conditions.publishing.actions import publish, withdraw
from tests.admin.conftest import act, change
from tests.admin.forms import fields, messages, opened
from tests.conftest import signed_in

NOTE = "For the spring season."
CALENDAR = "/admin/conditions/article/calendar/"


def typed(moment):
    """As a browser sends a day and time."""
    return timezone.localtime(moment).strftime("%Y-%m-%dT%H:%M")


def noon(days):
    """Noon at the clinic, so many days ahead: in no night in which the clocks change."""
    day = timezone.localdate() + dt.timedelta(days=days)
    return timezone.make_aware(dt.datetime.combine(day, dt.time(12)))


@pytest.fixture
def planned(live, author):
    """A live article with an edition planned for noon in two days."""
    restore(dataclasses.replace(compose(live), summary="From then on."), by=author)
    return publish(live, by=author, change_note=NOTE, at=noon(2))


def scheduling(client, article, at):
    values = opened(client, act(article, "publish"))
    return client.post(act(article, "publish"), values | {"change_note": NOTE, "when": "later", "at": at}, follow=True)


def planning(client, edition):
    return reverse("admin:conditions_article_planned_edition", args=[edition.article_id, edition.number])


def test_an_author_schedules_and_it_goes_live_because_the_clock_passed(writing, draft):
    response = scheduling(writing, draft, typed(noon(2)))
    (told,) = messages(response)
    assert told.startswith("Scheduled. Edition 1 of “Runners knee” goes live on") and told.endswith(", 12:00 PM.")
    assert not Edition.objects.live().exists()
    assert Edition.objects.live(noon(2)).get().change_note == NOTE
    history = writing.get(reverse("admin:conditions_article_history", args=[draft.pk])).text
    assert "Scheduled edition 1 for" in history and NOTE in history


@pytest.mark.parametrize(
    "at, words",
    [
        ("", "Enter the day and time."),
        ("soon", "Enter a day and a time"),
        ("2020-01-01T09:00", "That time has passed"),
        ("2027-03-14T02:30", "The clocks change in that night"),
        ("2027-11-07T01:30", "The clocks change in that night"),
    ],
)
def test_a_time_that_cannot_be_is_refused_in_words_and_the_note_kept(writing, draft, at, words):
    response = scheduling(writing, draft, at)
    assert words in response.text and fields(response)["change_note"] == NOTE
    assert fields(response)["when"] == "later" and not Edition.objects.exists()


def test_a_time_typed_while_now_is_chosen_publishes_nothing(writing, draft):
    """Else what was meant for a day to come would be out at once."""
    values = opened(writing, act(draft, "publish")) | {"change_note": NOTE, "when": "now", "at": typed(noon(2))}
    response = writing.post(act(draft, "publish"), values)
    assert "choose it here too, or empty it" in response.text and not Edition.objects.exists()
    assert fields(response)["at"] == typed(noon(2))


def test_two_schedules_for_one_minute_are_refused(writing, author, live, planned):
    restore(dataclasses.replace(compose(live), summary="Again."), by=author)
    response = scheduling(writing, live, typed(noon(2)))
    assert "Edition 2 of this article is scheduled for that very minute" in response.text
    assert live.editions.count() == 2


def test_what_is_planned_is_moved_with_a_reason(writing, planned):
    values = opened(writing, planning(writing, planned))
    assert values["at"] == typed(noon(2))
    values |= {"act": "move", "at": typed(noon(3)), "reason": "The leaflet is late."}
    response = writing.post(planning(writing, planned), values, follow=True)
    assert "was moved to" in messages(response)[0]
    planned.refresh_from_db()
    assert planned.live_from == noon(3)
    history = writing.get(reverse("admin:conditions_article_history", args=[planned.article_id])).text
    assert "Moved edition 2 from" in history and "The leaflet is late." in history


def test_what_is_planned_is_called_off_with_a_reason(writing, live, planned):
    values = opened(writing, planning(writing, planned)) | {"act": "call-off", "reason": "Not needed."}
    response = writing.post(planning(writing, planned), values, follow=True)
    assert response.redirect_chain == [(change(live), 302)]
    assert messages(response) == ["Edition 2 of “Runners knee” was called off. What patients read today stays."]
    assert Edition.objects.live(noon(3)).get().number == 1


@pytest.mark.parametrize(
    "said, words",
    [
        ({"act": "call-off", "reason": ""}, "This field is required."),
        ({"reason": "Why not."}, "Choose whether to move it or to call it off."),
        ({"act": "move", "at": "", "reason": "Why not."}, "Enter the new day and time."),
        ({"act": "move", "at": "2020-01-01T09:00", "reason": "Why not."}, "That time has passed"),
    ],
)
def test_a_change_of_plan_that_says_too_little_keeps_what_was_typed(writing, planned, said, words):
    response = writing.post(planning(writing, planned), opened(writing, planning(writing, planned)) | said)
    assert words in response.text and fields(response)["reason"] == said["reason"]
    assert Edition.objects.live(noon(3)).get() == planned


def test_a_planned_withdrawal_is_moved_and_called_off(writing, live, author):
    withdrawal = withdraw(live, by=author, reason="Out of date.", at=noon(2))
    page = reverse("admin:conditions_article_planned_withdrawal", args=[live.pk, withdrawal.pk])
    writing.post(page, opened(writing, page) | {"act": "move", "at": typed(noon(3)), "reason": "Later."})
    moved = live.withdrawals.in_force().get()
    assert moved.withdrawn_at == noon(3)
    page = reverse("admin:conditions_article_planned_withdrawal", args=[live.pk, moved.pk])
    writing.post(page, opened(writing, page) | {"act": "call-off", "reason": "It stays."})
    assert live.editions.get().live_until is None and not live.withdrawals.in_force().exists()


def test_too_late_is_said(writing, live):
    page = reverse("admin:conditions_article_planned_edition", args=[live.pk, 1])
    response = writing.post(page, opened(writing, page) | {"act": "call-off", "reason": "Never mind."})
    assert "Too late: edition 1 went live" in response.text


def test_the_calendar_shows_what_went_live_and_what_will(writing, live, planned):
    response = writing.get(CALENDAR)
    assert [entry.edition.number for entry in response.context["went_live"]] == [1]
    assert [entry.edition for entry in response.context["coming"]] == [planned]
    month = timezone.localtime(noon(2)).strftime("%Y-%m")
    days = dict(writing.get(CALENDAR, {"month": month}).context["days"])
    assert planned in [entry.edition for entry in days[noon(2).astimezone(timezone.get_current_timezone()).date()]]


def test_a_plan_that_the_rules_would_stop_by_now_is_marked(writing, planned):
    words = "The publishing rules would stop it now"
    assert words not in writing.get(CALENDAR).text
    PublishingRules.objects.create(levels={"approval": "stop"})
    assert words in writing.get(CALENDAR).text and words in writing.get(reverse("admin:index")).text


def test_what_was_called_off_is_not_in_the_calendar(writing, live, author):
    withdrawal = withdraw(live, by=author, reason="Out of date.", at=noon(2))
    page = reverse("admin:conditions_article_planned_withdrawal", args=[live.pk, withdrawal.pk])
    assert len(writing.get(CALENDAR).context["coming"]) == 1
    writing.post(page, opened(writing, page) | {"act": "call-off", "reason": "It stays."})
    assert writing.get(CALENDAR).context["coming"] == []


@pytest.mark.parametrize("month", ["2027-13", "x", "0000-01", "9999-12", "0001-01", ""])
def test_a_month_that_is_none_is_an_ordinary_page(writing, month):
    assert writing.get(CALENDAR, {"month": month}).status_code == 200


def test_the_calendar_costs_the_same_however_much_is_planned(writing, live, author, django_assert_max_num_queries):
    for i in range(5):
        restore(dataclasses.replace(compose(live), summary=f"Edition {i}."), by=author)
        publish(live, by=author, change_note=NOTE, at=noon(2 + i))
    with django_assert_max_num_queries(30):
        writing.get(CALENDAR)


@pytest.mark.parametrize("who", ["frontdesk", "outsider"])
def test_the_plans_are_for_those_who_work_on_articles(who, planned, request):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(CALENDAR).status_code == 403
    assert client.get(planning(client, planned)).status_code == 403
    assert client.post(planning(client, planned), {"act": "call-off", "reason": "x"}).status_code == 403
    assert Edition.objects.live(noon(3)).get() == planned
