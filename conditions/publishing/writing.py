"""What the acts of publishing are made of. Each is called inside an act's transaction, with the article locked."""

from django.db import IntegrityError
from django.utils import dateformat, timezone

from clinic_site.richtext.sanitiser import plain
from conditions import a_to_z, search
from conditions.encoding import encode, fingerprint
from conditions.journal import name_of
from conditions.models import Address, Article, Edition, EditionName, EditionTerm, ScheduleChange
from conditions.search.analysis import stems


class PublishRefused(Exception):
    """Why nothing was done, in a sentence for the person who tried."""


def lock(article, articles=None):
    """`article` as it is now, from `articles` (a queryset; default: all). Nobody else saves or publishes it until the
    transaction ends.
    """
    articles = Article.objects.all() if articles is None else articles
    return articles.select_for_update(of=("self",), no_key=True).get(pk=article.pk)


def moment(at):
    """`at`, or now. Raises PublishRefused where it has passed."""
    now = timezone.now()
    if at and at < now:
        raise PublishRefused("That time has passed, and what patients saw then cannot be changed. Choose a later one.")
    return at or now


def said(words, otherwise):
    """`words` as they are stored. Raises PublishRefused(otherwise) where there are none."""
    words = plain(words or "")
    if not words:
        raise PublishRefused(otherwise)
    return words


def spoken(at):
    """A moment on the clinic's clocks, to end a sentence with: "March 14, 2027, 9:00 AM"."""
    return dateformat.format(timezone.localtime(at), "F j, Y, g:i A")


def coming(article, at):
    """The editions that go live at `at` or later, the next one first."""
    return article.editions.seen().filter(live_from__gte=at).order_by("live_from")


def refuse_same_minute(article, at):
    """A planned withdrawal ends a window at its moment: no edition may begin at the same one."""
    if article.withdrawals.filter(withdrawn_at=at).exists():
        raise PublishRefused(
            f"A withdrawal of this article was planned for that very minute, {spoken(at)}. Choose another one."
        )


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
    """What lists and search read of new editions: `written` is [(Edition, ArticleDocument)]."""
    EditionTerm.objects.bulk_create([term for pair in written for term in _terms(*pair)])
    EditionName.objects.bulk_create([name for pair in written for name in names(*pair)])
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


def names(edition, document):
    """The EditionNames of an edition that says `document`, not saved."""
    return [
        EditionName(
            edition_id=edition.pk,
            position=i,
            name=name[:500],
            letter=a_to_z.letter(name),
            filing=a_to_z.filing(name)[:500],
            stems=" ".join(stems(name))[:500],
        )
        for i, name in enumerate([document.title, *document.also_known_as])
    ]


def _terms(edition, document):
    kinds = EditionTerm.Kind
    rows = [
        *[(kinds.BODY_AREA, i, term, "", "") for i, term in enumerate(document.body_areas)],
        *[(kinds.SYMPTOM, i, row.term, row.detail, row.urgency or "") for i, row in enumerate(document.symptoms)],
        *[(kinds.RISK_FACTOR, i, row.term, row.detail, "") for i, row in enumerate(document.risk_factors)],
        *[(kinds.TEST, i, row.term, row.detail, "") for i, row in enumerate(document.tests)],
    ]
    return [
        EditionTerm(
            edition_id=edition.pk, kind=kind, slug=term.slug, name=term.name, detail=detail, urgency=urgency, position=i
        )
        for kind, i, term, detail, urgency in rows
    ]
