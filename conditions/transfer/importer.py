"""An export into this clinic: all of it or nothing."""

from dataclasses import dataclass, field, replace

from django.core.exceptions import ValidationError
from django.db import DatabaseError, transaction

from clinic_site.photos.images import from_master
from clinic_site.photos.models import Photo, write_files
from conditions.editing.restore import restore
from conditions.models import Article
from conditions.publishing import actions, emergency_signs
from conditions.publishing.actions import PublishRefused
from conditions.reviews import clinical_reviews
from conditions.transfer import records, shared
from conditions.transfer.folder import CLINIC, PHOTOS, VOCABULARY, Reader, TransferRefused, article_name, photo_name
from conditions.transfer.validation import check


@dataclass
class Imported:
    """`published`: slugs of the articles that came with their editions. `drafts`: {slug: why it is a draft only}."""

    published: list = field(default_factory=list)
    drafts: dict = field(default_factory=dict)
    here: list = field(default_factory=list)
    notes: list = field(default_factory=list)


class _Stopped(Exception):
    """Takes back what was adopted."""


def import_articles(folder, *, by, drafts=False):
    """Bring the export in `folder` into this clinic, on behalf of the user `by`; returns Imported.

    An article that fails the publish checks, and with `drafts` every one, becomes a draft without editions. Raises
    TransferRefused where anything is wrong with the export or does not fit this clinic; then nothing was imported.
    """
    reader = Reader(folder)
    checked = check(reader)
    done = Imported(here=checked.here, notes=checked.notes)
    titles = reader.json(PHOTOS)["titles"]
    _store_photos(reader)
    with transaction.atomic():
        if shared.take_clinic(reader.json(CLINIC)):
            done.notes.append("The clinic's profile, phone lines and publishing rules came along: this site had none.")
        done.notes += shared.take_vocabulary(reader.json(VOCABULARY))
        for digest, (width, height) in checked.sizes.items():
            facts = {"width": width, "height": height, "title": titles.get(digest, ""), "uploaded_by": by}
            Photo.objects.get_or_create(digest=digest, defaults=facts)
        articles = _restore_all(reader, checked.new, by)
        done.notes += _relate_all(reader, articles, by)
        done.drafts = dict.fromkeys(articles, []) if drafts else _publish_all(reader, articles, by)
        done.published = [slug for slug in articles if slug not in done.drafts]
    return done


def _store_photos(reader):
    """Make every file of the photos before the database waits for it: nobody sees them until an article does."""
    for digest in reader.digests:
        photo = Photo.objects.filter(digest=digest).first()
        if photo is None or not photo.is_whole():
            write_files(from_master(reader.content(photo_name(digest)), digest))


def _record(reader, slug):
    name = article_name(slug)
    return records.load(reader.json(name), name)[0]


def _restore_all(reader, slugs, by):
    """{slug: key of the article}; what they are related to follows when all are there."""
    articles, problems = {}, []
    for slug in slugs:
        try:
            with transaction.atomic():
                article, _ = restore(replace(_record(reader, slug).newest, related=()), by=by)
                articles[slug] = article.pk
        except ValidationError as error:
            problems.append(f"{article_name(slug)}: {' '.join(error.messages)}")
        except DatabaseError as error:
            problems.append(f"{article_name(slug)}: the database refused it: {error}")
    if problems:
        raise TransferRefused(*problems)
    return articles


def _publish_all(reader, articles, by):
    """Adopt the editions of `articles`; returns {slug: the errors of the publish checks} of those left out.

    Pages link to each other, so the publish checks run when all are in place. What fails is taken out again, and the
    rest is judged anew.
    """
    stopped = _unconfirmed(reader, articles)
    while True:
        going = {pk: slug for slug, pk in articles.items() if slug not in stopped}
        try:
            with transaction.atomic():
                for pk, slug in going.items():
                    _adopt(Article.objects.get(pk=pk), _record(reader, slug), articles, by)
                if found := actions.publish_errors(list(going)):
                    raise _Stopped
        except _Stopped:
            stopped |= {going[pk]: [finding.message for finding in findings] for pk, findings in found.items()}
        else:
            return stopped


def _unconfirmed(reader, articles):
    """{slug: [sentence]} of the articles with an edition that does not say how urgent a symptom is."""
    found = {}
    for slug in articles:
        entries = [entry for edition in _record(reader, slug).editions for entry in edition["document"].unconfirmed]
        if names := dict.fromkeys(entry.name for entry in entries):
            found[slug] = [emergency_signs.urgency_missing(name) for name in names]
    return found


def _adopt(article, record, articles, by):
    withdrawals = [row | {"instead": _other(row["instead"], articles)} for row in record.withdrawals]
    try:
        adopted = actions.import_editions(
            article, by=by, addresses=record.addresses, editions=record.editions, withdrawals=withdrawals
        )
    except (PublishRefused, DatabaseError) as error:
        raise TransferRefused(f"{article}: {error}") from error
    editions = {edition.number: edition for edition in adopted}
    for row in record.reviews:
        facts = dict(row)
        edition, draft = editions[facts.pop("edition")], facts.pop("draft")
        clinical_reviews.adopt(article, fingerprint=edition.fingerprint, edition=None if draft else edition, **facts)


def _other(slug, articles):
    """The article with the file of `slug`: just imported, or here before."""
    if slug is None:
        return None
    return Article.objects.get(pk=articles[slug]) if slug in articles else Article.objects.get(addresses__slug=slug)


def _relate_all(reader, articles, by):
    """Restore once more, now that related articles are there; returns the notes."""
    notes = []
    for slug in articles:
        article, said = restore(_record(reader, slug).newest, by=by)
        notes += [f"{article}: {note}" for note in said]
    return notes
