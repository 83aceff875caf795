"""The public pages and the author's, at twelve and at three hundred articles."""

import dataclasses
from functools import partial

from django.contrib.auth.models import User
from django.test import Client

from conditions.models import Article, Edition
from conditions.publishing import publish
from conditions.restore import restore
from tests.bench.measure import BARE, measure

MANY = 300
PAGES = {
    BARE: "/bare",
    "article": "/conditions/heterotopic-ossification/",
    "A to Z": "/conditions/",
    "symptom": "/symptoms/swelling/",
    "home": "/",
    "admin: articles": "/admin/conditions/article/",
    "admin: article form": "/admin/conditions/article/1/change/",
}


def report():
    visitor, author = Client(), Client()
    author.force_login(User.objects.get(username="author"))
    asks = {
        name: partial((author if name.startswith("admin") else visitor).get, address) for name, address in PAGES.items()
    }
    count = Article.objects.count()
    few = measure(asks)
    fill(MANY - count)
    many = measure(asks)
    print("\nArticles. Rates against a bare Django view of the same run (1.00 = as fast).\n")
    print(f"| page | queries at {count} | at {MANY} | rate at {count} | at {MANY} |")
    print("|---|---|---|---|---|")
    for name in PAGES:
        (q1, t1), (q2, t2) = few[name], many[name]
        print(f"| {name} | {q1} | {q2} | {few[BARE][1] / t1:.2f} | {many[BARE][1] / t2:.2f} |")


def fill(number):
    """`number` more live articles, made from the demo's."""
    author = User.objects.get(username="author")
    documents = [edition.document for edition in Edition.objects.live()]
    for i in range(number):
        original = documents[i % len(documents)]
        copy = dataclasses.replace(original, slug=f"{original.slug}-{i}", title=f"{original.title} {i}", related=())
        article, _ = restore(copy, by=author)
        publish(article, by=author, change_note="Filled.")
