"""The publish checks ask the clinic for its facts, as of publication, in as many queries for many as for one."""

import dataclasses
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from conditions.document.encoding import fingerprint
from conditions.document.urgency import Urgency
from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import Article, Edition, PublishingRules, Review, Symptom
from conditions.publishing import actions, publish_checks
from conditions.publishing.links import Links
from conditions.reviews import clinical_reviews
from tests.conftest import document, symptom

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("draft_for_module")]
DAY = timedelta(days=1)
REVIEWS = {"approval", "never-reviewed", "review-due"}


def why_dead(path, at=None):
    at = at or timezone.now()
    return Links([path]).why_dead(path, at)


def rules(article, text=None, **more):
    """The rules by which something is found, but for those on reviews."""
    found = publish_checks.findings(article, text or compose(article), **more)
    return {finding.rule for finding in found} - REVIEWS


def put(author, slug, at=None, **more):
    """An article that is live from `at` (default: now) on."""
    article, _ = restore(document(slug, **more), by=author)
    actions.publish(article, by=author, change_note="First published.", at=at)
    return article


@pytest.mark.parametrize(
    "path, why",
    [
        ("/", None),
        ("/conditions/", None),
        ("/conditions/runners-knee/", None),
        ("/conditions/Runners-Knee/", None),
        ("/conditions/runners-knee/?from=mail#causes", None),
        ("/conditions/runners-knee", None),
        ("/conditions/never", "leads to a page that was never published"),
        ("/symptoms/fever/", None),
        ("/risk-factors/overweight/", None),
        ("/body-areas/knee/", None),
        ("/conditions/never/", "leads to a page that was never published"),
        ("/conditions/only-a-draft/", "leads to a page that was never published"),
        ("/symptoms/never/", "leads nowhere"),
        ("/risk-factors/fever/", "leads nowhere"),
        ("/body-areas/never/", "leads nowhere"),
        ("/nowhere", "leads nowhere"),
        ("/[", "leads nowhere"),
        ("https://[/", "leads nowhere"),
        ("/admin/conditions/article/1/preview/", "leads to a page for the clinic's staff alone"),
        ("http://testserver/conditions/never/", "leads to a page that was never published"),
        ("HTTPS://TestServer/conditions/runners-knee/", None),
        ("http://testserver", None),
        ("http://testserver.example/conditions/never/", None),
        ("https://example.org/conditions/never/", None),
        ("mailto:a@example.org", None),
        ("tel:911", None),
    ],
)
def test_an_address_of_ours_leads_somewhere_where_a_page_is(live, clinic, path, why):
    Article.objects.create(slug="only-a-draft", title="Only a draft")
    assert why_dead(path) == why


def test_a_word_that_was_merged_into_another_still_has_an_address(live):
    Symptom.objects.create(slug="fevers", name="Fevers", merged_into=Symptom.objects.get(slug="fever"))
    assert why_dead("/symptoms/fevers/") is None


def test_an_address_leads_as_far_as_the_article_does(live, author, clinic):
    soon, later = timezone.now() + DAY, timezone.now() + 3 * DAY
    actions.withdraw(live, by=author, reason="Out of date.", at=soon)
    page = "/conditions/runners-knee/"
    assert why_dead(page) is None and why_dead(page, soon) == "leads to a page that will not be live then"
    actions.publish(live, by=author, change_note="Back.", at=later)
    assert why_dead(page, soon + DAY) and why_dead(page, later) is None


def test_a_page_that_was_withdrawn_and_one_that_is_to_come_are_told_apart(live, author, clinic):
    actions.withdraw(live, by=author, reason="Out of date.")
    assert why_dead("/conditions/runners-knee/") == "leads to a page that was withdrawn"
    at = timezone.now() + DAY
    put(author, "new-page", at=at)
    assert why_dead("/conditions/new-page/") == "leads to a page that is not live yet"
    assert why_dead("/conditions/new-page/", at - DAY / 2) == "leads to a page that will not be live then"
    assert why_dead("/conditions/new-page/", at) is None


def test_a_withdrawn_page_that_leads_patients_on_is_no_dead_end(live, author, clinic):
    other = put(author, "other-page")
    actions.withdraw(live, by=author, reason="Merged.", answer="redirect", instead=other)
    assert why_dead("/conditions/runners-knee/") is None
    actions.withdraw(other, by=author, reason="Out of date.")
    assert why_dead("/conditions/runners-knee/") == "leads to a page that was withdrawn"


