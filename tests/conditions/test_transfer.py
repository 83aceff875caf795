"""What one clinic exports, an empty one imports and exports again, byte for byte."""

import dataclasses
import json
import re
import threading

import pytest
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, given
from hypothesis import settings as examples
from hypothesis import strategies as st

from clinic_site.directory.models import ClinicProfile
from conditions.document import values as d
from conditions.document.urgency import Urgency
from conditions.editing.restore import restore
from conditions.models import PublishingRules
from conditions.publishing.actions import publish
from conditions.transfer import records
from conditions.transfer.exporter import _one_moment, export
from conditions.transfer.importer import import_articles
from tests.conditions.exported import carried, elsewhere, eventful_clinic, new_clinic, tree, write_and_publish
from tests.conditions.test_round_trip import DOCUMENTS, lists, text
from tests.conftest import user

pytestmark = [pytest.mark.django_db, pytest.mark.database]

PAGES = [
    *["/", "/conditions/", "/symptoms/", "/symptoms/swelling/", "/symptoms/puffy/"],
    *[f"/conditions/{slug}/" for slug in ("runners-knee", "kneecap-pain", "hip-fracture", "frozen-shoulder")],
]
NOT_ASKED = dict.fromkeys(("quick-answer", "overview", "alt-text", "dead-link", "phone"), "off")
some = {"deadline": None, "suppress_health_check": list(HealthCheck), "database": None}


@pytest.mark.parametrize("every", [True, False], ids=["all", "live"])
def test_an_eventful_clinic_is_carried_byte_for_byte(settings, tmp_path, picture, request, every):
    with elsewhere(settings, tmp_path / "media"):
        request.getfixturevalue("clinic")
        eventful_clinic(picture)
        done = export(tmp_path / "export", every=every)
    assert (done.articles, done.editions, done.drafts) == ((4, 8, 1) if every else (3, 5, 2))
    again, imported = carried(tmp_path / "export", settings, tmp_path, every=every)
    assert imported.drafts == {} and len(imported.published) == done.articles
    assert again == tree(tmp_path / "export")


def test_with_all_come_the_plans_the_reviews_and_what_was_withdrawn(settings, tmp_path, picture, request):
    with elsewhere(settings, tmp_path / "media"):
        request.getfixturevalue("clinic")
        eventful_clinic(picture)
        export(tmp_path / "export", every=True)
    knee, hip, shoulder = (
        json.loads((tmp_path / f"export/articles/{slug}.json").read_text())
        for slug in ("kneecap-pain", "hip-fracture", "frozen-shoulder")
    )
    assert [edition["number"] for edition in knee["editions"]] == [1, 2, 3, 5]  # the fourth was called off
    assert knee["editions"][2]["live_until"] == knee["editions"][3]["live_from"]
    read = [(review["edition"], review["draft"], review["reviewer"]) for review in knee["reviews"]]
    assert read == [(1, False, "Amelia Hart"), (3, True, "Ruth Šimić")]
    assert [(row["answer"], row["instead"]) for row in hip["withdrawals"]] == [("redirect", "frozen-shoulder")]
    assert [row["reason"] for row in shoulder["withdrawals"]] == ["Out of date.", "To be rewritten."]


def answers():
    """What patients get at each address; a link names its article by a number that each database gives anew."""
    found = {}
    for page in PAGES:
        response = Client().get(page)
        body = re.sub(rb"\?from=[0-9]+", b"?from=", response.content)
        found[page] = (response.status_code, response.headers.get("Location"), body)
    return found


def test_patients_of_the_new_clinic_are_shown_the_same_pages(settings, tmp_path, picture, request):
    with elsewhere(settings, tmp_path / "media"):
        request.getfixturevalue("clinic")
        eventful_clinic(picture)
        export(tmp_path / "export", every=True)
        shown = answers()
    assert {status for status, *_ in shown.values()} == {200, 301}
    with elsewhere(settings, tmp_path / "other"):
        import_articles(tmp_path / "export", by=new_clinic())
        assert answers() == shown


