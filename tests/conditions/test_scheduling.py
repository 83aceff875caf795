"""What is planned goes live because the clock passed; until then it may be moved or called off, with a reason."""

import dataclasses
import datetime as dt

import pytest
from django.utils import timezone

from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import Edition, ScheduleChange
from conditions.publishing.actions import (
    PublishRefused,
    call_off,
    call_off_withdrawal,
    publish,
    reschedule,
    reschedule_withdrawal,
    withdraw,
)
from tests.conftest import document

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("draft_for_module")]

DAY = dt.timedelta(days=1)
WHY = "The poster is late."


def rewrite(article, by, summary):
    return restore(dataclasses.replace(compose(article), summary=summary), by=by)[0]


def plan(article, by, days, summary=None):
    """An edition of `article` for so many days ahead."""
    summary = summary or f"In {days} days."
    return publish(rewrite(article, by, summary), by=by, change_note="Planned.", at=timezone.now() + days * DAY)


def read_on(*days):
    """The numbers of the editions that patients read now and so many days ahead."""
    return [
        list(Edition.objects.live(timezone.now() + day * DAY).values_list("number", flat=True)) for day in (0, *days)
    ]


def changes(article):
    return list(article.schedule_changes.values_list("edition__number", "reason", "changed_by__username"))


def test_a_schedule_called_off_leaves_what_patients_read(live, author):
    edition = plan(live, author, 1)
    assert read_on(2) == [[1], [2]]
    call_off(edition, by=author, reason=WHY)
    assert read_on(2) == [[1], [1]]
    assert live.editions.get(number=1).live_until is None
    assert changes(live) == [(2, WHY, "author")]
    assert ScheduleChange.objects.get().planned_for == edition.live_from and not ScheduleChange.objects.get().moved_to


def test_a_first_edition_called_off_was_never_seen(draft, author, client):
    edition = plan(draft, author, 1)
    call_off(edition, by=author, reason=WHY)
    assert read_on(2) == [[], []] and not draft.editions.seen().exists()
    assert client.get("/conditions/runners-knee/").status_code == 404


def test_of_two_schedules_the_first_is_called_off_and_the_second_stays(live, author):
    first = plan(live, author, 1)
    plan(live, author, 3)
    call_off(first, by=author, reason=WHY)
    assert read_on(2, 4) == [[1], [1], [3]]


def test_of_two_schedules_the_second_is_called_off_and_the_first_goes_on(live, author):
    plan(live, author, 1)
    call_off(plan(live, author, 3), by=author, reason=WHY)
    assert read_on(2, 4) == [[1], [2], [2]]


@pytest.mark.parametrize("days", [1, 5])
def test_a_schedule_moves_both_ways_without_a_gap(live, author, days):
    edition = plan(live, author, 3)
    at = timezone.now() + days * DAY
    moved = reschedule(edition, by=author, at=at, reason=WHY)
    first = live.editions.get(number=1)
    assert moved.live_from == first.live_until == at and moved.live_until is None
    assert [entry.moved_to for entry in ScheduleChange.objects.all()] == [at]


def test_a_schedule_does_not_change_places_with_another(live, author):
    first = plan(live, author, 1)
    second = plan(live, author, 3)
    with pytest.raises(PublishRefused, match="Edition 3 goes live"):
        reschedule(first, by=author, at=timezone.now() + 4 * DAY, reason=WHY)
    with pytest.raises(PublishRefused, match="Edition 3 goes live"):
        reschedule(first, by=author, at=second.live_from, reason=WHY)
    with pytest.raises(PublishRefused, match="Edition 2 goes live"):
        reschedule(second, by=author, at=timezone.now() + DAY / 2, reason=WHY)
    assert read_on(2, 4) == [[1], [2], [3]] and not ScheduleChange.objects.exists()


def test_what_went_live_is_neither_moved_nor_called_off(live, author):
    edition = live.editions.get()
    with pytest.raises(PublishRefused, match="Too late: edition 1 went live"):
        call_off(edition, by=author, reason=WHY)
    with pytest.raises(PublishRefused, match="Too late"):
        reschedule(edition, by=author, at=timezone.now() + DAY, reason=WHY)


def test_calling_off_twice_is_said(live, author):
    edition = plan(live, author, 1)
    call_off(edition, by=author, reason=WHY)
    with pytest.raises(PublishRefused, match="called off already"):
        call_off(edition, by=author, reason=WHY)
    with pytest.raises(PublishRefused, match="called off already"):
        reschedule(edition, by=author, at=timezone.now() + DAY, reason=WHY)


@pytest.mark.parametrize("reason", ["", " \n", "\u202e"])
def test_every_change_of_plan_needs_a_reason(live, author, reason):
    edition = plan(live, author, 1)
    with pytest.raises(PublishRefused, match="Say why"):
        call_off(edition, by=author, reason=reason)
    with pytest.raises(PublishRefused, match="Say why"):
        reschedule(edition, by=author, at=timezone.now() + 2 * DAY, reason=reason)
    assert read_on(2) == [[1], [2]]


def test_the_past_is_refused(live, author):
    edition = plan(live, author, 1)
    with pytest.raises(PublishRefused, match="has passed"):
        reschedule(edition, by=author, at=timezone.now() - dt.timedelta(seconds=1), reason=WHY)
    with pytest.raises(PublishRefused, match="has passed"):
        publish(rewrite(live, author, "Late."), by=author, change_note="Late.", at=timezone.now() - DAY)


