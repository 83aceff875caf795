"""`make bench`: queries, bytes and cost of the public pages, as ratios within one run, at 12 and at 300 articles.

A throw-away site on SQLite (or on DATABASE_URL's server, in a test database) is filled and asked through
Django's own handler, so that the numbers are of our code and not of a network.
"""

import dataclasses
import gzip
import io
import os
import statistics
import time
from pathlib import Path

from tests import environment  # noqa: F401  (must come before Django's settings)

os.environ["DJANGO_SETTINGS_MODULE"] = "clinic_site.settings"
import django  # noqa: E402

django.setup()

from django.conf import settings  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.staticfiles import finders  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.http import HttpResponse  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext, setup_test_environment  # noqa: E402
from django.urls import path  # noqa: E402

from clinic_site import urls  # noqa: E402
from conditions.models import Article, Edition  # noqa: E402
from conditions.publishing import publish  # noqa: E402
from conditions.restore import restore  # noqa: E402

ROUNDS = 40
MANY = 300
PAGES = {
    "bare view": "/bare",
    "article": "/conditions/heterotopic-ossification/",
    "A to Z": "/conditions/",
    "symptom": "/symptoms/swelling/",
    "home": "/",
    "admin: articles": "/admin/conditions/article/",
    "admin: article form": "/admin/conditions/article/1/change/",
}


def main():
    setup_test_environment()
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    urls.urlpatterns.append(path("bare", lambda request: HttpResponse("Hello.")))
    connection.creation.create_test_db(verbosity=0)
    try:
        call_command("load_demo", stdout=io.StringIO())
        few = measure()
        count = Article.objects.count()
        fill(MANY - count)
        many = measure()
        report(few, many, count)
        weigh()
    finally:
        connection.creation.destroy_test_db(settings.DATABASES["default"]["NAME"], verbosity=0)


def fill(number):
    """`number` more live articles, made from the demo's."""
    author = User.objects.get(username="author")
    documents = [edition.document for edition in Edition.objects.live()]
    for i in range(number):
        original = documents[i % len(documents)]
        copy = dataclasses.replace(original, slug=f"{original.slug}-{i}", title=f"{original.title} {i}", related=())
        article, _ = restore(copy, by=author)
        publish(article, by=author, change_note="Filled.")


def measure():
    """{page: (queries, median milliseconds)}; the pages take turns, so that a busy machine disturbs all alike."""
    visitor, author = Client(), Client()
    author.force_login(User.objects.get(username="author"))
    queries, times = {}, {name: [] for name in PAGES}
    for name, address in PAGES.items():
        client = author if name.startswith("admin") else visitor
        client.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        queries[name] = len(captured)
    for _ in range(ROUNDS):
        for name, address in PAGES.items():
            client = author if name.startswith("admin") else visitor
            start = time.perf_counter()
            client.get(address)
            times[name].append(1000 * (time.perf_counter() - start))
    return {name: (queries[name], statistics.median(times[name])) for name in PAGES}


def report(few, many, count):
    bare_few, bare_many = few["bare view"][1], many["bare view"][1]
    print(f"Database: {connection.vendor}. Rates against a bare Django view of the same run (1.00 = as fast).\n")
    print(f"| page | queries at {count} | at {MANY} | rate at {count} | at {MANY} |")
    print("|---|---|---|---|---|")
    for name in PAGES:
        (q1, t1), (q2, t2) = few[name], many[name]
        print(f"| {name} | {q1} | {q2} | {bare_few / t1:.2f} | {bare_many / t2:.2f} |")


def weigh():
    client = Client()
    html = client.get(PAGES["article"]).content
    css, font, icon = (
        Path(finders.find(name)).read_bytes()
        for name in ("site.css", "fonts/atkinson-hyperlegible-next.woff2", "favicon.svg")
    )
    text = len(gzip.compress(html)) + len(gzip.compress(css)) + len(gzip.compress(icon))
    print("\nFirst visit to an article, without its photo, compressed:")
    print(f"{text:,} bytes without the font (at most 20,000), {text + len(font):,} with it (at most 60,000).")


if __name__ == "__main__":
    main()
