"""Who has an article's form open just now: a word of warning to colleagues, never a lock.

A form with JavaScript says every 30 seconds that it is still open; one without is known from its opening alone.
"""

from datetime import timedelta

from django.db.models import F, Q
from django.utils import dateformat, timezone

from conditions.editing.audit_log import name_of
from conditions.models import OpenForm

SILENT = timedelta(seconds=90)  # a form that used to speak and is silent for so long was closed without a word
UNHEARD = timedelta(minutes=15)  # a form that never spoke counts as open for so long


def opened(article, user, at=None):
    """Note that `user` opened the form of `article` at `at` (default: now), which is returned.

    Notes that nobody needs any longer are cleaned away.
    """
    at = at or timezone.now()
    OpenForm.objects.filter(seen_at__lt=at - UNHEARD).delete()
    _note(OpenForm(article=article, user=user, opened_at=at, seen_at=at), ["opened_at", "seen_at"])
    return at


def still_open(article, user, since, at=None):
    """Note that the form that `user` opened at `since` was heard of at `at` (default: now)."""
    _note(OpenForm(article=article, user=user, opened_at=since, seen_at=at or timezone.now()), ["seen_at"])


def closed(article, user, since=None):
    """Note that `user` left the form opened at `since`, or (default) saved whichever it was."""
    forms = OpenForm.objects.filter(article=article, user=user)
    (forms.filter(opened_at=since) if since else forms).delete()


def others(article, user, at=None):
    """[(name, since when)] of those besides `user` who have the form of `article` open, the first to open it first."""
    at = at or timezone.now()
    speaking = Q(seen_at__gt=F("opened_at"), seen_at__gte=at - SILENT)
    mute = Q(seen_at=F("opened_at"), seen_at__gte=at - UNHEARD)
    forms = OpenForm.objects.filter(speaking | mute, article=article).exclude(user=user)
    return [(name_of(form.user), form.opened_at) for form in forms.select_related("user").order_by("opened_at", "pk")]


def warning(people):
    """Return the form's sentence about `people`, as others() gives them; "" where there are none."""
    if not people:
        return ""
    if len(people) == 1:
        ((name, since),) = people
        who = f"Since {clock(since)}, {name} has had this article open."
    else:
        *first, last = [f"{name} (since {clock(since)})" for name, since in people]
        who = f"{', '.join(first)} and {last} have this article open."
    return f"{who} You can both write: whoever saves second is shown both versions."


def clock(moment):
    """The time of day at the clinic: "2:05 p.m."."""
    return dateformat.time_format(timezone.localtime(moment), "P")


def _note(form, changes):
    """Write `form` down; where its user has one of the article already, only what `changes` names."""
    OpenForm.objects.bulk_create(
        [form], update_conflicts=True, unique_fields=["article", "user"], update_fields=changes
    )