def test_a_planned_withdrawal_is_called_off(live, author):
    withdrawal = withdraw(live, by=author, reason="Out of date.", at=timezone.now() + DAY)
    call_off_withdrawal(withdrawal, by=author, reason=WHY)
    assert read_on(2) == [[1], [1]]
    assert changes(live) == [(None, WHY, "author")]
    with pytest.raises(PublishRefused, match="moved or called off already"):
        call_off_withdrawal(withdrawal, by=author, reason=WHY)


def test_a_planned_withdrawal_is_moved(live, author):
    withdrawal = withdraw(live, by=author, reason="Out of date.", at=timezone.now() + DAY)
    moved = reschedule_withdrawal(withdrawal, by=author, at=timezone.now() + 3 * DAY, reason=WHY)
    assert read_on(2, 4) == [[1], [1], []]
    assert (moved.reason, moved.decided_at) == ("Out of date.", withdrawal.decided_at)
    with pytest.raises(PublishRefused, match="moved or called off already"):
        reschedule_withdrawal(withdrawal, by=author, at=timezone.now() + 4 * DAY, reason=WHY)


def test_a_withdrawal_planned_anew_takes_the_place_of_the_first(live, author):
    withdraw(live, by=author, reason="In three days.", at=timezone.now() + 3 * DAY)
    withdraw(live, by=author, reason="Tomorrow, rather.", at=timezone.now() + DAY)
    assert read_on(2, 4) == [[1], [], []]
    assert changes(live) == [(None, "Tomorrow, rather.", "author")]


def test_a_page_comes_back_after_a_planned_withdrawal_and_stays_if_that_is_called_off(live, author):
    withdrawal = withdraw(live, by=author, reason="Being rewritten.", at=timezone.now() + DAY)
    back = plan(live, author, 3)
    assert read_on(2, 4) == [[1], [], [2]]
    with pytest.raises(PublishRefused, match="in between"):
        reschedule_withdrawal(withdrawal, by=author, at=timezone.now() + 4 * DAY, reason=WHY)
    call_off(back, by=author, reason=WHY)
    assert read_on(2, 4) == [[1], [], []]
    back = plan(live, author, 3, "Anew.")
    call_off_withdrawal(withdrawal, by=author, reason=WHY)
    assert read_on(2, 4) == [[1], [1], [3]]


def test_no_edition_begins_at_the_minute_of_a_withdrawal(live, author):
    """Else nobody could tell whether the page was to go or to change."""
    at = timezone.now() + DAY
    withdraw(live, by=author, reason="Out of date.", at=at)
    later = plan(live, author, 2)
    with pytest.raises(PublishRefused, match="withdrawal of this article was planned for that very minute"):
        reschedule(later, by=author, at=at, reason=WHY)
    call_off(later, by=author, reason=WHY)
    with pytest.raises(PublishRefused, match="that very minute"):
        publish(rewrite(live, author, "New."), by=author, change_note="New.", at=at)


def test_withdrawing_may_call_off_what_is_to_come(live, author):
    plan(live, author, 1)
    plan(live, author, 2)
    withdrawal = withdraw(live, by=author, reason="Wrong.", call_off_coming=True)
    assert read_on(2, 3) == [[], [], []]
    assert changes(live) == [(3, "Wrong.", "author"), (2, "Wrong.", "author")]
    assert live.editions.get(number=1).live_until == withdrawal.withdrawn_at


def test_an_edition_may_come_after_one_that_is_scheduled(live, author):
    plan(live, author, 1)
    plan(live, author, 2)
    assert read_on(1.5, 3) == [[1], [2], [3]]


def test_a_text_that_patients_will_read_by_then_is_not_scheduled_again(live, author):
    plan(live, author, 1)
    with pytest.raises(PublishRefused, match="already read exactly this"):
        publish(live, by=author, change_note="Again.", at=timezone.now() + 2 * DAY)


def test_a_page_does_not_come_back_before_it_was_withdrawn(live, author):
    withdraw(live, by=author, reason="Being rewritten.", at=timezone.now() + 2 * DAY)
    back = plan(live, author, 4)
    with pytest.raises(PublishRefused, match="Patients read edition 1 until it is withdrawn"):
        reschedule(back, by=author, at=timezone.now() + DAY, reason=WHY)
    assert read_on(3, 5) == [[1], [], [2]]


def test_a_schedule_is_not_moved_to_a_day_on_which_the_gate_would_stop_it(live, author):
    other, _ = restore(document("shin-splints"), by=author)
    publish(other, by=author, change_note="New.")
    withdraw(other, by=author, reason="Out of date.", at=timezone.now() + 3 * DAY)
    link = '<p>See <a href="/conditions/shin-splints/">shin splints</a>.</p>'
    article, _ = restore(document(causes=link), by=author)
    edition = publish(article, by=author, change_note="Planned.", at=timezone.now() + DAY)
    with pytest.raises(PublishRefused, match="Not moved, for that time: .*shin-splints"):
        reschedule(edition, by=author, at=timezone.now() + 5 * DAY, reason=WHY)
    assert reschedule(edition, by=author, at=timezone.now() + 2 * DAY, reason=WHY)


def test_who_wrote_what_is_kept_with_the_edition(live, author, manager):
    assert live.editions.get().written_by == [author.pk]
    restore(dataclasses.replace(compose(live), summary="One."), by=manager)
    restore(dataclasses.replace(compose(live), summary="One."), by=author)  # changes nothing
    live.refresh_from_db()
    assert live.writers == [manager.pk]
    assert publish(live, by=author, change_note="One.").written_by == [manager.pk]
    live.refresh_from_db()
    assert live.writers == []
