"""The library: one row and one set of files a picture, however often it is uploaded."""

import hashlib
from io import BytesIO

import pytest
from django.contrib.auth import get_user_model
from django.core.files.storage import default_storage
from PIL import Image

from clinic_site.photos.images import (
    BROKEN,
    DISGUISED,
    NOT_THE_MASTER,
    PhotoRefused,
    from_master,
    process,
)
from clinic_site.photos.models import Photo
from tests.photos.pictures import encoded, halves, jpeg, near

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


def master_of(processed):
    return processed.files[f"photos/{processed.digest}/{processed.width}.jpg"]


def test_a_photo_is_made_again_from_its_master(media):
    processed = process(jpeg(width=1000, height=500))
    again = from_master(master_of(processed), processed.digest)
    assert (again.digest, again.width, again.height) == (processed.digest, 1000, 500)
    assert again.files.keys() == processed.files.keys() and master_of(again) == master_of(processed)
    for name, content in again.files.items():
        small, before = Image.open(BytesIO(content)), Image.open(BytesIO(processed.files[name]))
        assert (small.size, small.format) == (before.size, before.format)
        assert near(small.convert("RGB").getpixel((5, 5)), before.convert("RGB").getpixel((5, 5)))


def digest_of(data):
    return hashlib.sha256(data).hexdigest()


@pytest.mark.parametrize(
    "data, why",
    [
        (b"", BROKEN),
        (encoded(halves(), "PNG"), BROKEN),
        (jpeg()[:2000], BROKEN),
        (jpeg(comment=b"something else"), DISGUISED),
        (jpeg(exif=Image.Exif()), DISGUISED),
        (jpeg() + b"more", DISGUISED),
        (jpeg() + b"<script>steal()</script>\xff\xd9", DISGUISED),
        (jpeg(width=2000), NOT_THE_MASTER),
        (jpeg(width=300), NOT_THE_MASTER),
        (encoded(halves(mode="L")), NOT_THE_MASTER),
    ],
)
def test_what_the_encoder_here_would_not_write_is_no_master(data, why):
    """Its bytes are going to be served as they are."""
    with pytest.raises(PhotoRefused) as error:
        from_master(data, digest_of(data))
    assert str(error.value) == why


def test_a_master_answers_to_its_own_name_alone():
    with pytest.raises(PhotoRefused, match="not the one that its name tells of"):
        from_master(jpeg(), digest_of(jpeg(width=500)))


def test_a_photo_is_whole_when_every_file_of_it_is_there(media):
    photo = Photo.objects.store(jpeg(), title="Shoulder")
    assert photo.is_whole()
    default_storage.delete(f"photos/{photo.digest}/320.webp")
    assert not photo.is_whole()
