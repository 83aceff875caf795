"""The working copy as a document. `restore` is the way back."""

from django.db.models import Prefetch

from conditions import document as d
from conditions.models import Article, RelatedArticle
from conditions.urgency import Urgency

TERM_ROWS = ["body_area_rows", "symptom_rows", "risk_factor_rows", "test_rows"]
OWN_ROWS = ["section_rows", "question_rows", "source_rows"]


def composable(articles=None):
    """`articles` (a queryset; default: all) with everything `compose` reads, in a fixed number of queries."""
    articles = Article.objects.all() if articles is None else articles
    related = RelatedArticle.objects.select_related("related").prefetch_related("related__addresses")
    return articles.select_related("author", "lead_photo").prefetch_related(
        *map(_with_terms, TERM_ROWS), *OWN_ROWS, Prefetch("related_rows", queryset=related)
    )


def _with_terms(rows):
    model = Article._meta.get_field(rows).related_model
    return Prefetch(rows, queryset=model.objects.select_related("term"))


def compose(article):
    """The ArticleDocument that the working copy in the database says now."""
    return compose_loaded(composable().get(pk=article.pk))


def compose_loaded(article):
    """The same for an article that came from `composable()`: no query."""
    return d.ArticleDocument(
        slug=article.slug,
        title=article.title,
        also_known_as=tuple(article.also_known_as),
        icd_10=tuple(article.icd_10),
        summary=article.summary,
        overview=article.overview,
        photo=_photo(article),
        causes=article.causes,
        risk_factors=tuple(_entry(row) for row in article.risk_factor_rows.all()),
        symptoms=tuple(
            d.SymptomEntry(
                term=_term(row.term), detail=row.detail, urgency=Urgency(row.urgency) if row.urgency else None
            )
            for row in article.symptom_rows.all()
        ),
        when_to_seek_care=article.when_to_seek_care,
        diagnosis=article.diagnosis,
        tests=tuple(_entry(row) for row in article.test_rows.all()),
        treatment=article.treatment,
        sections=tuple(d.Section(heading=row.heading, text=row.text) for row in article.section_rows.all()),
        questions=tuple(d.Question(question=row.question, answer=row.answer) for row in article.question_rows.all()),
        sources=tuple(
            d.Source(title=row.title, publisher=row.publisher, url=row.url, read_on=row.read_on)
            for row in article.source_rows.all()
        ),
        author=_person(article.author),
        body_areas=tuple(_term(row.term) for row in article.body_area_rows.all()),
        related=tuple(_address(row.related) for row in article.related_rows.all()),
    )


def _address(article):
    """The newest slug that is the article's for good; a draft that was never live has only the one it may get."""
    addresses = sorted(article.addresses.all(), key=lambda address: address.pk)
    return addresses[-1].slug if addresses else article.slug


def _term(term):
    return d.Term(slug=term.slug, name=term.name)


def _entry(row):
    return d.TermEntry(term=_term(row.term), detail=row.detail)


def _person(person):
    return person and d.Person(
        slug=person.slug, name=person.name, credentials=person.credentials, job_title=person.job_title
    )


def _photo(article):
    photo = article.lead_photo
    return photo and d.Photo(
        digest=photo.digest,
        width=photo.width,
        height=photo.height,
        alt=article.photo_alt,
        caption=article.photo_caption,
    )
