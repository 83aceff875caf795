"""A typo on the live page is mended at once; the draft and every schedule that waits get the fix too."""

import dataclasses
import datetime as dt

import pytest
from django.utils import timezone

from conditions.document.urgency import Urgency
from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import Edition, PublishingRules
from conditions.publishing.actions import Clashing, PublishRefused, correct, publish, withdraw
from tests.conftest import document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("draft_for_module")]

DAY = dt.timedelta(days=1)
NOTE = "A comma too many."
SWELLING, FEVER = document().symptoms
FIXED = "<p>Too much running too soon.</p>"


def rewrite(article, by, **changes):
    return restore(dataclasses.replace(compose(article), **changes), by=by)[0]


def fix(article, by, *, seen=1, decisions=None, **changes):
    live = article.live_edition
    changed = dataclasses.replace(live.document, **(changes or {"causes": FIXED}))
    return correct(article, by=by, document=changed, change_note=NOTE, seen=seen, decisions=decisions)


def document_on(day):
    return Edition.objects.live(timezone.now() + day * DAY).get().document


def test_the_live_page_alone_changes_and_the_draft_keeps_its_own_changes(live, author, client):
    rewrite(live, author, summary="A bigger change that waits.")
    edition, notes = fix(live, author)
    assert (edition.number, edition.correction, notes) == (2, True, [])
    assert edition.document == document(causes=FIXED) == document_on(0)
    assert compose(live) == document(causes=FIXED, summary="A bigger change that waits.")
    assert b"running too soon" in client.get("/conditions/runners-knee/").content


def test_a_scheduled_edition_gets_the_fix_and_keeps_its_time(live, author):
    at = timezone.now() + DAY
    publish(rewrite(live, author, summary="From tomorrow."), by=author, change_note="For spring.", at=at)
    edition, _ = fix(live, author)
    assert edition.live_until == at
    coming = Edition.objects.live(at).get()
    assert (coming.number, coming.change_note, coming.live_from) == (4, "For spring.", at)
    assert coming.document == document(causes=FIXED, summary="From tomorrow.") == compose(live)
    change = live.schedule_changes.get()
    assert change.edition.number == 2 and "correction of edition 3" in change.reason
    assert [e.number for e in live.editions.seen().order_by("live_from")] == [1, 3, 4]


def test_all_that_is_scheduled_gets_the_fix(live, author):
    for days in (1, 2):
        article = rewrite(live, author, summary=f"In {days} days.")
        publish(article, by=author, change_note="Planned.", at=timezone.now() + days * DAY)
    fix(live, author)
    assert [(document_on(day).summary, document_on(day).causes) for day in (1.5, 3)] == [
        ("In 1 days.", FIXED),
        ("In 2 days.", FIXED),
    ]


def test_a_schedule_that_has_the_fix_already_is_left_alone(live, author):
    at = timezone.now() + DAY
    planned = publish(rewrite(live, author, causes=FIXED, summary="New."), by=author, change_note="New.", at=at)
    fix(live, author)
    assert Edition.objects.live(at).get() == planned and not live.schedule_changes.exists()


def test_a_planned_withdrawal_stays_planned(live, author):
    at = timezone.now() + DAY
    withdraw(live, by=author, reason="Out of date.", at=at)
    fix(live, author)
    assert Edition.objects.live().get().live_until == at and not Edition.objects.live(at).exists()


def test_a_page_that_returns_after_a_withdrawal_gets_the_fix_without_closing_the_gap(live, author):
    withdraw(live, by=author, reason="Rebuilt.", at=timezone.now() + DAY)
    publish(rewrite(live, author, summary="Back."), by=author, change_note="Back.", at=timezone.now() + 2 * DAY)
    fix(live, author)
    assert not Edition.objects.live(timezone.now() + 1.5 * DAY).exists()
    assert document_on(3) == document(causes=FIXED, summary="Back.")


