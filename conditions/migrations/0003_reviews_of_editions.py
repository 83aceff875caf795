"""Reviews become events of their own; editions and withdrawals get what the new fields want to know.

A signature becomes a review where the very text that was signed was published. Where the text was edited after it was
signed, or never published, it has to be given again: a review names the words that were read.
"""

import hashlib
import json
from calendar import monthrange
from datetime import date, datetime, time

from django.db import migrations
from django.db.models import F
from django.utils import timezone

REVIEW_YEARS = 2


def fill(apps, schema_editor):
    articles, editions, withdrawals = (
        apps.get_model("conditions", name).objects for name in ("Article", "Edition", "Withdrawal")
    )
    editions.update(recorded_at=F("published_at"))
    for withdrawal in withdrawals.select_related("edition"):
        withdrawal.article_id, withdrawal.decided_at = withdrawal.edition.article_id, withdrawal.withdrawn_at
        withdrawal.save(update_fields=["article", "decided_at"])
    for article in articles.exclude(updated_by=None):
        articles.filter(pk=article.pk).update(owner=article.updated_by_id, writers=[article.updated_by_id])
    reviewed = set()
    for edition in editions.select_related("article").order_by("live_from").iterator():
        mark = _fingerprint(edition.data)
        if mark == edition.article.reviewed_fingerprint and edition.article_id not in reviewed:
            _record_review(apps, edition, mark)
            reviewed.add(edition.article_id)
        articles.filter(fingerprint=edition.fingerprint, pk=edition.article_id).update(fingerprint=mark, writers=[])
        editions.filter(pk=edition.pk).update(fingerprint=mark, written_by=[edition.published_by_id])


def _fingerprint(data):
    """The fingerprint of a document of schema 1 without its review, as of this release."""
    words = {name: part for name, part in data.items() if name not in ("schema", "reviewer", "reviewed_on")}
    return hashlib.sha256(json.dumps(_filled(words), sort_keys=True).encode()).hexdigest()


def _filled(data):
    if isinstance(data, dict):
        return {key: _filled(value) for key, value in data.items() if value not in ("", None, [])}
    if isinstance(data, list):
        return [_filled(item) for item in data]
    return data


def _record_review(apps, edition, mark):
    person, day = edition.data.get("reviewer"), edition.data.get("reviewed_on")
    if not person or not day:
        return
    on = date.fromisoformat(day)
    due = on.year + REVIEW_YEARS
    account = apps.get_model("directory", "Person").objects.filter(slug=person["slug"], user__isnull=False).first()
    apps.get_model("conditions", "Review").objects.create(
        article_id=edition.article_id,
        edition=edition,
        fingerprint=mark,
        reviewer=person["name"],
        credentials=person.get("credentials", ""),
        person=person["slug"],
        outcome="no-change",
        next_due=on.replace(year=due, day=min(on.day, monthrange(due, on.month)[1])),
        reviewed_at=timezone.make_aware(datetime.combine(on, time(12))),
        signed_by_id=account.user_id if account else None,
    )


class Migration(migrations.Migration):
    dependencies = [("conditions", "0002_reviews_and_schedules"), ("directory", "0002_accepts_new_patients")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
