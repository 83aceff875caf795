"""Publishing and reading, as the tests of pages need them."""

import pytest

from conditions.publishing import publish
from conditions.restore import restore
from tests.conftest import document


@pytest.fixture
def put(author):
    """Publish a document."""

    def put(slug, **more):
        article, _ = restore(document(slug, **more), by=author)
        publish(article, by=author, change_note="First published.")
        return article

    return put
