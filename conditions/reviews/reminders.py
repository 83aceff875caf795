"""The weekly letter to those who answer for pages: which of them are due for clinical review."""

from collections import defaultdict
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import dateformat, timezone

from clinic_site.mail import letters
from conditions.models import OwnerReminder, Review
from conditions.reviews import clinical_reviews

HOUR = time(8)  # on a Monday, by the clinic's clocks


def queue(at=None):
    """Write this week's letters that are not written yet; returns how many were.

    An owner gets one letter in a week, from Monday at HOUR on, where any of their live pages is overdue. Called again,
    or by two senders at once, it writes no second one.
    """
    at = at or timezone.now()
    today = timezone.localdate(at)
    monday = today - timedelta(days=today.weekday())
    if at < timezone.make_aware(datetime.combine(monday, HOUR)):
        return 0
    told = OwnerReminder.objects.filter(week=monday).values("user")
    due = clinical_reviews.overdue(at=at).filter(owner__is_active=True).exclude(owner__email="").exclude(owner__in=told)
    pages = defaultdict(list)
    for article in due.select_related("owner"):
        pages[article.owner].append(article)
    return sum(_write(owner, articles, monday, at) for owner, articles in pages.items())


@transaction.atomic
def _write(owner, articles, monday, at):
    """Whether the letter was still to be written."""
    _, first = OwnerReminder.objects.get_or_create(user=owner, week=monday)
    if first:
        pages = [(article.live_title, _why(article), _address(article)) for article in articles]
        letters.queue("conditions/letters/reviews_due", to=owner.email, at=at, pages=pages, list=_list())
    return first


def _why(article):
    if article.last_review is None:
        return "never reviewed"
    if article.last_outcome == Review.Outcome.CHANGE_NEEDED:
        return "a change is needed"
    return f"was due on {dateformat.format(article.next_due, 'F j, Y')}"


def _list():
    return settings.SITE_URL + reverse("admin:conditions_article_reviews_due")


def _address(article):
    address = reverse("admin:conditions_article_review", args=[article.pk], query={"text": article.live_number})
    return settings.SITE_URL + address
