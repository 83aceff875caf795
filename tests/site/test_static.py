"""Static files as production serves them: named by their content, compressed, kept by browsers for good."""

import gzip
import os
import re

import pytest
from django.template.loader import render_to_string
from django.test import Client

from tests.site.processes import run

pytestmark = [pytest.mark.django_db, pytest.mark.process]


@pytest.fixture(scope="module")
def collected(tmp_path_factory, prepared):
    return prepared.empty(tmp_path_factory.mktemp("site")) / "data/static"


@pytest.fixture
def client(collected, settings):
    settings.STATIC_ROOT = collected
    backend = "clinic_site.static_files.CompressedOnceStorage"
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": backend}}
    return Client()


def fetch(client, file, **headers):
    """(response, its body), the file behind it closed."""
    response = client.get(file, headers=headers)
    body = response.getvalue()
    response.close()
    return response, body


def loaded(page):
    return sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page.content.decode())))


def test_a_page_names_its_files_by_their_content(client):
    files = loaded(client.get("/"))
    assert len(files) >= 3
    assert all(re.search(r"\.[0-9a-f]{12}\.(css|svg|woff2)$", file) for file in files)


def test_each_is_there_and_kept_for_good(client):
    for file in loaded(client.get("/")):
        response, body = fetch(client, file)
        assert response.status_code == 200 and body, file
        assert response.headers["Cache-Control"] == "max-age=315360000, public, immutable"


def test_the_stylesheet_travels_compressed(client):
    stylesheet = next(file for file in loaded(client.get("/")) if file.endswith(".css"))
    _, plain = fetch(client, stylesheet, accept_encoding="identity")
    response, body = fetch(client, stylesheet, accept_encoding="gzip")
    assert response.headers["Content-Encoding"] == "gzip" and "Accept-Encoding" in response.headers["Vary"]
    assert gzip.decompress(body) == plain


def test_what_the_stylesheet_loads_is_there_too(client, collected):
    stylesheet = next(collected.glob("site.*.css")).read_text()
    fonts = re.findall(r'url\("?([^")]+)"?\)', stylesheet)
    assert fonts and all(fetch(client, f"/static/{font}")[0].status_code == 200 for font in fonts)


def test_pages_travel_compressed(client):
    response = client.get("/", headers={"accept-encoding": "gzip"})
    assert response.headers["Content-Encoding"] == "gzip"


def test_the_page_for_faults_finds_its_files(client):
    assert re.search(r"/static/site\.[0-9a-f]{12}\.css", render_to_string("500.html"))


def test_what_is_compressed_is_left_alone_and_what_was_cut_short_or_changed_is_not(prepared, tmp_path):
    static = prepared.empty(tmp_path) / "data/static"
    cut, old = next(static.glob("site.*.css.gz")), static / "site.css.gz"
    whole = cut.read_bytes(), old.read_bytes()
    left = [file for file in static.rglob("*.gz") if file not in (cut, old)]
    cut.write_bytes(whole[0][:100])
    (static / "site.css").write_text("p {}" * 1000)
    before = {file: file.stat().st_ctime_ns for file in left}
    os.utime(static / "site.css", (0, 0))  # older than the one to collect
    process = run("manage.py", "collectstatic", "--verbosity=0", "--no-input", DATA_DIR=tmp_path / "data")
    assert process.returncode == 0, process.stderr
    assert (cut.read_bytes(), old.read_bytes()) == whole
    assert len(left) > 50 and {file: file.stat().st_ctime_ns for file in left} == before
