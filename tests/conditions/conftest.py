"""Publishing and reading, as the tests of pages need them."""

import datetime as dt

import pytest
from django.utils import timezone

from conditions.editing.restore import restore
from conditions.models import CorrectionSeen, EditionCombination
from conditions.publishing.actions import publish, withdraw
from conditions.reviews import clinical_reviews
from tests.conftest import document


@pytest.fixture
def put(author):
    """Publish a document."""

    def put(slug, **more):
        article, _ = restore(document(slug, **more), by=author)
        publish(article, by=author, change_note="First published.")
        return article

    return put


@pytest.fixture
def withdrawn(live, author, reviewer):
    """At least one row in each append-only table."""
    edition = live.editions.get()
    clinical_reviews.review(live, by=reviewer, edition=edition, seen=edition.fingerprint, outcome="no-change")
    fever, swelling = {"slug": "fever", "name": "Fever"}, {"companion_slug": "swelling", "companion_name": "Swelling"}
    EditionCombination.objects.create(edition=edition, **fever, **swelling, urgency="emergency", position=0)
    CorrectionSeen.objects.create(edition=edition, name="Amelia", seen_by=reviewer)
    withdraw(live, by=author, reason="Out of date.", at=timezone.now() + dt.timedelta(days=1))
    withdraw(live, by=author, reason="Wrong, it turns out.")
    return live