def test_pages_that_lead_on_to_each_other_are_followed_as_patients_are(live, author, clinic, client):
    pages = [live, *[put(author, f"page-{n}") for n in range(3)]]
    for page, instead in zip(pages, pages[1:], strict=False):
        actions.withdraw(page, by=author, reason="Merged.", answer="redirect", instead=instead)
    assert why_dead("/conditions/runners-knee/") is None
    assert client.get("/conditions/runners-knee/", follow=True).redirect_chain == [("/conditions/page-2/", 301)]
    actions.publish(live, by=author, change_note="Back.")
    actions.withdraw(pages[-1], by=author, reason="Merged.", answer="redirect", instead=live)
    actions.withdraw(live, by=author, reason="Merged.", answer="redirect", instead=put(author, "last-page"))
    assert why_dead("/conditions/page-0/") is None
    actions.withdraw(Article.objects.get(slug="last-page"), by=author, reason="Out of date.")
    assert why_dead("/conditions/page-0/") == "leads to a page that was withdrawn"


def test_pages_that_lead_on_in_a_circle_lead_nowhere(live, author, clinic):
    other = put(author, "other-page")
    soon = timezone.now() + DAY
    actions.withdraw(live, by=author, reason="Merged.", answer="redirect", instead=other, at=soon)
    actions.withdraw(other, by=author, reason="Merged.", answer="redirect", instead=live, at=soon)
    assert why_dead("/conditions/other-page/") is None
    assert why_dead("/conditions/other-page/", soon) == "leads to a page that will not be live then"


def test_a_link_is_judged_at_the_moment_of_publication(live, author, clinic):
    at = timezone.now() + DAY
    actions.withdraw(live, by=author, reason="Out of date.", at=at)
    text = document("other", causes='<p><a href="/conditions/runners-knee/">There</a></p>')
    article, _ = restore(text, by=author)
    assert rules(article, text) == set()
    assert rules(article, text, at=at) == {"dead-link"}
    with pytest.raises(actions.PublishRefused, match="will not be live then"):
        actions.publish(article, by=author, change_note="New.", at=at + DAY)


def test_editions_are_not_over_while_patients_read_them_or_are_going_to(live, author, clinic):
    actions.withdraw(put(author, "over"), by=author, reason="Old.")
    coming = put(author, "coming", at=timezone.now() + DAY)
    called_off = put(author, "called-off", at=timezone.now() + DAY)
    actions.call_off(called_off.editions.get(), by=author, reason="Wrong.")
    not_over = Edition.objects.not_over().values_list("slug", flat=True)
    assert sorted(not_over) == ["coming", "runners-knee"]
    actions.withdraw(live, by=author, reason="Old.", at=coming.editions.get().live_from)
    assert [edition.slug for edition in Edition.objects.not_over(timezone.now() + DAY)] == ["coming"]


def test_the_numbers_and_the_emergency_wording_are_the_clinics(draft, clinic):
    text = document(causes="<p>Call 904-555-0101 or (904) 555-0102.</p>")
    assert rules(draft, text) == set()
    clinic.phone_lines.all().delete()
    clinic.emergency_wording = ""
    clinic.save()
    assert rules(draft, text) == {"phone", "emergency-card"}


def test_an_emergency_in_another_live_article_worries(live, author, clinic):
    mild = symptom("fever", "Fever", Urgency.CLINIC)
    article, _ = restore(document("other", symptoms=(mild,)), by=author)
    assert rules(article) == {"emergency-elsewhere"}
    assert rules(live, document(symptoms=(mild,))) == set(), "what it says itself is no other article"
    actions.withdraw(live, by=author, reason="Out of date.")
    assert rules(article) == set()


def test_a_word_that_was_merged_counts_as_the_one_it_became(live, author, clinic):
    heat = Symptom.objects.create(slug="heat", name="Heat")
    Symptom.objects.filter(slug="fever").update(merged_into=heat)
    article, _ = restore(document("other", symptoms=(symptom("heat", "Heat", Urgency.CLINIC),)), by=author)
    assert rules(article) == {"emergency-elsewhere"}


def review_rules(article, **more):
    return {finding.rule for finding in publish_checks.findings(article, compose(article), **more)} & REVIEWS


def sign(article, reviewer, outcome=Review.Outcome.NO_CHANGE, **more):
    seen = fingerprint(compose(article))
    return clinical_reviews.review(article, by=reviewer, outcome=outcome, seen=seen, note="As it is.", **more)


def test_approval_is_asked_for_each_text_and_not_for_corrections(draft, reviewer, author):
    assert review_rules(draft) == {"approval", "never-reviewed"}
    sign(draft, reviewer)
    assert review_rules(draft) == set()
    actions.publish(draft, by=author, change_note="First published.")
    restore(document(causes="<p>Something new.</p>"), by=author)
    assert review_rules(draft) == {"approval"}, "the page was reviewed, this text was not"
    assert review_rules(draft, correction=True) == set()


