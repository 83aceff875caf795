"""The table that `make quality` prints."""

import io
import os
from pathlib import Path

from django.core.management import call_command
from django.db import connection
from django.test.utils import setup_test_environment

from conditions.discovery.search import search
from conditions.models import Edition
from tests.quality import plain
from tests.quality.queries import OTHER, PATH, figures, place, read

LABEL = f"This site, on {connection.vendor}"


def main():
    queries = read(Path(os.environ.get("FILE") or PATH))
    setup_test_environment()
    connection.creation.create_test_db(verbosity=0)
    try:
        call_command("load_demo", stdout=io.StringIO())
        report(queries)
    finally:
        connection.creation.destroy_test_db(connection.settings_dict["NAME"], verbosity=0)


def report(queries):
    asked = [query for query in queries if query.group != OTHER]
    articles = [(edition.slug, edition.document) for edition in Edition.objects.live()]
    for label, slugs in engines(articles):
        places = {query: place(query.answer, slugs(query.text)) for query in asked}
        print(f"\n{label}")
        for name in ("all", *dict.fromkeys(query.group for query in asked)):
            some = [found for query, found in places.items() if name in ("all", query.group)]
            first, third, reciprocal = figures(some)
            print(f"  {name:<11} {len(some):>3}  success@1 {first:.3f}  success@3 {third:.3f}  MRR {reciprocal:.3f}")
        if os.environ.get("MISSES") and label == LABEL:
            for query, found in places.items():
                if found != 1:
                    print(
                        f"    {found or '-':>2} {query.group:<10} {query.text} -> {query.answer}; {slugs(query.text)}"
                    )
    nonsense = [(query.text, said) for query in queries if query.group == OTHER and (said := corrections(query.text))]
    print(f"\nNonsense corrections of {sum(query.group == OTHER for query in queries)} other queries: {len(nonsense)}")
    english = [query for query in asked if query.group in ("english", "spanish")]
    changed = [(query.text, said) for query in english if (said := corrections(query.text))]
    print(f"Corrections of {len(english)} queries that are spelled right: {len(changed)}")
    for text, said in [*nonsense, *changed]:
        print(f"  {text!r} -> {', '.join(said)}")


def engines(articles):
    yield LABEL, lambda text: [hit.slug for hit in search(text).hits]
    yield plain.SQLite.label, plain.SQLite(articles).slugs
    if url := os.environ.get("QUALITY_POSTGRES"):
        yield plain.PostgreSQL.label, plain.PostgreSQL(articles, url).slugs
    else:
        print("QUALITY_POSTGRES is not set: PostgreSQL's own full text is left out.")


def corrections(text):
    """Words that search puts in the place of those typed."""
    results = search(text)
    return [*(word.typed for word in results.better.values()), *(f"{begun}…" for begun in results.begun)]
