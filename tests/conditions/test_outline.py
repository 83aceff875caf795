"""The contents list names the parts that are there, in the order of the page."""

import re

import pytest

from conditions.document import values as d
from conditions.document.outline import outline
from conditions.editing.restore import restore
from conditions.publishing.actions import publish
from tests.conftest import document, symptom


def ids(doc):
    return [part.id for part in outline(doc)]


def test_an_empty_document_has_no_parts():
    assert outline(d.ArticleDocument(slug="a", title="A")) == []


def test_sections_are_numbered_and_named_by_their_headings():
    doc = d.ArticleDocument(slug="a", title="A", sections=(d.Section(heading="Sport"), d.Section(heading="Work")))
    assert [(each.id, each.label) for each in outline(doc)] == [("section-1", "Sport"), ("section-2", "Work")]


def test_symptoms_alone_bring_the_part_on_when_to_get_help():
    doc = d.ArticleDocument(slug="a", title="A", symptoms=(symptom("fever", "Fever"),))
    assert ids(doc) == ["when-to-get-help", "symptoms"]
    assert ids(d.ArticleDocument(slug="a", title="A", when_to_seek_care="<p>Soon.</p>")) == ["when-to-get-help"]


def test_tests_alone_bring_the_part_on_diagnosis():
    doc = document(diagnosis="")
    assert "diagnosis" in ids(doc) and "diagnosis" not in ids(document(diagnosis="", tests=()))


@pytest.mark.django_db
@pytest.mark.parametrize("changes", [{}, {"symptoms": (), "tests": (), "sources": (), "sections": (), "causes": ""}])
def test_every_part_is_an_anchor_of_the_page_in_that_order(author, client, changes):
    article, _ = restore(document(**changes), by=author)
    publish(article, by=author, change_note="New.")
    page = client.get("/conditions/runners-knee/").text
    parts = ids(document(**changes))
    assert re.findall('<section id="([^"]+)"', page) == parts
    assert re.findall('<li><a href="#([^"]+)">', page.split('class="contents"')[1].split("</nav>")[0]) == parts
