"""Publishing is a separate, named act; saving the working copy changes nothing that patients read."""

import dataclasses
import datetime as dt

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from conditions.document.encoding import fingerprint
from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import Address, Article, Edition, EditionTerm, Withdrawal
from conditions.publishing.actions import PublishRefused, publish, withdraw
from tests.conftest import document

pytestmark = [pytest.mark.django_db, pytest.mark.database]

DAY = dt.timedelta(days=1)


def rewrite(article, by, **changes):
    article, _ = restore(dataclasses.replace(compose(article), **changes), by=by)
    return article


def numbers(moment=None):
    return list(Edition.objects.live(moment).values_list("number", flat=True))


def state(article, at=None):
    return Article.objects.with_state(at).get(pk=article.pk).state


def test_an_edition_says_what_the_draft_said_who_published_it_and_why(draft, author):
    author.first_name, author.last_name = "Nora", "Whitfield"
    edition = publish(draft, by=author, change_note="  First published. ")
    edition.refresh_from_db()
    assert edition.document == document() and edition.fingerprint == fingerprint(document())
    assert (edition.number, edition.slug, edition.title) == (1, "runners-knee", "Runners knee")
    assert edition.summary == document().summary
    assert (edition.change_note, edition.publisher, edition.published_by) == (
        "First published.",
        "Nora Whitfield",
        author,
    )
    assert edition.live_until is None and edition == draft.live_edition


def test_the_terms_of_an_edition_are_listed_in_their_order(live):
    rows = EditionTerm.objects.live().values_list("kind", "position", "slug", "urgency", "detail")
    assert list(rows) == [
        ("body-area", 0, "knee", "", ""),
        ("risk-factor", 0, "overweight", "", "Each pound loads the kneecap fourfold on stairs."),
        ("symptom", 0, "swelling", "clinic", "A little puffiness below the kneecap."),
        ("symptom", 1, "fever", "emergency", "Fever with a hot knee may be an infection."),
        ("test", 0, "x-ray", "", "Shows the groove."),
    ]


def test_the_next_edition_begins_at_the_instant_the_last_one_ends(live, author):
    first = live.editions.get()
    second = publish(rewrite(live, author, summary="Rest."), by=author, change_note="Shorter.")
    first.refresh_from_db()
    assert first.live_until == second.live_from > first.live_from
    assert (first.number, second.number) == (1, 2)
    assert numbers() == numbers(second.live_from) == [2]
    assert numbers(second.live_from - dt.timedelta(microseconds=1)) == numbers(first.live_from) == [1]
    assert numbers(first.live_from - dt.timedelta(microseconds=1)) == []


def test_each_article_counts_its_own_editions(live, author):
    other, _ = restore(document("frozen-shoulder"), by=author)
    assert publish(other, by=author, change_note="New.").number == 1
    assert Edition.objects.live().count() == 2


@pytest.mark.parametrize("note", ["", " \n\t", "\u202e\x00"])
def test_nothing_is_published_without_a_change_note(draft, author, note):
    with pytest.raises(PublishRefused, match="change note"):
        publish(draft, by=author, change_note=note)
    assert not Edition.objects.exists()


@pytest.mark.parametrize("changes, words", [({"summary": ""}, "quick answer"), ({"author": None}, "No author")])
def test_what_stops_a_draft_is_said_and_nothing_is_written(author, changes, words):
    article, _ = restore(document(**changes), by=author)
    with pytest.raises(PublishRefused, match=words):
        publish(article, by=author, change_note="New.")
    assert not Edition.objects.exists() and not Address.objects.exists()


def test_what_only_worries_does_not_stop(author):
    article, _ = restore(document(symptoms=(), sources=()), by=author)
    assert publish(article, by=author, change_note="New.").number == 1


def test_a_draft_that_changed_since_it_was_looked_at_is_not_published(live, author):
    seen = fingerprint(compose(rewrite(live, author, summary="One.")))
    changed = rewrite(live, author, summary="Two.")
    with pytest.raises(PublishRefused, match="changed after you looked"):
        publish(changed, by=author, change_note="Shorter.", seen=seen)
    assert numbers() == [1]
    seen = fingerprint(compose(changed))
    assert publish(changed, by=author, change_note="Shorter.", seen=seen).summary == "Two."


def test_the_database_counts_not_the_object_in_hand(draft, author):
    draft.title = "Never saved"
    assert publish(draft, by=author, change_note="New.").title == "Runners knee"


def test_publishing_the_same_twice_is_refused(live, author):
    with pytest.raises(PublishRefused, match="already read exactly this"):
        publish(live, by=author, change_note="Again.")
    assert live.editions.count() == 1


def test_going_back_to_an_earlier_text_is_an_edition_of_its_own(live, author):
    publish(rewrite(live, author, summary="Rest."), by=author, change_note="Shorter.")
    article, _ = restore(live.editions.get(number=1).document, by=author)
    assert publish(article, by=author, change_note="Back.").number == 3
    assert live.live_edition.document == document()


def test_the_publishers_name_outlives_a_renamed_account(live, author):
    User.objects.filter(pk=author.pk).update(first_name="Another", username="other")
    assert live.editions.get().publisher == "Author"


def test_a_publisher_with_the_longest_names_can_publish(draft, author):
    author.first_name, author.last_name = "N" * 150, "W" * 150
    assert publish(draft, by=author, change_note="New.").publisher.endswith("W" * 49)


def test_saving_the_working_copy_never_changes_the_live_page(live, author, client):
    before = client.get("/conditions/runners-knee/").content
    rewrite(live, author, title="Changed", summary="Changed.", symptoms=(), risk_factors=())
    assert client.get("/conditions/runners-knee/").content == before
    assert client.get("/symptoms/swelling/").content.count(b"Runners knee") == 1
    assert state(live) == Article.State.CHANGED


