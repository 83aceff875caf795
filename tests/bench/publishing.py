"""`python -m tests.bench.publishing` with the environment of a site prints the milliseconds of publishing there."""

import json
import statistics
import time

import django

django.setup()

from django.contrib.auth.models import User  # noqa: E402

from conditions.editing import working_copy  # noqa: E402
from conditions.models import Article  # noqa: E402
from conditions.publishing.actions import publish  # noqa: E402
from conditions.sample_data.articles import NOTE  # noqa: E402

TIMES = 20


def main():
    manager = User.objects.get(username="manager")
    articles = list(Article.objects.filter(editions__change_note=NOTE).distinct().order_by("-pk")[: TIMES + 2])
    times = []
    for article in articles:
        article.summary += " One more sentence."
        article.save(update_fields=["summary"])
        working_copy.record_save(article, by=manager)
        start = time.perf_counter()
        publish(article, by=manager, change_note=NOTE)
        times.append(1000 * (time.perf_counter() - start))
    print(json.dumps(statistics.median(times[2:])))  # the first ones open the connection and fill caches


if __name__ == "__main__":
    main()
