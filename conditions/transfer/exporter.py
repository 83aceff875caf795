"""Everything that patients read, written into a folder."""

import hashlib
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from clinic_site.photos.files import file_name
from clinic_site.photos.models import Photo
from conditions.models import Article, Edition
from conditions.reviews import clinical_reviews
from conditions.transfer import records, shared
from conditions.transfer.folder import (
    ALL,
    CLINIC,
    FORMAT,
    LIVE,
    PHOTOS,
    VOCABULARY,
    TransferRefused,
    Writer,
    article_name,
    photo_name,
)


@dataclass
class Exported:
    articles: int = 0
    editions: int = 0
    drafts: int = 0  # articles that stay at home: patients read nothing of them
    photos: set = field(default_factory=set)


def export(folder, *, every=False):
    """Write the live articles into `folder`; with `every`, all editions of all articles. Returns Exported.

    All of it is as of one moment. Raises TransferRefused and OSError; what was written by then is no whole export.
    """
    writer, done = Writer(folder), Exported()
    editions = ALL if every else LIVE
    with _one_moment():
        at = timezone.now()
        for article in _articles(editions, at).iterator():
            slug, data = article_data(article, editions, at)
            for edition in data["editions"]:
                _write_photo(writer, done.photos, slug, edition["document"]["photo"])
            writer.write_json(article_name(slug), data)
            done.articles += 1
            done.editions += len(data["editions"])
        titles = Photo.objects.order_by("digest").values_list("digest", "title").iterator()
        titles = {digest: title for digest, title in titles if digest in done.photos}
        writer.write_json(PHOTOS, {"format": FORMAT, "titles": titles})
        writer.write_json(VOCABULARY, shared.vocabulary_data())
        writer.write_json(CLINIC, shared.clinic_data())
        done.drafts = Article.objects.count() - done.articles
    writer.finish(editions)
    return done


@contextmanager
def _one_moment():
    """A transaction that sees the database as it is now, whatever is written meanwhile, and keeps no writer waiting."""
    if connection.in_atomic_block:
        yield
        return
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        usual, connection.transaction_mode = connection.transaction_mode, "DEFERRED"
    try:
        with transaction.atomic():
            if connection.vendor == "postgresql":
                with connection.cursor() as cursor:
                    cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            yield
    finally:
        if connection.vendor == "sqlite":
            connection.transaction_mode = usual


def _articles(editions, at):
    found = Edition.objects.filter(article=OuterRef("pk"))
    return Article.objects.filter(Exists(found.live(at) if editions == LIVE else found.seen())).order_by("pk")


def article_data(article, editions, at):
    """(slug, JSON data) of the file of `article`, which has editions; `editions` is LIVE or ALL."""
    if editions == ALL:
        record = _record(article, article.editions.seen(), article.reviews.all(), article.withdrawals.in_force(), at)
    else:
        record = _live_record(article, at)
    return address(article, at), records.dump(record)


def address(article, at):
    """Where the article is live at the moment `at`, was last, or is going to be first; None where never."""
    editions = article.editions.seen()
    begun = editions.filter(live_from__lte=at).first()  # the newest: it is the live one, if any is
    edition = begun or editions.last()
    return edition and edition.slug


def _live_record(article, at):
    """The live edition, with the review that patients are told of.

    Where that was of an earlier text, the editions since come too: without them nobody could tell what was reviewed,
    and whether the page was updated since.
    """
    live = article.editions.live(at).get()
    shown = clinical_reviews.shown(live, at)
    past = article.editions.seen().filter(live_from__lte=live.live_from)
    read = past.filter(fingerprint=shown.review.fingerprint).first() if shown else live
    found = past.filter(live_from__gte=read.live_from)
    told = article.reviews.filter(pk=shown.review.pk) if shown else article.reviews.none()
    record = _record(article, found, told, article.withdrawals.none(), at)
    record.editions[-1]["live_until"] = None  # plans stay at home
    return record


def _record(article, editions, told, withdrawals, at):
    editions = list(editions.order_by("live_from"))
    numbers = {}  # of the first edition with a text
    for edition in editions:
        numbers.setdefault(edition.fingerprint, edition.number)
    told = told.filter(fingerprint__in=numbers).select_related("edition").order_by("reviewed_at", "pk")
    return records.Record(
        addresses=list(article.addresses.order_by("pk").values_list("slug", flat=True)),
        editions=[_values(edition, records.EDITION) for edition in editions],
        reviews=[_review(review, {edition.number for edition in editions}, numbers) for review in told],
        withdrawals=[
            _values(withdrawal, records.WITHDRAWAL)
            | {"instead": withdrawal.instead and address(withdrawal.instead, at)}
            for withdrawal in withdrawals.select_related("instead").order_by("withdrawn_at")
        ],
    )


def _values(row, table):
    return {name: getattr(row, name) for name in table}


def _review(review, there, numbers):
    draft = review.edition is None
    number = review.edition.number if not draft and review.edition.number in there else numbers[review.fingerprint]
    return {name: getattr(review, name, None) for name in records.REVIEW} | {"edition": number, "draft": draft}


def _write_photo(writer, written, slug, photo):
    """Write the master that `photo`, of a document's JSON data, names; once."""
    if photo is None or photo["digest"] in written:
        return
    digest = photo["digest"]
    name = file_name(digest, photo["width"], "jpg")
    try:
        with default_storage.open(name) as file:
            content = file.read()
    except FileNotFoundError:
        content = b""
    if hashlib.sha256(content).hexdigest() != digest:
        raise TransferRefused(
            f"The photo of {slug} is missing or damaged: {name} in the media folder. Put it back from a backup, or "
            "upload the same picture again. The export was cut short: delete it, then export again."
        )
    writer.write(photo_name(digest), content)
    written.add(digest)
