"""Whoever publishes reads what reviewers asked for, in their words, before anything goes live."""

import pytest

from clinic_site.directory.models import Person
from conditions.document.encoding import fingerprint
from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import Edition, Review
from conditions.reviews import clinical_reviews, external_review
from tests.admin.conftest import act, change
from tests.conditions.reading import in_order, words
from tests.conftest import document, signed_in


@pytest.fixture
def rejected(draft, reviewer):
    """A draft that a colleague and then an outside expert found wrong."""
    Person.objects.filter(user=reviewer).update(name="Amelia Hart")
    mark = fingerprint(compose(draft))
    clinical_reviews.review(draft, by=reviewer, outcome="change-needed", seen=mark, note="The dose is wrong.")
    request, _ = external_review.ask(draft, by=reviewer, name="Paul Ames", credentials="MD")
    comments = [{"part": "treatment", "label": "Treatment", "text": "Six weeks, not two."}]
    external_review.answer(request, outcome=Review.Outcome.CHANGE_NEEDED, comments=comments)
    return draft


def test_the_publish_page_shows_each_verdict_with_its_words_and_no_button(writing, rejected):
    response = writing.get(act(rejected, "publish"))
    text = words(response.content.decode())
    assert in_order(text, "This stops it from being published", "Paul Ames, MD said on", "Amelia Hart, MD said on")
    asked = text[text.index("What reviewers asked for") :]
    assert in_order(asked, "Paul Ames, MD", "Six weeks, not two.", "Amelia Hart, MD", "The dose is wrong.")
    assert 'class="button default">Publish</button>' not in response.content.decode()


def test_it_is_refused_by_post_as_well(writing, rejected):
    seen = writing.get(act(rejected, "publish")).context["form"].initial["seen"]
    response = writing.post(act(rejected, "publish"), {"seen": seen, "change_note": "New.", "when": "now"})
    assert "this very text needs a change" in response.content.decode() and not Edition.objects.exists()


def test_a_changed_draft_is_published_with_the_words_in_sight(writing, rejected, author):
    restore(document(summary="Two pills a day."), by=author)
    response = writing.get(act(rejected, "publish"))
    text = words(response.content.decode())
    worries = text[text.index("Worth a second look") : text.index("What reviewers asked for")]
    assert "The dose is wrong." in worries and worries.count("It was changed since") == 2
    assert 'class="button default">Publish</button>' in response.content.decode()


def test_the_form_and_the_list_tell_it(writing, rejected, author):
    assert "The dose is wrong." in words(writing.get(change(rejected)).content.decode())
    badge = '<span class="state state-rejected">It needs a change</span>'
    assert badge in writing.get("/admin/conditions/article/").content.decode()
    restore(document(summary="Two pills a day."), by=author)
    assert badge not in writing.get("/admin/conditions/article/").content.decode()


def test_a_manager_may_publish_it_in_an_emergency_and_says_why(rejected, manager):
    page = signed_in(manager).get(act(rejected, "publish")).content.decode()
    assert 'name="override"' in page
