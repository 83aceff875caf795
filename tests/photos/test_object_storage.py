"""Photos in an object storage: a real S3 server on this machine, beside one that hangs and one that refuses."""

import socket
import threading

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages

from clinic_site import environment, photos
from clinic_site.environment import BadSetting
from clinic_site.photos import object_storage
from clinic_site.photos.files import PhotoRefused, StorageDown
from clinic_site.photos.images import process
from clinic_site.photos.models import Photo
from tests.photos import buckets
from tests.photos.pictures import jpeg

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def server():
    with buckets.s3_server() as server:
        yield server


@pytest.fixture
def at(monkeypatch, settings):
    """at(endpoint) -> the photos lie in a bucket there from now on."""
    for name, value in buckets.ACCOUNT.items():
        monkeypatch.setenv(name, value)

    def at(endpoint, **where):
        monkeypatch.setenv("MEDIA_STORAGE", buckets.storage(endpoint, **where))
        settings.STORAGES = settings.STORAGES | {"default": environment.photo_storage("MEDIA_STORAGE")}

    object_storage.breaker.close()
    yield at
    object_storage.breaker.close()


@pytest.fixture
def bucket(server, at):
    client = buckets.made(server)
    at(server)
    yield client
    for key in buckets.contents(client):
        client.delete_object(Bucket=buckets.BUCKET, Key=key)


def test_a_photo_lies_in_the_bucket_and_is_served_by_the_site(bucket, client, media):
    photo = Photo.objects.store(jpeg(), title="Shoulder")
    files = process(jpeg()).files
    assert (
        buckets.contents(bucket) == {f"site/{name}": content for name, content in files.items()} and not media.exists()
    )
    response = client.get(photos.url(photo.digest, 320, "webp"))
    assert response.content == files[f"photos/{photo.digest}/320.webp"]
    assert response["Cache-Control"] == "public, max-age=31536000, immutable"
    assert photo.is_whole()


def test_what_is_not_there_is_not_found(bucket, client):
    assert client.get(photos.url("0" * 64, 320)).status_code == 404
    with pytest.raises(FileNotFoundError):
        default_storage.open("photos/none.jpg")


def test_a_half_written_file_is_written_again(bucket):
    photo = Photo.objects.store(jpeg(), title="Shoulder")
    name = f"photos/{photo.digest}/640.jpg"
    bucket.put_object(Bucket=buckets.BUCKET, Key=f"site/{name}", Body=b"cut")
    Photo.objects.store(jpeg(), title="Shoulder")
    assert default_storage.open(name).read() == process(jpeg()).files[name]


def test_a_browser_that_has_the_photo_asks_nothing_of_the_bucket(bucket, client, at):
    photo = Photo.objects.store(jpeg(), title="Shoulder")
    etag = client.get(photos.url(photo.digest, 320))["ETag"]
    at("http://127.0.0.1:1")
    response = client.get(photos.url(photo.digest, 320), headers={"if-none-match": etag})
    assert (response.status_code, response["X-Content-Type-Options"]) == (304, "nosniff")


def test_a_storage_that_is_gone_is_said_once_and_left_alone(client, at, monkeypatch):
    at("http://127.0.0.1:1")
    response = client.get(photos.url("0" * 64, 320))
    assert (response.status_code, response["Cache-Control"]) == (503, "no-store")
    assert response.content.decode() == "The photo storage does not answer. Try again in a minute.\n"
    monkeypatch.setattr(storages["default"], "bucket_name", None)  # whoever asked it would fail otherwise
    assert client.get(photos.url("0" * 64, 640)).status_code == 503


def test_an_upload_that_cannot_be_kept_is_refused_in_a_sentence(at):
    at("http://127.0.0.1:1")
    with pytest.raises(PhotoRefused, match="The photo was not saved. The photo storage does not answer."):
        Photo.objects.store(jpeg(), title="Shoulder")
    assert not Photo.objects.exists()


def test_a_bucket_that_is_not_there_is_no_storage_that_is_gone(bucket, server, at):
    at(server, bucket="another-bucket")
    with pytest.raises(StorageDown, match=r"refuses \(NoSuchBucket\). Tell the administrator"):
        default_storage.save("photos/a.jpg", ContentFile(b"a picture"))
    assert not object_storage.breaker.is_open


def test_a_storage_that_hangs_holds_nobody_for_long(at, monkeypatch):
    monkeypatch.setattr(object_storage, "SECONDS_TO_ANSWER", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        held = []
        threading.Thread(target=lambda: held.extend([hanging.accept(), hanging.accept()]), daemon=True).start()
        at(f"http://127.0.0.1:{hanging.getsockname()[1]}")
        with pytest.raises(StorageDown):
            default_storage.open("photos/a.jpg")
    for connection, _ in held:
        connection.close()
    assert object_storage.breaker.is_open


@pytest.mark.parametrize(
    "address, words",
    [
        ("/srv/photos", "does not begin as an address"),
        ("s3://", "names no bucket"),
        ("s3://Clinic_Photos", "names no bucket"),
        ("s3://clinic?secret=kr0kodil", "asks for something unknown"),
        ("s3://clinic?endpoint=minio:9000", "an endpoint that is no web address"),
    ],
)
def test_an_address_that_cannot_be_is_refused_in_words(monkeypatch, address, words):
    monkeypatch.setenv("MEDIA_STORAGE", address)
    with pytest.raises(BadSetting, match=words) as refusal:
        environment.photo_storage("MEDIA_STORAGE")
    assert "kr0kodil" not in str(refusal.value)
