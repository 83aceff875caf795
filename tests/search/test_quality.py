"""The quality set of tests/quality, held to what was promised; `make quality` prints all figures."""

import io

import pytest
from django.core.management import call_command

from conditions.discovery.search import search
from tests.quality.queries import OTHER, figures, place, read

pytestmark = [pytest.mark.django_db, pytest.mark.database]
AIMS = {"english": 0.95, "misspelled": 1.0, "spanish": 0.9}  # success@1


@pytest.fixture
def demo(db):
    call_command("load_demo", stdout=io.StringIO())


def test_the_right_page_comes_first_and_nothing_is_corrected_that_is_right(demo):
    places, corrected = {}, []
    for query in read():
        results = search(query.text)
        if query.group == OTHER:
            corrected += [query.text] if results.better or results.begun else []
        else:
            places.setdefault(query.group, []).append(place(query.answer, [hit.slug for hit in results.hits]))
    assert corrected == []
    for group, aim in AIMS.items():
        assert figures(places[group])[0] >= aim, group
    first, third, reciprocal = figures(sum(places.values(), []))
    assert first >= 0.9 and third >= 0.97 and reciprocal >= 0.93


def test_the_set_is_large_and_mixed():
    groups = [query.group for query in read()]
    assert len([group for group in groups if group != OTHER]) >= 150 and groups.count(OTHER) >= 40
    assert all(query.answer != "-" or query.group == OTHER for query in read()) and all(query.why for query in read())
