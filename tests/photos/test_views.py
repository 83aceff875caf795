"""What can be fetched from under /media/, and how it is labeled."""

import pytest
from django.contrib.auth import get_user_model

from clinic_site import photos
from clinic_site.photos.models import Photo
from tests.photos.pictures import jpeg

pytestmark = pytest.mark.django_db
TYPES = {"jpg": "image/jpeg", "webp": "image/webp"}
NOBODY = "0" * 64


@pytest.fixture
def photo():
    return Photo.objects.store(jpeg(), title="Shoulder")


@pytest.mark.parametrize("extension", TYPES)
@pytest.mark.parametrize("width", [320, 640])
def test_a_file_is_served(client, media, photo, width, extension):
    response = client.get(f"/media/photos/{photo.digest}/{width}.{extension}")
    assert response.status_code == 200
    assert response.content == (media / f"photos/{photo.digest}/{width}.{extension}").read_bytes()
    assert response.headers["Content-Type"] == TYPES[extension]


def test_the_address_is_the_one_pages_use(photo):
    assert photos.url(photo.digest, 640, "webp") == f"/media/photos/{photo.digest}/640.webp"


def test_the_headers_let_it_be_kept_and_never_run(client, photo):
    response = client.get(photos.url(photo.digest, 640))
    assert response.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert_harmless(response)


def assert_harmless(response):
    assert response.headers["X-Content-Type-Options"] == "nosniff"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"


def test_a_known_file_is_not_sent_again(client, photo):
    address = photos.url(photo.digest, 640)
    etag = client.get(address).headers["ETag"]
    response = client.get(address, headers={"If-None-Match": etag})
    assert (response.status_code, response.content) == (304, b"")
    assert response.headers["ETag"] == etag and "immutable" in response.headers["Cache-Control"]
    assert_harmless(response)
    assert client.get(address, headers={"If-None-Match": '"other"'}).status_code == 200


def test_each_file_has_its_own_etag(client, photo):
    addresses = [photos.url(photo.digest, width, extension) for width in [320, 640] for extension in TYPES]
    assert len({client.get(address).headers["ETag"] for address in addresses}) == 4


def test_head_tells_without_sending(client, photo):
    address = photos.url(photo.digest, 640)
    response = client.head(address)
    assert (response.status_code, response.content) == (200, b"")
    assert response.headers["Content-Type"] == "image/jpeg"
    assert_harmless(response)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete", "options"])
def test_other_methods_are_refused(client, photo, method):
    response = getattr(client, method)(photos.url(photo.digest, 640))
    assert response.status_code == 405 and response.headers["Allow"] == "GET, HEAD"


def test_no_cookie_travels_with_an_answer_that_shared_caches_keep(client, photo):
    client.force_login(get_user_model().objects.create_user("ana"))
    response = client.get(photos.url(photo.digest, 640))
    assert response.status_code == 200
    assert not response.cookies and "Cookie" not in response.headers.get("Vary", "")


@pytest.mark.parametrize(
    "path",
    [
        f"photos/{NOBODY}/640.jpg",
        "photos/{digest}/641.jpg",
        "photos/{digest}/0640.jpg",
        "photos/{digest}/64000.jpg",
        "photos/{digest}/٦٤٠.jpg",
        "photos/{digest}/640.png",
        "photos/{digest}/640.jpg.html",
        "photos/{digest}/640.jpg/",
        "photos/{digest}/640.jpg%0a",
        "photos/{digest}/",
        "photos/{digest}",
        "photos/{short}/640.jpg",
        "photos/",
        "",
        "private.txt",
        "photos/../private.txt",
        "photos/%2e%2e/private.txt",
        "photos/{digest}/../../private.txt",
        "photos/{digest}/..%2f..%2fprivate.txt",
        "photos/{digest}/..\\..\\private.txt",
        "%2fetc/passwd",
        "//etc/passwd",
    ],
)
def test_nothing_else_can_be_reached(client, media, photo, path):
    (media / "private.txt").write_text("private")
    response = client.get("/media/" + path.format(digest=photo.digest, short=photo.digest[:63]))
    assert response.status_code == 404
