"""The public pages and the author's, at twelve and at three hundred articles."""

import io
from functools import partial

from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client

from clinic_site.page_cache import store
from conditions.models import Article
from tests.bench.inside.measure import BARE, measure

MANY = 300
PAGES = {
    BARE: "/bare",
    "article": "/conditions/heterotopic-ossification/",
    "A to Z": "/conditions/",
    "A to Z letter": "/conditions/a-z/k/",
    "symptom": "/symptoms/swelling/",
    "find": "/find/knee/?symptom=swelling&symptom=stiffness",
    "search": "/search/?q=knee+swelling",
    "home": "/",
    "admin: articles": "/admin/conditions/article/",
    "admin: article form": "/admin/conditions/article/1/change/",
}


def report():
    """A table in Markdown, of first readers; what a page costs is told in bare views."""
    visitor, author = Client(), Client()
    author.force_login(User.objects.get(username="author"))
    asks = {
        name: partial(ask, author if name.startswith("admin") else visitor, address) for name, address in PAGES.items()
    }
    count = Article.objects.count()
    few = measure(asks)
    call_command("fill_articles", MANY - count, stdout=io.StringIO())
    many = measure(asks)
    lines = [
        f"| page | queries at {count} | at {MANY} | cost at {count}, in bare views | at {MANY} |",
        "|---|---|---|---|---|",
    ]
    for name in PAGES:
        (q1, t1), (q2, t2) = few[name], many[name]
        lines.append(f"| {name} | {q1} | {q2} | {t1 / few[BARE][1]:.0f} | {t2 / many[BARE][1]:.0f} |")
    return "\n".join(lines)


def ask(client, address):
    """As the first reader of a page after a change."""
    store.memory.clear()
    return client.get(address)
