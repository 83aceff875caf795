"""Whatever is changed, by whatever way, the very next request shows it; what changed nothing leaves pages kept."""

import datetime as dt

import pytest
from django.db import connection, transaction
from django.utils import timezone

from clinic_site.directory.models import ClinicProfile, Closure, Location, OpeningHours, Person, PhoneLine
from conditions.editing.restore import restore
from conditions.models import Article, Review, Symptom
from conditions.publishing.actions import correct, publish, withdraw
from conditions.reviews import clinical_reviews
from conditions.vocabulary.merge_terms import merge_terms
from tests.conftest import document, symptom

pytestmark = [pytest.mark.django_db, pytest.mark.database, pytest.mark.usefixtures("live_for_module")]

ARTICLE, OTHER = "/conditions/runners-knee/", "/conditions/frozen-shoulder/"


@pytest.fixture
def site(client, live, author, reviewer):
    """One of everything that pages show."""
    other, _ = restore(document("frozen-shoulder", symptoms=(symptom("ache", "Ache"),)), by=author)
    publish(other, by=author, change_note="First published.")
    place = Location.objects.create(name="Harbor Street", slug="harbor-street", city="Pelican Point")
    OpeningHours.objects.create(location=place, weekday=0, opens=dt.time(8), closes=dt.time(17))
    Closure.objects.create(day=timezone.localdate() + dt.timedelta(days=9), reason="Founders' day")
    return client


def sql(statement):
    with connection.cursor() as cursor:
        cursor.execute(statement)


def publish_anew(author, **said):
    article, _ = restore(document(**said), by=author)
    return publish(article, by=author, change_note="New words.")


def correct_a_slip(author):
    article = Article.objects.get(slug="runners-knee")
    fixed = document(causes="<p>Too much running, too early.</p>")
    correct(article, by=author, document=fixed, change_note="A slip.", seen=article.live_edition.number)


def review(reviewer):
    article = Article.objects.get(slug="runners-knee")
    clinical_reviews.review(
        article, by=reviewer, outcome=Review.Outcome.NO_CHANGE, seen=article.live_edition.fingerprint
    )


def merge(author):
    merge_terms(Symptom.objects.get(slug="swelling"), Symptom.objects.get(slug="ache"), by=author, reason="The same.")


CHANGES = {  # what happens: (a page that shows it, the act, words that come or (with a "-") go)
    "an article is published": (ARTICLE, lambda a, r: publish_anew(a, causes="<p>Hills.</p>"), "Hills."),
    "an article gets another title, and A to Z": (
        "/conditions/",
        lambda a, r: publish_anew(a, title="Kneepain"),
        "Kneep",
    ),
    "an article gets another title, and a symptom": (
        "/symptoms/fever/",
        lambda a, r: publish_anew(a, title="Kneepain"),
        "Kneepain",
    ),
    "a slip is corrected": (ARTICLE, lambda a, r: correct_a_slip(a), "too early"),
    "an article is withdrawn": (
        "/conditions/",
        lambda a, r: withdraw(Article.objects.get(slug="runners-knee"), by=a, reason="Old."),
        "-Runners knee",
    ),
    "a review is given": (ARTICLE, lambda a, r: review(r), "Clinically reviewed"),
    "a word is described": (
        "/symptoms/fever/",
        lambda a, r: Symptom.objects.filter(slug="fever").update(description="Hot all over."),
        "Hot all over.",
    ),
    "words are merged": ("/symptoms/", lambda a, r: merge(a), "-Ache"),
    "a person is renamed": ("/people/", lambda a, r: Person.objects.update(name="Una Reyes"), "Una Reyes"),
    "a person is taken away": (
        "/people/",
        lambda a, r: Person.objects.filter(slug="amelia-hart").delete(),
        "-Amelia Hart",
    ),
    "people come in bulk": (
        "/people/",
        lambda a, r: Person.objects.bulk_create([Person(name="Una Reyes", slug="una")], ignore_conflicts=True),
        "Una Reyes",
    ),
    "people are brought up to date in bulk": (
        "/people/",
        lambda a, r: Person.objects.bulk_create(
            [Person(name="Una Reyes", slug="amelia-hart")],
            update_conflicts=True,
            unique_fields=["slug"],
            update_fields=["name"],
        ),
        "Una Reyes",
    ),
    "a location moves": ("/locations/", lambda a, r: Location.objects.update(street="9 Quay"), "9 Quay"),
    "hours change": ("/locations/", lambda a, r: OpeningHours.objects.update(opens=dt.time(7)), "7 a.m."),
    "a closure is called off": ("/locations/", lambda a, r: Closure.objects.all().delete(), "-Founders"),
    "the clinic is renamed": ("/", lambda a, r: ClinicProfile.objects.update(name="Gull Clinic"), "Gull Clinic"),
    "and articles say so": (ARTICLE, lambda a, r: ClinicProfile.objects.update(name="Gull Clinic"), "Gull Clinic"),
    "a phone number changes": (
        ARTICLE,
        lambda a, r: PhoneLine.objects.filter(purpose="rehab").update(number="904-555-0199"),
        "904-555-0199",
    ),
    "a phone line is taken away": (
        ARTICLE,
        lambda a, r: PhoneLine.objects.get(purpose="rehab").delete(),
        "-904) 555-0102",
    ),
    "a database console changes a person": (
        "/people/",
        lambda a, r: sql("UPDATE directory_person SET name = 'Una Reyes'"),
        "Una Reyes",
    ),
    "a database console changes a phone number": (
        "/",
        lambda a, r: sql("UPDATE directory_phoneline SET number = '904-555-0199'"),
        "904-555-0199",
    ),
    "and articles have it": (
        ARTICLE,
        lambda a, r: sql("UPDATE directory_phoneline SET number = '904-555-0199'"),
        "904-555-0199",
    ),
}


@pytest.mark.parametrize("address, act, words", CHANGES.values(), ids=CHANGES.keys())
def test_the_next_request_shows_that(site, is_kept, author, reviewer, address, act, words):
    gone, words = words.startswith("-"), words.removeprefix("-")
    assert (words in site.get(address).text) is gone
    assert is_kept(address)
    act(author, reviewer)
    assert (words in site.get(address).text) is not gone
    assert is_kept(address)


@pytest.mark.parametrize("address", ["/", "/conditions/", ARTICLE, "/people/", "/locations/"])
def test_what_is_taken_back_leaves_pages_kept(site, is_kept, author, address):
    site.get(address)
    with transaction.atomic():
        publish_anew(author, causes="<p>Hills.</p>")
        ClinicProfile.objects.update(name="Gull Clinic")
        transaction.set_rollback(True)
    assert is_kept(address)


def test_a_draft_changes_no_page(site, is_kept, author):
    site.get(ARTICLE)
    restore(document(causes="<p>Hills.</p>"), by=author)
    assert is_kept(ARTICLE)
