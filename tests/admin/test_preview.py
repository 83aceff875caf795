"""The preview: the working copy as patients would read it, at an address for signed-in staff alone."""

import pytest
from django.test import Client

from tests.admin.conftest import act, change
from tests.admin.forms import opened, press
from tests.conftest import document, signed_in


@pytest.fixture
def edited(writing, live):
    values = opened(writing, change(live)) | {"causes": "<p>Only in the <em>draft</em>.</p>"}
    press(writing, change(live), values)
    return live


def test_the_working_copy_is_shown_in_the_public_template(writing, clinic, edited):
    response = writing.get(act(edited, "preview"))
    text = response.content.decode()
    assert response.status_code == 200 and "conditions/article.html" in [t.name for t in response.templates]
    assert "<p>Only in the <em>draft</em>.</p>" in text and "This is a draft." in text
    assert document().summary.split(".")[1] in text and f'href="{change(edited)}"' in text
    assert "Edition 1 of this page" not in text


def test_the_draft_is_not_seen_in_public(patient, edited):
    for address in ("/conditions/runners-knee/", "/conditions/", "/"):
        assert "Only in the" not in patient.get(address).content.decode()


def test_it_is_kept_out_of_search_engines_and_caches(writing, edited):
    response = writing.get(act(edited, "preview"))
    assert response["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in response.content.decode()
    assert {"no-store", "private", "no-cache"} <= {part.strip() for part in response["Cache-Control"].split(",")}


def test_an_article_that_was_never_published_is_previewed_too(writing, patient, draft):
    assert "This is a draft." in writing.get(act(draft, "preview")).content.decode()
    assert patient.get("/conditions/runners-knee/").status_code == 404


@pytest.mark.parametrize("who", ["frontdesk", "outsider"])
def test_staff_without_the_role_are_refused(request, edited, who):
    assert signed_in(request.getfixturevalue(who)).get(act(edited, "preview")).status_code == 403


def test_who_is_not_signed_in_is_sent_to_sign_in(edited):
    response = Client().get(act(edited, "preview"))
    assert (response.status_code, response.url) == (302, f"/admin/login/?next={act(edited, 'preview')}")


def test_an_almost_empty_draft_is_previewed_without_complaint(writing):
    add = "/admin/conditions/article/add/"
    response = press(writing, add, opened(writing, add) | {"title": "New", "slug": "new"}, "_preview", follow=True)
    assert response.status_code == 200 and "<h1>New</h1>" in response.content.decode()


def test_an_article_that_does_not_exist_has_no_preview(writing):
    assert writing.get("/admin/conditions/article/999/preview/").status_code == 404
