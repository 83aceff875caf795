"""The library: one row and one set of files a picture, however often it is uploaded."""

import pytest
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage

from clinic_site.photos.images import PhotoRefused, process
from clinic_site.photos.models import Photo
from tests.photos.pictures import jpeg

pytestmark = pytest.mark.django_db


def files(media):
    return {str(path.relative_to(media)): path.read_bytes() for path in media.rglob("*.*")}


def test_store_keeps_row_and_files(media):
    user = get_user_model().objects.create_user("ana")
    photo = Photo.objects.store(jpeg(), title="Shoulder", by=user)
    processed = process(jpeg())
    assert files(media) == processed.files
    assert (photo.digest, photo.width, photo.height) == (processed.digest, 640, 400)
    assert (photo.title, photo.uploaded_by, str(photo)) == ("Shoulder", user, "Shoulder")


def test_the_same_picture_twice_is_one_photo(media):
    first = Photo.objects.store(jpeg(), title="Shoulder")
    kept = files(media)
    second = Photo.objects.store(jpeg(), title="Another name")
    assert second == first and second.title == "Shoulder"
    assert Photo.objects.count() == 1 and files(media) == kept


def test_lost_and_half_written_files_are_written_again(media):
    photo = Photo.objects.store(jpeg(), title="Shoulder")
    whole = files(media)
    lost, half = media / f"photos/{photo.digest}/320.webp", media / f"photos/{photo.digest}/640.jpg"
    lost.unlink()
    half.write_bytes(half.read_bytes()[:100])
    Photo.objects.store(jpeg(), title="Shoulder")
    assert files(media) == whole


def test_an_upload_completes_a_row_that_came_without_its_files(media):
    processed = process(jpeg())
    row = Photo.objects.create(digest=processed.digest, width=1, height=1, title="Restored")
    photo = Photo.objects.store(jpeg(), title="Shoulder")
    assert (photo.pk, photo.width, photo.height, photo.title) == (row.pk, 640, 400, "Restored")
    assert files(media) == processed.files


def test_deleting_the_row_leaves_the_files_that_old_editions_show(media):
    photo = Photo.objects.store(jpeg(), title="Shoulder")
    kept = files(media)
    photo.delete()
    assert kept and files(media) == kept


def test_a_photo_outlives_the_account_that_uploaded_it():
    user = get_user_model().objects.create_user("ana")
    photo = Photo.objects.store(jpeg(), title="Shoulder", by=user)
    user.delete()
    photo.refresh_from_db()
    assert photo.uploaded_by is None


def test_a_refused_upload_leaves_nothing(media):
    with pytest.raises(PhotoRefused):
        Photo.objects.store(b"<svg/>", title="Shoulder")
    assert not Photo.objects.exists() and not default_storage.exists("photos")


def test_a_long_title_is_cut_to_fit():
    assert Photo.objects.store(jpeg(), title="x" * 300).title == "x" * 200