def test_a_clash_is_decided_by_a_person_and_nothing_is_done_before(live, author):
    at = timezone.now() + DAY
    publish(rewrite(live, author, causes="<p>Planned causes.</p>"), by=author, change_note="Planned.", at=at)
    rewrite(live, author, causes="<p>Drafted causes.</p>")
    with pytest.raises(Clashing) as clashing:
        fix(live, author)
    places = {where: [clash.path for clash in clashes] for where, clashes in clashing.value.clashes.items()}
    assert places == {"draft": ["causes"], 2: ["causes"]}
    assert live.editions.count() == 2 and compose(live).causes == "<p>Drafted causes.</p>"
    with pytest.raises(Clashing) as clashing:
        fix(live, author, decisions={"draft": {"causes": "theirs"}})
    assert clashing.value.clashes.keys() == {2}
    fix(live, author, decisions={"draft": {"causes": "theirs"}, 2: {"causes": "ours"}})
    assert compose(live).causes == "<p>Drafted causes.</p>"
    assert document_on(0).causes == document_on(2).causes == FIXED


@pytest.mark.parametrize(
    "changes, seen, words",
    [
        ({"causes": document().causes}, 1, "Nothing differs"),
        ({"slug": "another"}, 1, "keeps the page's address"),
        ({"summary": ""}, 1, "quick answer is missing"),
        ({"causes": FIXED}, 0, "went live while you were correcting"),
    ],
)
def test_what_is_no_correction_is_refused_in_words(live, author, changes, seen, words):
    with pytest.raises(PublishRefused, match=words):
        fix(live, author, seen=seen, **changes)
    assert live.editions.count() == 1


def test_only_a_live_page_is_corrected(draft, author):
    with pytest.raises(PublishRefused, match="not live"):
        correct(draft, by=author, document=document(), change_note=NOTE, seen=1)


def test_a_correction_needs_a_note(live, author):
    with pytest.raises(PublishRefused, match="what was wrong"):
        correct(live, by=author, document=document(causes=FIXED), change_note=" ", seen=1)


def test_a_draft_that_waits_under_another_address_keeps_it(live, author):
    article = rewrite(live, author, summary="Waiting.")
    article.slug = "kneecap-pain"
    article.save(update_fields=["slug"])
    fix(live, author)
    article.refresh_from_db()
    assert (article.slug, article.causes, article.summary) == ("kneecap-pain", FIXED, "Waiting.")


@pytest.mark.parametrize(
    "changes, small",
    [
        ({"causes": FIXED}, True),
        ({"summary": "Something else entirely: " + "new words " * 12}, False),
        ({"symptoms": (SWELLING, dataclasses.replace(FEVER, urgency=Urgency.SELF_CARE))}, False),
        ({"tests": ()}, False),
    ],
)
def test_what_is_more_than_a_slip_is_an_edition_like_any_other(live, author, changes, small):
    edition, _ = fix(live, author, **changes)
    assert edition.correction is small and edition.written_by == [author.pk]


def test_who_corrects_a_page_joins_those_who_wrote_it(live, author, manager):
    edition, _ = fix(live, manager)
    assert edition.written_by == [author.pk, manager.pk]


def test_what_the_clinic_wants_approved_does_not_pass_as_a_correction(live, author):
    PublishingRules.objects.create(levels={"approval": "stop"})
    fix(live, author)
    with pytest.raises(PublishRefused, match="Nobody but the author"):
        fix(live, author, seen=2, summary="Something else entirely: " + "new words " * 12)


def test_what_was_wrong_before_does_not_forbid_a_correction_and_what_becomes_wrong_does(live, author):
    PublishingRules.objects.create(levels={"sources": "stop"})
    bare, _ = restore(document("bare", sources=()), by=author)
    PublishingRules.objects.update(levels={})
    publish(bare, by=author, change_note="New.")
    PublishingRules.objects.update(levels={"sources": "stop"})
    fix(bare, author)
    with pytest.raises(PublishRefused, match="for the live page: .* leads"):
        fix(bare, author, seen=2, causes='<p><a href="/conditions/never/">Never</a></p>')


def test_a_replaced_schedule_stays_its_publishers_decision(live, author, manager):
    PublishingRules.objects.create(levels={"approval": "stop"})
    at = timezone.now() + DAY
    article = rewrite(live, author, summary="From tomorrow.")
    publish(article, by=manager, change_note="Planned.", at=at, override="Recall of an implant.")
    planned = Edition.objects.live(at).get()
    fix(live, author)
    coming = Edition.objects.live(at).get()
    assert coming.number == 4 and coming.replaces == planned
    assert (coming.published_by, coming.publisher, coming.published_at) == (manager, "Manager", planned.published_at)
    assert coming.override_reason == "Recall of an implant." and coming.written_by == [author.pk]
