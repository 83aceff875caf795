"""What patients saw of an article at a moment: the page as it was then, with a record of it to print."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from clinic_site.directory.models import ClinicVersion, Person, PhoneLine
from clinic_site.photos.models import Photo
from conditions.document import values as d
from conditions.editing.restore import restore
from conditions.models import Article, Symptom
from conditions.publishing.actions import publish, withdraw
from conditions.reviews import clinical_reviews
from tests.admin.conftest import act
from tests.admin.past import clock, past, withdrawn
from tests.conditions.reading import in_order, words
from tests.conftest import document, signed_in


@pytest.fixture
def knee(author, clinic):
    return past(
        author,
        {
            "2026-01-10 09:00": document(summary="What January read."),
            "2026-03-14 10:00:30": document("kneecap-pain", summary="What March read."),
        },
    )


def seen(client, article, at):
    return client.get(act(article, "as_of"), {"at": at})


def text_of(response):
    return words(response.content.decode())


@pytest.mark.parametrize(
    "at, number",
    [
        ("2026-01-10T09:00", 1),
        ("2026-03-14T10:00", 1),
        ("2026-03-14T10:00:29", 1),
        ("2026-03-14T10:00:30", 2),
        ("2026-03-14T10:00:30.5", 2),
        ("2026-03-14 10:01", 2),
    ],
)
def test_the_edition_of_that_moment_is_shown_in_the_public_template(writing, knee, at, number):
    response = seen(writing, knee, at)
    text = text_of(response)
    assert response.status_code == 200 and "conditions/article.html" in [used.name for used in response.templates]
    assert f"This is edition {number} , as patients read it on " in text
    assert ("What January read." in text, "What March read." in text) == (number == 1, number == 2)


def test_the_record_tells_everything_about_it(writing, author, reviewer, knee):
    edition = knee.editions.get(number=1)
    at = clock("2026-01-20 12:30:05")
    clinical_reviews.review(knee, by=reviewer, edition=edition, seen=edition.fingerprint, outcome="no-change", at=at)
    text = text_of(seen(writing, knee, "2026-02-01T08:00"))
    assert in_order(
        text.split("Let us take a look.")[1],
        "Record Edition 1 of “Runners knee”, as patients read it on February 1, 2026, 8:00:00 a.m. EST.",
        "Address http://testserver/conditions/runners-knee/",
        "Edition 1, “Runners knee”",
        "Live from January 10, 2026, 9:00:00 a.m. EST",
        "Live until March 14, 2026, 10:00:30 a.m. EDT",
        "Published by Author, January 10, 2026, 9:00:00 a.m. EST",
        "What changed What changed on 2026-01-10 09:00.",
        "Author Nora Whitfield, MS, ATC; Athletic trainer",
        "Clinical review shown Amelia Hart, MD, January 20, 2026, 12:30:05 p.m. EST",
        f"Fingerprint of the text (SHA-256) {edition.fingerprint}",
        "Printed ",
        ", by Author",
    )


def test_a_review_given_later_is_not_shown_before(writing, reviewer, knee):
    edition = knee.editions.get(number=1)
    at = clock("2026-02-20 12:00")
    clinical_reviews.review(knee, by=reviewer, edition=edition, seen=edition.fingerprint, outcome="no-change", at=at)
    before, after = (text_of(seen(writing, knee, f"2026-02-{day}T08:00")) for day in (19, 21))
    assert "Clinically reviewed by" not in before and "Clinical review shown None" in before
    assert "Clinically reviewed by Amelia Hart , MD on February 20, 2026" in after
    later = text_of(seen(writing, knee, "2026-04-01T08:00"))
    assert "updated since review" in later and "the page was updated since" in later


def test_it_is_kept_out_of_search_engines_and_caches_and_says_how_to_print_it(writing, knee):
    response = seen(writing, knee, "2026-02-01T08:00")
    page = response.content.decode()
    assert response["X-Robots-Tag"] == "noindex" and "no-store" in response["Cache-Control"]
    assert '<meta name="robots" content="noindex">' in page and "clinic_admin/as_of.css" in page
    assert "Print or save as PDF with your browser." in page and f'href="{act(knee, "as_of")}?"' in page


def test_it_survives_renamed_words_changed_people_and_deleted_photos(writing, author, photo, clinic):
    picture = d.Photo(digest=photo.digest, width=photo.width, height=photo.height, alt="A knee")
    article = past(author, {"2026-01-10 09:00": document(photo=picture)})
    before = words(seen(writing, article, "2026-02-01T08:00").content.decode().split("<dt>Printed")[0])
    Symptom.objects.filter(slug="fever").update(name="High temperature")
    Person.objects.update(name="Somebody else", credentials="")
    Article.objects.update(lead_photo=None, title="Another title")
    Photo.objects.all().delete()
    page = seen(writing, article, "2026-02-01T08:00").content.decode()
    after = words(page.split("<dt>Printed")[0])
    assert after == before and "Nora Whitfield , MS, ATC" in after and "Fever" in after
    source = re.search(r'src="(/media/[^"]+|/photos/[^"]+)"', page)[1]
    assert writing.get(source).status_code == 200


def test_related_articles_are_those_of_that_moment(writing, author, clinic):
    hip = past(author, {"2026-01-01 09:00": document("hip-fracture")}, until="2026-02-15 09:00")
    knee = past(author, {"2026-01-10 09:00": document(related=("hip-fracture",))})
    then = seen(writing, knee, "2026-02-01T08:00").content.decode()
    assert 'href="/conditions/hip-fracture/"' in then
    assert "Related articles" not in seen(writing, knee, "2026-03-01T08:00").content.decode()
    assert hip.live_edition is None


def test_the_clinics_phone_lines_are_those_of_that_moment(writing, knee, clinic):
    facts = ClinicVersion.objects.last().data
    lines = [{**line, "number": "904-555-0999"} for line in facts["phone_lines"]]
    older = {**facts, "name": "The old name", "phone_lines": lines, "emergency_wording": "Dial 911."}
    ClinicVersion.objects.create(data=older, since=clock("2026-01-15 09:00"))
    PhoneLine.objects.update(number="904-555-0777")
    then = seen(writing, knee, "2026-02-01T08:00").content.decode()
    assert "The old name" in then and "904-555-0999" in then and "Dial 911." in then
    assert "555-0777" not in then and "Call 911 or go" not in then and "are shown as of" not in then
    before = text_of(seen(writing, knee, "2026-01-11T08:00"))
    assert "The clinic's phone lines are shown as of January 15, 2026, 9:00:00 a.m. EST" in before
    assert "904-555-0999" in before


def test_a_moment_to_come_is_shown_as_it_is_planned(writing, knee, author):
    restore(document("kneecap-pain", summary="What next year reads."), by=author)
    publish(knee, by=author, change_note="Planned.", at=clock("2027-02-01 09:00"))
    text = text_of(seen(writing, knee, "2027-02-02T09:00"))
    assert "This is edition 3 , as patients will read it on February 2, 2027" in text and "unless the plan" in text
    assert "What next year reads." in text


def test_a_page_that_was_taken_down_is_shown_as_the_notice_it_was(writing, author, clinic):
    article = past(author, {"2026-01-10 09:00": document()}, until="2026-02-10 09:00")
    withdrawn(article, "2026-02-10 09:00", author, reason="The advice was wrong.")
    response = seen(writing, article, "2026-02-10T09:00")
    text = text_of(response)
    assert response.status_code == 200 and "410.html" in [used.name for used in response.templates]
    assert "This is the notice that stood here , as patients read it on February 10, 2026, 9:00:00 a.m. EST." in text
    assert "We took this page down." in text and "Why: The advice was wrong." in text
    assert "Decided by Author, February 9, 2026, 9:00:00 a.m. EST" in text and "Last edition 1," in text
    assert "This is edition 1" in text_of(seen(writing, article, "2026-02-10T08:59:59"))


def test_a_page_that_was_not_there_yet_is_not_shown(writing, knee):
    text = text_of(seen(writing, knee, "2026-01-10T08:59:59"))
    assert "There was no such page yet: patients were told that it cannot be found." in text
    assert "Edition 1 of “Runners knee” was the first to go live, on January 10, 2026, 9:00:00 a.m. EST." in text
    assert "What January read." not in text


def test_without_a_moment_there_is_a_form_and_when_each_edition_was_live(writing, knee):
    response = writing.get(act(knee, "as_of"))
    text = text_of(response)
    assert "Edition 1 : January 10, 2026, 9:00:00 a.m. EST to March 14, 2026, 10:00:30 a.m. EDT." in text
    assert "Edition 2 : March 14, 2026, 10:00:30 a.m. EDT to today." in text
    assert re.search(r'name="at" value="\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d"', response.content.decode())


@pytest.mark.parametrize(
    "at, sentence",
    [
        ("", "This field is required."),
        ("the 14th", "Enter a day and a time, such as 2027-03-14 09:00."),
        ("2026-02-30T10:00", "Enter a day and a time, such as 2027-03-14 09:00."),
        ("2026-03-08T02:30", "this time never came. Choose another one."),
        ("2026-11-01T01:30", "this time came twice. Choose one of the two."),
    ],
)
def test_a_moment_that_is_none_is_asked_for_again(writing, knee, at, sentence):
    response = seen(writing, knee, at)
    assert response.status_code == 200 and sentence in text_of(response)


@pytest.mark.parametrize(
    "at",
    [
        *["0001-01-01T00:00", "0001-01-01T00:00+14:00", "0001-01-01"],
        *["9999-12-31T23:59", "9999-12-31T23:59-14:00", "9999-12-31"],
    ],
)
def test_the_ends_of_the_calendar_are_asked_for_again(writing, knee, at):
    for address in (act(knee, "as_of"), reverse("admin:conditions_edition_as_of")):
        response = writing.get(address, {"at": at, "address": "runners-knee"})
        assert response.status_code == 200 and "Check the day." in text_of(response)


def test_a_time_that_came_twice_is_chosen_from_the_two(writing, author, clinic):
    article = past(
        author,
        {
            "2026-01-10 09:00": document(summary="Before."),
            "2026-11-01T01:45": document(summary="In the night."),  # the first time: daylight saving time
        },
    )
    page = seen(writing, article, "2026-11-01T01:50").content.decode()
    first, second = re.findall(r'<a href="(\?[^"]*at=[^"]+)">([^<]+)</a>', page)
    assert (first[1], second[1]) == (
        "November 1, 2026, 1:50:00 a.m. EDT, the first time",
        "November 1, 2026, 1:50:00 a.m. EST, the second time",
    )
    for (query, _), zone in zip((first, second), ("EDT", "EST"), strict=True):
        text = text_of(writing.get(act(article, "as_of") + query.replace("&amp;", "&")))
        assert f"as patients read it on November 1, 2026, 1:50:00 a.m. {zone}." in text


@pytest.mark.parametrize("who", ["frontdesk", "outsider"])
def test_staff_without_the_role_are_refused(request, knee, who):
    client = signed_in(request.getfixturevalue(who))
    assert client.get(act(knee, "as_of")).status_code == 403


def test_an_article_that_does_not_exist_was_never_seen(writing, db):
    assert writing.get("/admin/conditions/article/999/as-of/").status_code == 404


def test_a_long_past_costs_as_many_queries_as_a_short_one(writing, author, knee, django_assert_num_queries):
    seen(writing, knee, "2026-02-01T08:00")
    with CaptureQueriesContext(connection) as few:
        seen(writing, knee, "2026-02-01T08:00")
    for number in range(6):
        restore(document("kneecap-pain", summary=f"Edition {number}."), by=author)
        publish(knee, by=author, change_note=f"Note {number}.")
    withdraw(knee, by=author, reason="Out of date.")
    with django_assert_num_queries(len(few)):
        seen(writing, knee, "2026-02-01T08:00")
