"""Atom feeds (RFC 4287) of the articles that are new or changed, each with the words on what changed."""

from urllib.parse import urlsplit

from django.db.models import Q
from django.utils.feedgenerator import Atom1Feed

from conditions.models import BodyArea, Edition, EditionTerm
from conditions.models.article import article_url

LENGTH = 30  # entries


class PlainAtomFeed(Atom1Feed):
    """Django writes summaries as HTML; ours are plain text."""

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("summary", item["summary"], {"type": "text"})


def newest(at=None, *, area=None):
    """Return the editions live at the moment `at` (default: now) that a feed lists, the newest first.

    `area` is a BodyArea; what editions say of a word that was merged into it counts.
    """
    editions = Edition.objects.live(at).with_first_published().order_by("-live_from", "-pk")
    if area:
        words = BodyArea.objects.filter(Q(pk=area.pk) | Q(merged_into=area)).order_by().values("slug")
        said = EditionTerm.objects.filter(kind=EditionTerm.Kind.BODY_AREA, slug__in=words)
        editions = editions.filter(pk__in=said.order_by().values("edition"))
    return editions.values(
        "slug",
        "number",
        "title",
        "summary",
        "live_from",
        "first_published",
        "change_note",
        "correction",
        "data__author__name",
    )[:LENGTH]


def atom(editions, *, title, author, site, page, address):
    """The feed of `editions` (from `newest`) as text.

    `author` is the clinic's name. `page` and `address` are paths on the `site`: what the feed tells of, and the feed.
    """
    feed = PlainAtomFeed(
        title=title,
        link=site + page,
        description="",
        author_name=author,
        feed_url=site + address,
        feed_guid=site + address,
        language="en-us",
    )
    for edition in editions:
        feed.add_item(
            title=edition["title"],
            link=site + article_url(edition["slug"]),
            description=None,
            unique_id=_id(edition, site),
            pubdate=edition["first_published"],
            updateddate=edition["live_from"],
            author_name=edition["data__author__name"] or author,
            summary=summary(edition),
        )
    return feed.writeString("utf-8")


def summary(edition):
    """Return the words on what changed, then the quick answer."""
    if edition["correction"]:
        news = f"Corrected: {edition['change_note']}"
    elif edition["live_from"] == edition["first_published"]:
        news = "New on our site."
    else:
        news = f"Updated: {edition['change_note']}"
    return f"{news}\n\n{edition['summary']}".strip()


def _id(edition, site):
    """A name for this edition that no other has and that never changes (RFC 4151)."""
    host = urlsplit(site).hostname
    return f"tag:{host},{edition['live_from']:%Y-%m-%d}:conditions/{edition['slug']}/{edition['number']}"
