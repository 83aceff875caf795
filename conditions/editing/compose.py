"""The working copy as a document. `restore` is the way back."""

from django.db.models import Prefetch

from conditions.document import values as d
from conditions.document.parts import Kind
from conditions.document.urgency import Urgency
from conditions.models import Article, RelatedArticle

TERM_ROWS = [part.rows for part in d.of_kind(Kind.TERM_ROWS, Kind.TERMS)]
OWN_ROWS = [part.rows for part in d.of_kind(Kind.ROWS)]


def composable(articles=None):
    """`articles` (a queryset; default: all) with everything `compose` reads, in a fixed number of queries."""
    articles = Article.objects.all() if articles is None else articles
    related = RelatedArticle.objects.select_related("related").prefetch_related("related__addresses")
    return articles.select_related("author", "lead_photo").prefetch_related(
        *map(_with_terms, TERM_ROWS), *OWN_ROWS, Prefetch("related_rows", queryset=related)
    )


def _with_terms(rows):
    model = Article._meta.get_field(rows).related_model
    return Prefetch(rows, queryset=model.objects.select_related(*model.TERMS))


def compose(article):
    """The ArticleDocument that the working copy in the database says now."""
    return compose_loaded(composable().get(pk=article.pk))


def compose_loaded(article):
    """The same for an article that came from `composable()`: no query."""
    return d.ArticleDocument(**{name: _READ[part.kind](article, part) for name, part in d.PARTS.items()})


def _text(article, part):
    return getattr(article, part.name)


def _lines(article, part):
    return tuple(getattr(article, part.name))


def _terms(article, part):
    return tuple(_term(row.term) for row in getattr(article, part.rows).all())


def _rows(article, part):
    return tuple(
        part.row(**{name: _FIELDS.get(name, getattr)(row, name) for name in part.row_fields})
        for row in getattr(article, part.rows).all()
    )


def _articles(article, part):
    return tuple(_address(row.related) for row in getattr(article, part.rows).all())


def _address(article):
    """The newest slug that is the article's for good; a draft that was never live has only the one it may get."""
    addresses = sorted(article.addresses.all(), key=lambda address: address.pk)
    return addresses[-1].slug if addresses else article.slug


def _term(term):
    return d.Term(slug=term.slug, name=term.name)


def _person(article, part):
    person = getattr(article, part.name)
    return person and d.Person(
        slug=person.slug, name=person.name, credentials=person.credentials, job_title=person.job_title
    )


def _photo(article, part):
    photo = article.lead_photo
    return photo and d.Photo(
        digest=photo.digest,
        width=photo.width,
        height=photo.height,
        alt=article.photo_alt,
        caption=article.photo_caption,
    )


_FIELDS = {  # fields of rows that are read otherwise than they are stored
    "term": lambda row, name: _term(row.term),
    "companion": lambda row, name: row.companion and _term(row.companion),
    "urgency": lambda row, name: Urgency(row.urgency) if row.urgency else None,
}
_READ = {
    Kind.PLAIN: _text,
    Kind.RICH: _text,
    Kind.LINES: _lines,
    Kind.TERM_ROWS: _rows,
    Kind.TERMS: _terms,
    Kind.ROWS: _rows,
    Kind.PHOTO: _photo,
    Kind.PERSON: _person,
    Kind.ARTICLES: _articles,
}
