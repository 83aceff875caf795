"""Articles to search in, of which each says what its test is about, and what publishing asks for."""

from functools import partial

import pytest

from conditions.editing.restore import restore
from conditions.publishing.actions import publish
from tests.conditions.conftest import put  # noqa: F401  (a fixture)
from tests.conftest import document, the_author, the_clinic

NOTHING = {
    "also_known_as": (),
    "icd_10": (),
    "summary": "Told briefly.",
    "overview": "<p>Told fully.</p>",
    "causes": "",
    "symptoms": (),
    "risk_factors": (),
    "diagnosis": "",
    "tests": (),
    "treatment": "",
    "sections": (),
    "questions": (),
    "body_areas": (),
}


def publish_as(author, title, slug="", at=None, **more):
    """Publish an article of which a test says all there is; returns the Article."""
    slug = slug or title.lower().replace(" ", "-").replace("'", "")
    article, _ = restore(document(slug, title=title, **{**NOTHING, **more}), by=author)
    publish(article, by=author, change_note="First published.", at=at)
    return article


@pytest.fixture
def say(author):
    return partial(publish_as, author)


@pytest.fixture(scope="module")
def say_for_module(rows_of_module):
    """`say`, of articles that stay for all tests of the module."""

    def say(*said, **more):
        with rows_of_module():
            the_clinic()
            return publish_as(the_author(), *said, **more)

    return say
