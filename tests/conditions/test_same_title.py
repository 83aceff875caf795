"""Whoever publishes is told of another article that goes by the same title."""

from datetime import timedelta

import pytest
from django.utils import timezone

from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import Article
from conditions.publishing import actions, publish_checks
from tests.conditions.test_publish_checks import put
from tests.conftest import document

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def same_title(article, **more):
    return [f.message for f in publish_checks.findings(article, compose(article), **more) if f.rule == "same-title"]


def test_a_second_article_of_the_same_title_is_told_of(author):
    article = put(author, "gout", title="“Gout”, Ménière’s")
    assert same_title(article) == []  # its own edition is no other article
    second, _ = restore(document("gout-2", title="gout - MENIERES"), by=author)
    (message,) = same_title(second)
    assert message.startswith('Another article is called "“Gout”, Ménière’s", at /conditions/gout/, so patients')
    assert not publish_checks.findings(second, compose(second))[-1].is_error
    third, _ = restore(document("gout-3", title="Gout"), by=author)
    assert same_title(third) == []


def test_a_title_that_is_another_name_elsewhere_is_told_of(author):
    put(author, "gouty-arthritis", title="Gouty arthritis", also_known_as=("Gout",))
    second, _ = restore(document("gout", title="Gout!", also_known_as=("Gouty arthritis",)), by=author)
    assert same_title(second)[0].startswith('Another article is called "Gout!" as well as "Gouty arthritis", at')


def test_of_the_same_title_counts_what_is_live_then_or_to_come(author):
    later = put(author, "gout", title="Gout", at=timezone.now() + DAY)
    second, _ = restore(document("gout-2", title="Gout"), by=author)
    assert len(same_title(second)) == 1  # scheduled
    actions.withdraw(later, by=author, reason="Moved.", at=timezone.now() + 2 * DAY)
    assert len(same_title(second)) == 1
    assert same_title(second, at=timezone.now() + 3 * DAY) == []
    put(author, "gout-old", title="Gout")
    actions.withdraw(Article.objects.get(slug="gout-old"), by=author, reason="Wrong.")
    assert len(same_title(second)) == 1


def test_a_title_of_no_letters_is_like_no_other(author):
    put(author, "one", title="??")
    second, _ = restore(document("two", title="!!"), by=author)
    assert same_title(second) == []
