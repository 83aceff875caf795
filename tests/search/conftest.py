"""Articles to search in, of which each says what its test is about, and what publishing asks for."""

import pytest

from conditions.editing.restore import restore
from conditions.publishing.actions import publish
from tests.conditions.conftest import put  # noqa: F401  (a fixture)
from tests.conftest import document

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


@pytest.fixture
def say(author):
    """Publish an article of which a test says all there is; returns the Article."""

    def say(title, slug="", at=None, **more):
        slug = slug or title.lower().replace(" ", "-").replace("'", "")
        article, _ = restore(document(slug, title=title, **{**NOTHING, **more}), by=author)
        publish(article, by=author, change_note="First published.", at=at)
        return article

    return say
