"""Editions that were published elsewhere come in with their own past; the rest of what holds for editions holds."""

import datetime as dt

import pytest
from django.utils import timezone

from conditions.editing.restore import restore
from conditions.models import Address, Edition, EditionTerm, PublishingRules, Withdrawal
from conditions.publishing.actions import PublishRefused, import_editions, publish, publish_errors, withdraw
from tests.conftest import document, symptom

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DAY = dt.timedelta(days=1)
START = dt.datetime(2026, 3, 14, 9, tzinfo=dt.UTC)


def edition(number, since=0, until=None, **more):
    """Live from `since` to `until`, days after START."""
    facts = {
        "number": number,
        "live_from": START + since * DAY,
        "live_until": None if until is None else START + until * DAY,
        "published_at": START + (since - 1) * DAY,
        "publisher": "Ada of the old site",
        "change_note": "Then.",
        "document": document(),
    }
    return facts | more


def take(article, by, *editions, addresses=("runners-knee",), **more):
    return import_editions(article, by=by, addresses=addresses, editions=editions, **more)


def test_it_keeps_numbers_windows_and_names(draft, author):
    take(draft, author, edition(3, 0, 5), edition(7, 5, correction=True, override_reason="A recall."))
    first, second = draft.editions.order_by("number")
    assert (first.number, first.live_from, first.live_until) == (3, START, START + 5 * DAY)
    assert (second.published_at, second.publisher, second.published_by) == (
        START + 4 * DAY,
        "Ada of the old site",
        author,
    )
    assert second.correction and second.override_reason == "A recall." and second.recorded_at > START + 5 * DAY
    assert draft.editions.live(START + DAY).get() == first and draft.live_edition == second
    assert EditionTerm.objects.filter(edition=first, slug="fever").exists()


def test_who_imports_it_did_not_write_it(draft, author):
    take(draft, author, edition(1))
    draft.refresh_from_db()
    assert draft.writers == draft.editions.get().written_by == []


def test_the_next_edition_goes_on_from_there(draft, author):
    take(draft, author, edition(3))
    restore(document(summary="Rest."), by=author)
    assert publish(draft, by=author, change_note="Shorter.").number == 4
    assert draft.editions.get(number=3).live_until == draft.live_edition.live_from


def test_addresses_are_claimed_in_their_order(draft, author, client):
    take(draft, author, edition(1), addresses=["knee", "bad-knee", "runners-knee"])
    assert list(Address.objects.order_by("pk").values_list("slug", flat=True)) == ["knee", "bad-knee", "runners-knee"]


def test_a_withdrawal_comes_along(draft, author, client):
    there = {"answer": "notice", "reason": "Out of date.", "instead": None, "decided_at": START}
    take(draft, author, edition(1, 0, 5), withdrawals=[there | {"withdrawn_at": START + 5 * DAY}])
    assert Withdrawal.objects.in_force().get().withdrawn_by == author
    response = client.get("/conditions/runners-knee/")
    assert response.status_code == 410 and "Out of date." in response.content.decode()


def test_an_article_that_was_published_here_takes_nothing(live, author):
    with pytest.raises(PublishRefused, match="has editions here already"):
        take(live, author, edition(5, 0, 1))
    assert live.editions.count() == 1
    withdraw(live, by=author, reason="Old.")
    with pytest.raises(PublishRefused, match="has editions here already"):
        take(live, author, edition(5, 0, 1))


@pytest.mark.parametrize(
    "editions",
    [
        [edition(1, 0, 5), edition(1, 5)],
        [edition(1, 0, 5), edition(2, 4)],
        [edition(1, 0), edition(2, 4)],
        [edition(1, 5, 0)],
    ],
    ids=["one number", "overlap", "two open", "backwards"],
)
def test_editions_that_do_not_fit_together_are_refused_as_a_whole(draft, author, editions):
    with pytest.raises(PublishRefused, match='The editions of "Runners knee" do not fit together'):
        take(draft, author, *editions)
    assert not Edition.objects.exists() and not Address.objects.exists() and not EditionTerm.objects.exists()


def test_the_address_of_another_article_is_not_taken(live, author):
    other, _ = restore(document("frozen-shoulder"), by=author)
    with pytest.raises(PublishRefused, match='The address "runners-knee" was once the page of "Runners knee"'):
        take(other, author, edition(1, document=document("frozen-shoulder")))
    assert not other.editions.exists()


def test_the_gate_is_asked_of_what_patients_read_now_or_will(draft, clinic, author):
    dead = document(causes='<p><a href="/conditions/gone/">More</a></p>')
    coming = timezone.now() + DAY
    take(
        draft,
        author,
        edition(1, 0, 1, document=dead),
        edition(2, 1, live_until=coming),
        edition(3, live_from=coming, document=dead),
    )
    assert [finding.rule for finding in publish_errors([draft.pk])[draft.pk]] == ["dead-link"]


def test_what_nobody_reads_any_more_stops_nothing(draft, clinic, author):
    take(draft, author, edition(1, 0, 1, document=document(causes='<p><a href="/conditions/gone/">More</a></p>')))
    assert publish_errors([draft.pk]) == {}


def test_an_override_passes_for_the_approval_alone(draft, clinic, author, manager):

    PublishingRules.objects.create(levels={"approval": "stop"})
    clinic.emergency_wording = ""
    clinic.save()
    take(draft, author, edition(1, override_reason="A recall."))
    assert [finding.rule for finding in publish_errors([draft.pk])[draft.pk]] == ["emergency-card"]
    other, _ = restore(document("hip", symptoms=(symptom("ache", "Ache"),)), by=author)
    calm = document("hip", symptoms=(symptom("ache", "Ache"),))
    take(other, author, edition(1, document=calm), addresses=["hip"])
    assert [finding.rule for finding in publish_errors([other.pk])[other.pk]] == ["approval"]