def test_a_live_page_takes_the_editions_since_its_review_along(settings, tmp_path, picture, request):
    """Else it would lose the words "Reviewed by", or say them of a text that nobody reviewed."""
    with elsewhere(settings, tmp_path / "media"):
        request.getfixturevalue("clinic")
        eventful_clinic(picture)
        export(tmp_path / "export")
    knee = json.loads((tmp_path / "export/articles/kneecap-pain.json").read_text())
    assert [edition["number"] for edition in knee["editions"]] == [1, 2, 3]
    assert [edition["correction"] for edition in knee["editions"]] == [False, True, False]
    assert [(review["edition"], review["reviewer"]) for review in knee["reviews"]] == [(1, "Amelia Hart")]
    assert knee["editions"][-1]["live_until"] is None and knee["addresses"] == ["runners-knee", "kneecap-pain"]
    elbow = json.loads((tmp_path / "export/articles/tennis-elbow.json").read_text())
    assert len(elbow["editions"]) == 1 and elbow["reviews"] == []


def test_the_files_are_readable(settings, tmp_path, picture, request):
    with elsewhere(settings, tmp_path / "media"):
        request.getfixturevalue("clinic")
        eventful_clinic(picture)
        export(tmp_path / "export", every=True)
    for name, content in tree(tmp_path / "export").items():
        if name.endswith(".json"):
            assert content.endswith(b"}\n") and b"\r" not in content and b"\\u" not in content, name
            assert content.decode() == json.dumps(json.loads(content), indent=2, ensure_ascii=False) + "\n"
    assert "“too soon”" in (tmp_path / "export/articles/kneecap-pain.json").read_text()
    assert "dick geschwollen" in (tmp_path / "export/vocabulary.json").read_text()


MOMENTS = st.datetimes(timezones=st.just(records.UTC), min_value=records.datetime(1900, 1, 1))
EDITIONS = st.fixed_dictionaries(
    {
        "number": st.integers(1, 1000),
        "live_from": MOMENTS,
        "live_until": st.none() | MOMENTS,
        "published_at": MOMENTS,
        "publisher": text(200, 1),
        "change_note": text(200, 1),
        "correction": st.booleans(),
        "override_reason": text(100),
        "document": DOCUMENTS,
    }
)


@examples(max_examples=30, **some)
@given(editions=lists(EDITIONS))
def test_any_edition_is_written_and_read_again(editions):
    record = records.Record(addresses=["runners-knee"], editions=list(editions), reviews=[], withdrawals=[])
    written = json.loads(json.dumps(records.dump(record)))
    assert records.load(written, "a file") == (record, [])


def with_urgency_chosen(document):
    """`document` as it may be published."""
    chosen = [dataclasses.replace(row, urgency=row.urgency or Urgency.CLINIC) for row in document.symptoms]
    return dataclasses.replace(document, symptoms=tuple(chosen))


@examples(max_examples=8, **some)
@given(written=DOCUMENTS.map(with_urgency_chosen))
def test_any_document_is_carried_byte_for_byte(settings, tmp_path_factory, written):
    folder = tmp_path_factory.mktemp("any")
    author = written.author or d.Person(slug="nora", name="Nora")
    with elsewhere(settings, folder / "media"):
        ClinicProfile.objects.create(name="Pelican Point", emergency_wording="Call 911.")
        PublishingRules.objects.create(levels=NOT_ASKED)
        by = user("writer")
        article, _ = restore(dataclasses.replace(written, photo=None, author=author), by=by)
        publish(article, by=by, change_note="First published.")
        export(folder / "export")
    again, done = carried(folder / "export", settings, folder, every=False)
    assert again == tree(folder / "export") and done.published == ["runners-knee"]


@pytest.mark.django_db(transaction=True)
def test_an_export_sees_one_moment_and_keeps_nobody_waiting(settings, tmp_path, request):
    """Somebody publishes while the export runs: it tells of neither half of that."""
    request.getfixturevalue("clinic")
    by = user("writer")
    write_and_publish("hip-fracture", by)
    with _one_moment():
        export(tmp_path / "before")
        published_elsewhere("runners-knee", by)
        export(tmp_path / "after")
    assert tree(tmp_path / "before") == tree(tmp_path / "after")
    assert export(tmp_path / "now").articles == 2


def published_elsewhere(slug, by):
    """Publish an article through another connection to the database."""

    def job():
        try:
            write_and_publish(slug, by)
        finally:
            connection.close()

    thread = threading.Thread(target=job)
    thread.start()
    thread.join(timeout=15)
    assert not thread.is_alive()
