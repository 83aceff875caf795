"""Writing editions and their windows. Each function is called inside an act's transaction, with the article locked."""

from django.db import IntegrityError

from conditions.discovery import search
from conditions.discovery.a_to_z import edition_names
from conditions.document.encoding import encode, fingerprint
from conditions.editing.audit_log import name_of
from conditions.models import KINDS, Address, Edition, EditionCombination, EditionName, EditionTerm, ScheduleChange
from conditions.publishing.preconditions import PublishRefused


def write(article, document, *, by, change_note, live_from, live_until=None, **more):
    """A new edition of `article` that says `document`, live in a window that must be free; returns the Edition.

    `more`: further fields of the edition. Raises PublishRefused where the address belongs to another article.
    """
    claim_address(article, document.slug)
    edition = Edition.objects.create(
        article=article,
        live_from=live_from,
        live_until=live_until,
        change_note=change_note,
        published_by=by,
        **facts(document),
        **{"number": Edition.next_number(article), "publisher": name_of(by)[:200], **more},
    )
    index([(edition, document)])
    return edition


def facts(document):
    """The fields of an edition that say `document`."""
    return {
        "slug": document.slug,
        "title": document.title,
        "summary": document.summary,
        "data": encode(document),
        "fingerprint": fingerprint(document),
    }


def index(written):
    """Write the rows that lists and search read of new editions: `written` is [(Edition, ArticleDocument)]."""
    EditionTerm.objects.bulk_create([term for pair in written for term in _terms(*pair)])
    EditionCombination.objects.bulk_create([row for pair in written for row in _combinations(*pair)])
    EditionName.objects.bulk_create([name for pair in written for name in edition_names(*pair)])
    search.add(written)


def move(edition, **edges):
    """Set future edges of an edition's window. Raises PublishRefused where one has passed by the database's clock.

    The act's transaction is over then: PostgreSQL takes nothing more in it.
    """
    try:
        Edition.objects.filter(pk=edition.pk)._move(**edges)
    except IntegrityError as error:
        raise PublishRefused(
            "Too late: that moment has just passed, and what patients saw cannot be changed. Nothing was done."
        ) from error
    for name, value in edges.items():
        setattr(edition, name, value)


def take_out(edition, *, by, reason):
    """Call a coming edition off; the one before it goes on until this one would have ended."""
    edition.refresh_from_db(fields=["live_from", "live_until"])  # one taken out after it has lengthened it
    before = edition.article.editions.seen().filter(live_until=edition.live_from).first()
    until = edition.live_until
    empty(edition, by=by, reason=reason)
    if before:
        move(before, live_until=until)


def empty(edition, *, by, reason):
    """Make the window of a coming edition empty. Its place is to be filled by the caller."""
    move(edition, live_until=edition.live_from)
    ScheduleChange.objects.create(
        article=edition.article, edition=edition, planned_for=edition.live_from, reason=reason, changed_by=by
    )


def claim_address(article, slug):
    """Make `slug` an address of `article` for good. Raises PublishRefused where it is another article's."""
    address, _ = Address.objects.get_or_create(slug=slug, defaults={"article": article})
    if address.article_id != article.pk:
        raise PublishRefused(
            f'The address "{slug}" was once the page of "{address.article}". Patients and search engines may still '
            "follow it there, so it cannot be given to another article: choose another address."
        )


def _terms(edition, document):
    """Return the EditionTerms of an edition: each word once, with what is said of it alone where that is said."""
    return [
        EditionTerm(
            edition_id=edition.pk,
            kind=model.kind,
            slug=term.slug,
            name=term.name,
            detail=getattr(row, "detail", ""),
            urgency=getattr(row, "urgency", None) or "",
            position=i,
        )
        for model in KINDS
        for i, term, row in _alone_first(getattr(document, model.part))
    ]


def _alone_first(rows):
    """[(position, term, row)], each term once: the row that speaks of it alone, where there is one."""
    found = {}
    for i, row in sorted(enumerate(rows), key=lambda pair: getattr(pair[1], "companion", None) is not None):
        found.setdefault(getattr(row, "term", row), (i, row))
    return [(i, term, row) for term, (i, row) in found.items()]


def _combinations(edition, document):
    return [
        EditionCombination(
            edition_id=edition.pk,
            slug=entry.term.slug,
            name=entry.term.name,
            companion_slug=entry.companion.slug,
            companion_name=entry.companion.name,
            detail=entry.detail,
            urgency=entry.urgency,
            position=i,
        )
        for i, entry in enumerate(document.symptoms)
        if entry.companion
    ]