def test_a_text_that_needs_a_change_is_not_approved(draft, reviewer):
    sign(draft, reviewer)
    sign(draft, reviewer, Review.Outcome.CHANGE_NEEDED)
    assert review_rules(draft) == {"approval"}
    sign(draft, reviewer)
    assert review_rules(draft) == set()


def test_a_needed_change_is_due_from_its_own_day_on(live, reviewer):
    sign(live, reviewer)
    sign(live, reviewer, Review.Outcome.CHANGE_NEEDED)
    assert review_rules(live, at=timezone.now() + DAY) == {"approval", "review-due"}
    sign(live, reviewer)
    assert review_rules(live, at=timezone.now() + DAY) == set()


def test_an_approval_holds_for_the_edition_that_replaces_the_approved_one_with_a_correction(live, reviewer, author):
    restore(document(summary="Planned words."), by=author)
    live.refresh_from_db()
    first = live.live_edition
    actions.publish(live, by=author, change_note="Planned.", at=timezone.now() + DAY)
    sign(live, reviewer)
    corrected = dataclasses.replace(first.document, causes="<p>Too much running too soon.</p>")
    actions.correct(live, by=author, document=corrected, change_note="Typo.", seen=first.number)
    (replacing,) = live.editions.exclude(replaces=None)
    [(_, found)] = publish_checks.findings_of([replacing])
    assert {finding.rule for finding in found} & REVIEWS == set()
    assert review_rules(live) == set(), "the draft says what it says"


def test_a_review_of_a_draft_that_nobody_published_is_none_of_the_page(live, reviewer, author):
    restore(document(causes="<p>Something new.</p>"), by=author)
    sign(live, reviewer)
    restore(document(causes="<p>Something else.</p>"), by=author)
    assert review_rules(live) == {"approval", "never-reviewed"}


def test_a_review_is_overdue_as_of_the_moment_of_publication(draft, reviewer, author):
    today = timezone.localdate()
    sign(draft, reviewer, next_due=today + 10 * DAY)
    assert review_rules(draft) == set()
    assert review_rules(draft, at=timezone.now() + 11 * DAY) == {"review-due"}
    sign(draft, reviewer, next_due=today + 20 * DAY)
    assert review_rules(draft, at=timezone.now() + 11 * DAY) == set(), "the newest one counts"


def test_the_clinics_levels_decide_at_every_door(draft, author, clinic):
    PublishingRules.objects.create(levels={"approval": "stop", "never-reviewed": "off"})
    [finding] = publish_checks.findings(draft, compose(draft))
    assert (finding.rule, finding.is_error) == ("approval", True)
    with pytest.raises(actions.PublishRefused, match="Nobody but the author has approved"):
        actions.publish(draft, by=author, change_note="First published.")


def test_editions_are_judged_as_what_they_are(live, author, clinic):
    at = timezone.now() + DAY
    first = live.live_edition
    corrected = dataclasses.replace(first.document, causes="<p>Too much running too soon.</p>")
    edition, _ = actions.correct(live, by=author, document=corrected, change_note="Typo.", seen=first.number)
    scheduled = put(author, "other", at=at, causes='<p><a href="/conditions/runners-knee/">There</a></p>')
    actions.withdraw(live, by=author, reason="Out of date.", at=at)
    judged = publish_checks.findings_of(Edition.objects.not_over())
    found = {edition: {finding.rule for finding in findings} for edition, findings in judged}
    assert found == {
        edition: set(),
        scheduled.editions.get(): {"dead-link", "approval", "never-reviewed"},
    }


def count(act):
    with CaptureQueriesContext(connection) as queries:
        act()
    return len(queries)


def many_links(*slugs):
    paths = [*[f"/conditions/{slug}/" for slug in slugs], "/symptoms/fever/", "/body-areas/knee/", "/risk-factors/x/"]
    return "".join(f'<p><a href="{path}">There</a></p>' for path in paths)


def test_many_links_and_many_articles_cost_as_many_queries_as_one(live, author, reviewer, clinic):
    other = put(author, "other-page")
    actions.withdraw(other, by=author, reason="Merged.", answer="redirect", instead=live)
    few, many = (
        document(causes=many_links(*slugs))
        for slugs in (["other-page"], ["other-page", *map("page-{}".format, range(40))])
    )
    cost = count(lambda: publish_checks.findings(live, few))
    for i in range(20):
        sign(put(author, f"page-{i}", symptoms=(symptom(f"s-{i}", f"S {i}", Urgency.EMERGENCY),)), reviewer)
    assert count(lambda: publish_checks.findings(live, many)) == cost <= 14
    assert count(lambda: publish_checks.findings_of(Edition.objects.not_over())) <= cost + 1
