"""Which live pages have to be reviewed, by whose they are; and what nobody but its author has seen."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import TextChoices
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from conditions.admin.action_page import article_for
from conditions.editing.audit_log import name_of
from conditions.models import Article, Review
from conditions.reviews import clinical_reviews

VIEWS, SIGNS = "conditions.view_article", "conditions.sign_review"
AHEAD = timedelta(days=30 + 1)  # what is due on the thirtieth day counts
NOBODY = "none"  # as `?owner=`, for pages without an owner


class Why(TextChoices):
    CHANGE_NEEDED = "change-needed", "A change is needed"
    OVERDUE = "overdue", "Overdue"
    NEVER = "never", "Never reviewed"
    SOON = "soon", "Due within 30 days"


@dataclass(frozen=True)
class Due:
    """A live page (of reviews.standing), its newest review (None: there is none), and why it is listed."""

    article: Article
    review: Review | None
    why: Why
    today: date

    @property
    def days(self):
        """Days since it was due, or until it is; None where no day was ever set."""
        return abs((self.today - self.review.next_due).days) if self.review else None


@require_safe
def reviews_due(request):
    if not request.user.has_perm(VIEWS):
        raise PermissionDenied
    due = _due(timezone.localdate())
    owners = {str(row.article.owner_id or NOBODY): row.article.owner for row in due}
    owner = request.GET.get("owner") if request.GET.get("owner") in owners else ""
    why = request.GET.get("why") if request.GET.get("why") in Why else ""
    shown = [row for row in due if owner in ("", str(row.article.owner_id or NOBODY)) and why in ("", row.why.value)]
    page = {
        **admin.site.each_context(request),
        "opts": Article._meta,
        "title": "Clinical reviews that are due",
        "groups": _by_owner(shown, request.user),
        "unapproved": clinical_reviews.unapproved().select_related("article", "published_by").defer("data"),
        "corrections": clinical_reviews.corrections_to_see().select_related("article").defer("data"),
        "signs": request.user.has_perm(SIGNS),
        "owners": sorted((key, name_of(user) if user else "Nobody") for key, user in owners.items()),
        "owner": owner,
        "whys": Why,
        "why": why,
        "filtered": bool(owner or why),
    }
    return render(request, "admin/conditions/reviews_due.html", page)


@require_POST
def correction_seen(request, pk, number):
    """A reviewer has looked at a correction."""
    article = article_for(request, pk, SIGNS)
    edition = get_object_or_404(article.editions.seen(), number=number, correction=True)
    try:
        clinical_reviews.see_correction(edition, by=request.user)
    except clinical_reviews.ReviewRefused as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, f"Noted that you have looked at the correction of “{edition.title}”.")
    return redirect("admin:conditions_article_reviews_due")


def _due(today):
    """[Due] of what is due by today, or soon; what waits for longest first."""
    articles = list(clinical_reviews.overdue(today + AHEAD).select_related("owner"))
    newest = Review.objects.defer("comments").in_bulk([article.last_review for article in articles])
    rows = [_row(article, newest.get(article.last_review), today) for article in articles]
    return sorted(rows, key=lambda row: (list(Why).index(row.why), row.review.next_due if row.review else today))


def _row(article, review, today):
    if review is None:
        why = Why.NEVER
    elif review.outcome == Review.Outcome.CHANGE_NEEDED:
        why = Why.CHANGE_NEEDED
    else:
        why = Why.OVERDUE if review.next_due < today else Why.SOON
    return Due(article, review, why, today)


def _by_owner(due, user):
    """[(owner or None, [Due])]: `user`'s own first, then the other owners by name, then what nobody owns."""
    found = defaultdict(list)
    for row in due:
        found[row.article.owner].append(row)

    def place(owner):
        return owner is None, owner != user, name_of(owner).casefold() if owner else ""

    return [(owner, found[owner]) for owner in sorted(found, key=place)]