def test_the_state_follows_the_article_through_its_life(draft, author):
    assert state(draft) == Article.State.DRAFT
    publish(draft, by=author, change_note="New.")
    assert state(draft) == Article.State.LIVE
    rewrite(draft, author, summary="Rest.")
    assert state(draft) == Article.State.CHANGED
    rewrite(draft, author, summary=document().summary)
    assert state(draft) == Article.State.LIVE
    withdraw(draft, by=author, reason="Out of date.")
    assert state(draft) == Article.State.WITHDRAWN


def test_a_first_edition_of_tomorrow_waits_unseen(draft, author, client):
    tomorrow = timezone.now() + DAY
    publish(draft, by=author, change_note="From tomorrow.", at=tomorrow)
    assert numbers() == [] and numbers(tomorrow) == [1]
    assert state(draft) == Article.State.SCHEDULED and state(draft, tomorrow) == Article.State.LIVE
    assert client.get("/conditions/runners-knee/").status_code == 404
    assert b"Runners" not in client.get("/conditions/").content


def test_an_edition_of_tomorrow_leaves_todays_in_place(live, author, client):
    tomorrow = timezone.now() + DAY
    article = rewrite(live, author, summary="From tomorrow on.")
    publish(article, by=author, change_note="From tomorrow.", at=tomorrow)
    assert numbers() == [1] and numbers(tomorrow) == [2]
    assert b"From tomorrow on." not in client.get("/conditions/runners-knee/").content
    assert state(article) == Article.State.CHANGED and state(article, tomorrow) == Article.State.LIVE


def test_nothing_goes_in_front_of_what_is_planned(live, author):
    tomorrow = timezone.now() + DAY
    publish(rewrite(live, author, summary="Tomorrow."), by=author, change_note="From tomorrow.", at=tomorrow)
    hasty = rewrite(live, author, summary="Today.")
    with pytest.raises(PublishRefused, match="Edition 2 .* would undo this one"):
        publish(hasty, by=author, change_note="At once.")
    with pytest.raises(PublishRefused, match="that very minute"):
        publish(hasty, by=author, change_note="The same instant.", at=tomorrow)
    with pytest.raises(PublishRefused, match="Edition 2 .* Call it off"):
        withdraw(live, by=author, reason="Wrong.")
    assert numbers() == [1] and numbers(tomorrow) == [2]
    assert publish(hasty, by=author, change_note="After it.", at=tomorrow + DAY).number == 3


def test_a_withdrawn_article_is_not_live_and_the_withdrawal_says_why(live, author):
    withdrawal = withdraw(live, by=author, reason=" Out of date.\x00 ")
    edition = live.editions.get()
    assert (withdrawal.reason, withdrawal.withdrawn_by, withdrawal.instead) == ("Out of date.", author, None)
    assert withdrawal.article == live and edition.live_until == withdrawal.withdrawn_at
    assert numbers() == [] and numbers(edition.live_from) == [1]


def test_a_withdrawal_planned_for_tomorrow_happens_tomorrow(live, author):
    tomorrow = timezone.now() + DAY
    withdraw(live, by=author, reason="Out of date.", at=tomorrow)
    assert numbers() == [1] and numbers(tomorrow) == []
    publish(rewrite(live, author, summary="Rest."), by=author, change_note="At once.")
    assert numbers() == [2] and numbers(tomorrow) == []


def test_a_withdrawal_needs_a_live_article_a_reason_and_another_page(draft, author):
    with pytest.raises(PublishRefused, match="not live"):
        withdraw(draft, by=author, reason="Out of date.")
    publish(draft, by=author, change_note="New.")
    with pytest.raises(PublishRefused, match="reason"):
        withdraw(draft, by=author, reason=" \n")
    with pytest.raises(PublishRefused, match="another article"):
        withdraw(draft, by=author, reason="Out of date.", instead=draft)
    withdraw(draft, by=author, reason="Out of date.")
    with pytest.raises(PublishRefused, match="not live"):
        withdraw(draft, by=author, reason="Out of date.")
    assert Withdrawal.objects.count() == 1


def test_a_withdrawn_article_can_be_published_again_as_it_was(live, author, client):
    withdraw(live, by=author, reason="Under review.")
    edition = publish(live, by=author, change_note="Reviewed.")
    assert edition.number == 2 and numbers() == [2]
    assert client.get("/conditions/runners-knee/").status_code == 200
    withdraw(live, by=author, reason="Out of date after all.")
    assert b"Out of date after all." in client.get("/conditions/runners-knee/").content


def test_an_address_that_was_live_is_never_given_to_another_article(live, author):
    Article.objects.filter(pk=live.pk).update(slug="kneecap-pain")
    publish(live, by=author, change_note="Renamed.")
    other, _ = restore(document("frozen-shoulder"), by=author)
    Article.objects.filter(pk=other.pk).update(slug="runners-knee")
    other.refresh_from_db()
    assert other.slug_owner() == live
    with pytest.raises(PublishRefused, match='"runners-knee" was once the page of "Runners knee"'):
        publish(other, by=author, change_note="New.")
    assert not other.editions.exists()


def test_an_article_takes_its_own_former_address_back(live, author):
    for slug in ("kneecap-pain", "runners-knee"):
        Article.objects.filter(pk=live.pk).update(slug=slug)
        assert publish(live, by=author, change_note="Renamed.").slug == slug
    assert set(live.addresses.values_list("slug", flat=True)) == {"runners-knee", "kneecap-pain"}
