"""The preconditions of an act of publishing. Called inside the act's transaction; `lock` comes before the others."""

from django.utils import timezone

from clinic_site.datetimes import format_datetime
from clinic_site.richtext.sanitiser import plain
from conditions.models import Article


class PublishRefused(Exception):
    """Why nothing was done, in a sentence for the person who tried."""


def lock(article, articles=None):
    """`article` as it is now, from `articles` (a queryset; default: all). Nobody else saves or publishes it until the
    transaction ends.
    """
    articles = Article.objects.all() if articles is None else articles
    return articles.select_for_update(of=("self",), no_key=True).get(pk=article.pk)


def require_future(at):
    """`at`, or now. Raises PublishRefused where it has passed."""
    now = timezone.now()
    if at and at < now:
        raise PublishRefused("That time has passed, and what patients saw then cannot be changed. Choose a later one.")
    return at or now


def require_text(words, otherwise):
    """`words` as they are stored. Raises PublishRefused(otherwise) where there are none."""
    words = plain(words or "")
    if not words:
        raise PublishRefused(otherwise)
    return words


def upcoming(article, at):
    """The editions that go live at `at` or later, the next one first."""
    return article.editions.seen().filter(live_from__gte=at).order_by("live_from")


def refuse_same_minute(article, at):
    """A planned withdrawal ends a window at its moment: no edition may begin at the same one."""
    if article.withdrawals.filter(withdrawn_at=at).exists():
        raise PublishRefused(
            f"A withdrawal of this article was planned for that very minute, {format_datetime(at)}. Choose another one."
        )
