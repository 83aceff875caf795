"""Reviews become events of their own; editions and withdrawals get what the new fields want to know.

A signature on a draft that was never published is not carried over: it has to be given again.
"""

from calendar import monthrange
from datetime import date, datetime, time

from django.db import migrations
from django.db.models import F
from django.utils import timezone

from conditions.encoding import decode, fingerprint

REVIEW_YEARS = 2


def fill(apps, schema_editor):
    articles, editions, withdrawals = (
        apps.get_model("conditions", name).objects for name in ("Article", "Edition", "Withdrawal")
    )
    editions.update(recorded_at=F("published_at"))
    for withdrawal in withdrawals.select_related("edition"):
        withdrawal.article_id, withdrawal.decided_at = withdrawal.edition.article_id, withdrawal.withdrawn_at
        withdrawal.save(update_fields=["article", "decided_at"])
    articles.update(owner=F("updated_by"))
    signed = set()
    for edition in editions.order_by("live_from").iterator():
        mark = fingerprint(decode(edition.data))
        _record_review(apps, edition, mark, signed)
        articles.filter(fingerprint=edition.fingerprint, pk=edition.article_id).update(fingerprint=mark)
        editions.filter(pk=edition.pk).update(fingerprint=mark)


def _record_review(apps, edition, mark, signed):
    """The review that `edition` told of, once."""
    person, day = edition.data.get("reviewer"), edition.data.get("reviewed_on")
    if not person or not day or (edition.article_id, person["name"], day) in signed:
        return
    signed.add((edition.article_id, person["name"], day))
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
