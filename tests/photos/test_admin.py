"""Uploading, finding and renaming photos in the admin."""

import json

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from clinic_site.photos import images
from clinic_site.photos.forms import PhotoForm
from clinic_site.photos.images import process
from clinic_site.photos.models import Photo
from tests.photos.pictures import jpeg

pytestmark = pytest.mark.django_db
ADD, LIST = reverse("admin:photos_photo_add"), reverse("admin:photos_photo_changelist")


@pytest.fixture
def ana(client):
    user = get_user_model().objects.create_user("ana", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(content_type__app_label="photos"))
    client.force_login(user)
    return user


def upload(data=None, name="hip front.jpg", content_type="image/jpeg"):
    return SimpleUploadedFile(name, jpeg() if data is None else data, content_type)


def test_the_forms_value_is_a_processed_photo():
    form = PhotoForm({}, {"upload": upload()})
    assert form.is_valid() and form.cleaned_data["upload"] == process(jpeg())


@pytest.mark.parametrize(
    "file, sentence",
    [
        (upload(b""), images.EMPTY),
        (upload(b"<svg/>"), images.NOT_A_PHOTO),
        (upload(jpeg()[:-900]), images.BROKEN),
        (upload(jpeg() + b"\0" * 11_000_000), images.TOO_BIG),
        (None, "This field is required."),
    ],
)
def test_the_form_says_why_a_file_is_refused(file, sentence):
    form = PhotoForm({"title": "Hip"}, {"upload": file} if file else {})
    assert form.errors == {"upload": [sentence]}


def test_neither_name_nor_label_matters():
    assert PhotoForm({}, {"upload": upload(name="page.html", content_type="text/html")}).is_valid()


def test_an_upload_takes_the_files_name(client, ana):
    assert client.post(ADD, {"upload": upload()}).status_code == 302
    photo = Photo.objects.get()
    assert (photo.title, photo.uploaded_by, photo.width) == ("hip front", ana, 640)
    assert LogEntry.objects.get().object_id == str(photo.pk)


def test_add_new_from_another_form_hands_the_photo_back(client, ana):
    response = client.post(ADD + "?_popup=1", {"upload": upload(), "title": "Hip", "_popup": "1"})
    photo = Photo.objects.get()
    popup = json.loads(response.context["popup_response_data"])
    assert (popup["value"], popup["obj"]) == (str(photo.pk), "Hip")


def test_a_second_upload_of_a_picture_finds_the_first(client, ana):
    known = Photo.objects.store(jpeg(), title="Hip")
    response = client.post(ADD, {"upload": upload(), "title": "Again"}, follow=True)
    assert Photo.objects.get() == known and Photo.objects.get().title == "Hip"
    assert any("already in the library, as “Hip”" in str(message) for message in response.context["messages"])


def test_add_new_with_a_known_picture_hands_that_one_back(client, ana):
    known = Photo.objects.store(jpeg(), title="Hip")
    response = client.post(ADD + "?_popup=1", {"upload": upload(), "title": "Again", "_popup": "1"})
    popup = json.loads(response.context["popup_response_data"])
    assert (popup["value"], popup["obj"]) == (str(known.pk), "Hip")


def test_a_refused_upload_shows_the_sentence(client, ana):
    response = client.post(ADD, {"upload": upload(b"<svg/>")})
    assert response.status_code == 200 and images.NOT_A_PHOTO in response.content.decode()


def test_only_the_title_can_change(client, ana):
    photo = Photo.objects.store(jpeg(), title="Hip")
    address = reverse("admin:photos_photo_change", args=[photo.pk])
    assert list(client.get(address).context["adminform"].form.fields) == ["title"]
    client.post(address, {"title": "Left hip", "digest": "0" * 64, "width": 1, "upload": upload(jpeg(400, 400))})
    renamed = Photo.objects.get()
    assert (renamed.title, renamed.digest, renamed.width) == ("Left hip", photo.digest, 640)


def test_nothing_is_deleted_here(client, ana):
    photo = Photo.objects.store(jpeg(), title="Hip")
    client.post(reverse("admin:photos_photo_delete", args=[photo.pk]), {"post": "yes"})
    client.post(LIST, {"action": "delete_selected", "_selected_action": [photo.pk], "post": "yes"})
    assert Photo.objects.filter(pk=photo.pk).exists()


def test_the_list_shows_pictures_and_searches_titles(client, ana):
    hip = Photo.objects.store(jpeg(), title="Hip")
    Photo.objects.store(jpeg(400, 400), title="Knee")
    response = client.get(LIST, {"q": "hip"})
    assert list(response.context["cl"].queryset) == [hip]
    assert f'src="/media/photos/{hip.digest}/320.jpg" width="120" height="75"' in response.content.decode()


def test_staff_without_the_permission_cannot_upload(client):
    client.force_login(get_user_model().objects.create_user("bo", is_staff=True))
    assert client.post(ADD, {"upload": upload()}).status_code == 403
    assert not Photo.objects.exists()
