"""Articles with symptoms of their own, and what the pages say of them."""

import pytest

from conditions.document import values as d
from conditions.editing.restore import restore
from conditions.publishing.actions import publish
from tests.conftest import document

KNEE = d.Term(slug="knee", name="Knee")
HIP = d.Term(slug="hip", name="Hip")


@pytest.fixture
def put(author):
    """Publish an article that has the symptoms given, on the knee unless `areas` says otherwise."""

    def put(slug, *symptoms, areas=(KNEE,), **more):
        article, _ = restore(document(slug, symptoms=symptoms, body_areas=areas, **more), by=author)
        publish(article, by=author, change_note="First published.")
        return article

    return put
