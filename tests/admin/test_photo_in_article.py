"""A photo on its way into an article: refused in words, chosen by autocomplete, published with its alt text."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clinic_site.photos.models import Photo
from tests.admin.conftest import act, change
from tests.admin.forms import fields, opened, press

ADD = reverse("admin:photos_photo_add")


@pytest.mark.parametrize(
    "name, data",
    [
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"),
        ("renamed.jpg", b"<html><script>alert(1)</script></html>"),
        ("polyglot.gif", b"GIF89a/*<script>*/=1;"),
        ("cut.jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF"),
        ("empty.png", b""),
    ],
)
def test_a_refused_file_is_answered_with_a_sentence_and_the_title_typed_is_kept(writing, name, data):
    values = opened(writing, ADD) | {"title": "A hip from the front", "upload": SimpleUploadedFile(name, data)}
    response = press(writing, ADD, values, "_save")
    (sentence,) = response.context["adminform"].form.errors["upload"]
    assert sentence[0].isupper() and sentence.endswith(".") and sentence in response.content.decode()
    assert fields(response)["title"] == "A hip from the front"
    assert not Photo.objects.exists()


def test_a_photo_added_in_place_is_chosen_in_the_article_and_published(writing, patient, draft, picture):
    where = ADD + "?_to_field=id&_popup=1"
    values = opened(writing, where) | {"title": "A hip", "upload": SimpleUploadedFile("hip.jpg", picture)}
    chosen = json.loads(press(writing, where, values, "_save").context["popup_response_data"])["value"]
    query = {"app_label": "conditions", "model_name": "article", "field_name": "lead_photo", "term": "hip"}
    found = writing.get(reverse("admin:autocomplete"), query).json()["results"]
    assert found == [{"id": chosen, "text": "A hip"}]

    press(writing, change(draft), opened(writing, change(draft)) | {"lead_photo": chosen, "photo_caption": "Below"})
    page = writing.get(act(draft, "publish"))
    assert "The photo has no alt text" in page.content.decode() and not page.context["may_publish"]

    press(writing, change(draft), opened(writing, change(draft)) | {"photo_alt": "A hip from the front"})
    page = writing.get(act(draft, "publish"))
    assert "alt text" not in page.content.decode()
    press(writing, act(draft, "publish"), fields(page) | {"change_note": "With a photo."})
    public = patient.get("/conditions/runners-knee/").content.decode()
    assert 'alt="A hip from the front"' in public and Photo.objects.get().digest in public and "Below" in public


def test_a_photo_is_taken_out_of_the_draft_and_stays_on_the_live_page(writing, patient, draft, photo):
    press(
        writing,
        change(draft),
        opened(writing, change(draft)) | {"lead_photo": photo.pk, "photo_alt": "A knee"},
    )
    press(writing, act(draft, "publish"), opened(writing, act(draft, "publish")) | {"change_note": "First."})
    press(writing, change(draft), opened(writing, change(draft)) | {"lead_photo": ""})
    draft.refresh_from_db()
    assert draft.lead_photo is None
    assert photo.digest in patient.get("/conditions/runners-knee/").content.decode()
