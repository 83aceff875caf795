"""What a stale form carries: rows, what no document holds, and the version that it was opened with."""

import base64
import json
import zlib

import pytest

from conditions.admin import edit_conflict
from conditions.document.encoding import encode
from conditions.editing.compose import compose
from conditions.models import Symptom
from tests.admin.conftest import change
from tests.admin.edit_conflict import back, page, save, settle
from tests.admin.forms import add_row, fields, opened, press
from tests.conftest import document, signed_in, user

pytestmark = pytest.mark.usefixtures("draft_for_module")


@pytest.fixture
def bea(db):
    return signed_in(user("bea", "Authors", last_name="Moreno"))


def test_rows_that_were_taken_out_stay_out_on_every_way(writing, bea, draft):
    mine = opened(writing, change(draft)) | {"symptom_rows-0-DELETE": "on", "question_rows-0-DELETE": "on"}
    mine |= {"symptom_rows-1-detail": "Mine."}
    save(bea, draft, treatment="<p>Theirs.</p>")
    form = back(writing, draft, press(writing, change(draft), mine))
    returned = fields(form)
    assert returned["symptom_rows-0-detail"] == "Mine." and "symptom_rows-1-detail" not in returned
    settle(writing, draft, press(writing, change(draft), returned))
    now = compose(draft)
    assert [(entry.term.slug, entry.detail) for entry in now.symptoms] == [("fever", "Mine.")]
    assert now.questions == () and now.treatment == "<p>Theirs.</p>"


def test_rows_of_both_are_kept_and_one_that_was_taken_out_and_changed_is_decided(writing, bea, draft):
    itch, rash = (Symptom.objects.create(slug=name.lower(), name=name) for name in ("Itch", "Rash"))
    mine = opened(writing, change(draft)) | {"symptom_rows-1-detail": "Mine."}
    add_row(mine, "symptom_rows", term=itch.pk, detail="Itches.", urgency="clinic")
    theirs = opened(bea, change(draft)) | {"symptom_rows-1-DELETE": "on", "section_rows-0-DELETE": "on"}
    add_row(theirs, "symptom_rows", term=rash.pk, urgency="clinic")
    assert press(bea, change(draft), theirs).status_code == 302
    response = press(writing, change(draft), mine)
    assert [clash.path for clash in response.context["clashes"]] == ["symptoms[fever]"]
    settle(writing, draft, response, **{"symptoms[fever]": "ours"})
    now = compose(draft)
    found = {entry.term.slug: entry.detail for entry in now.symptoms}
    assert found == {"swelling": document().symptoms[0].detail, "fever": "Mine.", "itch": "Itches.", "rash": ""}
    assert now.sections == ()


def test_what_no_document_holds_is_kept_too(writing, bea, draft, photo):
    """The owner, and the words to a photo that is not chosen."""
    owner = user("olga", "Authors")
    save(bea, draft, photo_caption="Theirs.")
    mine = opened(writing, change(draft)) | {"owner": owner.pk, "photo_alt": "My alt text."}
    save(bea, draft, photo_caption="Theirs, later.")
    response = press(writing, change(draft), mine)
    assert [difference.name for difference in response.context["my_changes"]] == ["Owner", "Photo: alt text"]
    settle(writing, draft, response)
    draft.refresh_from_db()
    assert (draft.owner, draft.photo_alt, draft.photo_caption) == (owner, "My alt text.", "Theirs, later.")


@pytest.mark.parametrize("seen_at", ["", "yesterday", "2026-99-99", "0001-01-01T00:00:00+14:00", "2026-01-01T00:00"])
def test_a_form_that_does_not_say_which_save_it_saw_is_refused(writing, draft, seen_at):
    values = opened(writing, change(draft)) | {"seen_at": seen_at, "causes": "<p>Mine.</p>"}
    assert "Not saved" in page(press(writing, change(draft), values))
    assert compose(draft).causes == document().causes


REST = {"owner": None, "photo_alt": "", "photo_caption": ""}


def raw(data):
    """The hidden field as a forger would make it."""
    return base64.b64encode(zlib.compress(json.dumps(data).encode())).decode()


WHOLE = edit_conflict.packed(edit_conflict.Version(document(), REST))
BROKEN = {
    "missing": "",
    "no letters of it": "é",
    "not compressed": "eHh4",
    "cut short": base64.b64encode(base64.b64decode(WHOLE)[:-9]).decode(),
    "no pair": raw({}),
    "no document": raw([{"schema": 2}, REST]),
    "from a newer release": raw([{**encode(document()), "schema": 99}, REST]),
    "no rest": raw([encode(document()), {}]),
    "a rest of another kind": raw([encode(document()), {**REST, "owner": {}}]),
    "a rest that is none": raw([encode(document()), "rest"]),
}


@pytest.mark.parametrize("base", BROKEN.values(), ids=BROKEN)
def test_where_it_is_not_known_what_the_form_was_opened_with_all_that_differs_counts_as_typed(
    writing, bea, draft, base
):
    mine = opened(writing, change(draft)) | {"base": base, "causes": "<p>Mine.</p>"}
    save(bea, draft, treatment="<p>Theirs.</p>")
    response = press(writing, change(draft), mine)
    assert "look closely, or it undoes your colleagues' work" in page(response).replace("&#x27;", "'")
    assert [difference.name for difference in response.context["my_changes"]] == [
        "Causes",
        "Treatment and physical therapy",
    ]
    assert compose(draft).treatment == "<p>Theirs.</p>"
    settle(writing, draft, response)
    assert compose(draft) == document(causes="<p>Mine.</p>")


def test_a_base_that_would_unpack_to_more_than_an_article_is_not_unpacked(monkeypatch):
    version = edit_conflict.Version(document(), REST)
    assert edit_conflict.unpacked(edit_conflict.packed(version)) == version
    monkeypatch.setattr(edit_conflict, "LIMIT", 100)
    assert edit_conflict.unpacked(edit_conflict.packed(version)) is None
