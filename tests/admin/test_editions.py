"""Editions in the admin: a list and pages to read, nothing to change."""

import dataclasses
import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from clinic_site.datetimes import exact
from conditions.admin.edition import INSTANT
from conditions.editing.restore import restore
from conditions.models import Edition
from conditions.publishing.actions import call_off, correct, publish
from tests.admin.forms import fields
from tests.conditions.reading import words
from tests.conftest import document, signed_in

LIST = reverse("admin:conditions_edition_changelist")


@pytest.fixture
def editions(live, author):
    """The first edition and the second, which is live, of one article."""
    restore(document(summary="What the second edition says."), by=author)
    publish(live, by=author, change_note="Said better.")
    return list(Edition.objects.order_by("number"))


def address(name, edition):
    return reverse(f"admin:conditions_edition_{name}", args=[edition.pk])


def test_the_list_tells_when_patients_read_what_and_why(writing, editions):
    text = writing.get(LIST).content.decode()
    assert "First published." in text and "Said better." in text
    assert list(writing.get(LIST).context["cl"].queryset) == editions[::-1]


def test_the_list_is_narrowed_to_one_article_and_searched(writing, author, editions):
    other, _ = restore(document("shin-splints"), by=author)
    publish(other, by=author, change_note="Another.")
    narrowed = writing.get(LIST, {"article__id__exact": editions[0].article_id})
    assert set(narrowed.context["cl"].queryset) == set(editions)
    assert list(writing.get(LIST, {"q": "said better"}).context["cl"].queryset) == editions[1:]


def test_the_page_of_an_edition_has_nothing_to_fill_in(writing, editions):
    response = writing.get(address("change", editions[0]))
    assert response.status_code == 200 and fields(response).keys() <= {"csrfmiddlewaretoken"}
    assert "First published." in response.content.decode()


@pytest.mark.parametrize("who", ["author", "reviewer", "manager", "superuser"])
def test_nobody_adds_changes_or_deletes_one(request, editions, who):
    client = signed_in(request.getfixturevalue(who))
    before = list(Edition.objects.values())
    assert client.post(reverse("admin:conditions_edition_add"), {"title": "x"}).status_code == 403
    assert client.post(address("change", editions[0]), {"title": "x"}).status_code == 403
    assert client.post(address("delete", editions[0]), {"post": "yes"}).status_code == 403
    client.post(LIST, {"action": "delete_selected", "_selected_action": [editions[0].pk], "post": "yes"})
    assert list(Edition.objects.values()) == before


def test_an_old_edition_is_read_as_patients_did_in_its_last_moment(writing, clinic, editions):
    response = writing.get(address("page", editions[0]))
    text = response.content.decode()
    assert response.context["record"]["shown"] == f"as patients read it on {exact(editions[1].live_from - INSTANT)}"
    assert response.status_code == 200 and response["X-Robots-Tag"] == "noindex"
    assert "no-store" in response["Cache-Control"]
    assert "Rest and exercises help most people." in text and "What the second edition says." not in text
    assert "This is edition 1" in text and f'href="{address("change", editions[0])}"' in text


def test_the_edition_that_is_live_is_read_as_patients_do_now(writing, clinic, editions):
    response = writing.get(address("page", editions[1]))
    text = words(response.content.decode())
    assert "This is edition 2 , as patients read it on " in text and "Live until No end is planned" in text
    assert response.context["record"]["printed_at"] - editions[1].live_from < dt.timedelta(minutes=5)


def test_an_edition_to_come_is_read_as_patients_will(writing, author, clinic, live):
    at = timezone.now() + dt.timedelta(days=1)
    restore(document(summary="Tomorrow."), by=author)
    planned = publish(live, by=author, change_note="Better.", at=at)
    text = words(writing.get(address("page", planned)).content.decode())
    assert f"This is edition 2 , as patients will read it on {exact(at)} unless the plan changes." in text
    call_off(planned, by=author, reason="Not yet.")
    text = words(writing.get(address("page", planned)).content.decode())
    assert "which was called off before it went live, so that patients never read it." in text
    assert f"Live Never. It was planned for {exact(at)} and called off." in text


def test_the_list_says_what_became_of_each_edition(writing, author, live):
    def plan(summary, days):
        restore(document(summary=summary), by=author)
        return publish(live, by=author, change_note="Planned.", at=timezone.now() + dt.timedelta(days=days))

    plan("In two days.", 2)
    call_off(plan("In three days.", 3), by=author, reason="Not yet.")
    fixed = dataclasses.replace(document(), causes="<p>Too much running too soon.</p>")
    correct(live, by=author, document=fixed, change_note="A slip.", seen=1)
    rows = {row.number: writing.get(address("change", row)).text for row in live.editions.all()}
    for number, state in {
        1: "Past",
        2: "Replaced by one with a correction",
        3: "Called off",
        4: "Live",
        5: "Scheduled",
    }.items():
        assert f'<div class="readonly">{state}</div>' in rows[number] and f">{state}</td>" in writing.get(LIST).text
        assert ("Read it as patients did" in rows[number]) == (state in ("Past", "Live"))
    assert f"/{live.pk}/compare/?old=1&amp;new=draft" in rows[1]


def test_an_edition_that_does_not_exist_has_no_page(writing, db):
    assert writing.get("/admin/conditions/edition/999/page/").status_code == 404


def test_the_list_takes_as_many_queries_for_two_editions_as_for_more(
    writing, author, editions, django_assert_num_queries
):
    writing.get(LIST)
    with CaptureQueriesContext(connection) as few:
        writing.get(LIST)
    for i in range(10):
        restore(document(summary=f"Edition {i}."), by=author)
        publish(editions[0].article, by=author, change_note=f"Note {i}.")
    with django_assert_num_queries(len(few)):
        writing.get(LIST)
