"""A document back into the working copy: old editions, imports and the demo clinic come in through here."""

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic_site.directory.models import Person
from clinic_site.photos.models import Photo
from conditions import former_words, working_copy
from conditions.models import Address, Article, BodyArea, DiagnosticTest, RiskFactor, Symptom


@transaction.atomic
def restore(document, *, by):
    """Make the working copy say what `document` says; returns (article, notes).

    The article is the one that owns the document's slug, or a new one. Shared words stay the clinic's: a
    term, person or photo that the clinic knows is linked as it is now, one that it does not know is added.
    So `compose(article) == document` wherever clinic and document agree on those; each note is a sentence
    on a place where they do not. Raises ValidationError where a text does not fit its field or a term is
    listed twice.
    """
    notes = []
    article = _article_at(document.slug)
    article.slug = document.slug
    article.title = document.title
    article.also_known_as = list(document.also_known_as)
    article.icd_10 = list(document.icd_10)
    article.summary = document.summary
    article.overview = document.overview
    article.lead_photo = _photo(document.photo)
    article.photo_alt = document.photo.alt if document.photo else ""
    article.photo_caption = document.photo.caption if document.photo else ""
    article.causes = document.causes
    article.when_to_seek_care = document.when_to_seek_care
    article.diagnosis = document.diagnosis
    article.treatment = document.treatment
    article.author = _person(document.author, notes)
    article.owner = article.owner or by
    article.full_clean()
    article.save()

    _write_terms(article.body_area_rows, BodyArea, document.body_areas, notes)
    _write_terms(
        article.risk_factor_rows,
        RiskFactor,
        [entry.term for entry in document.risk_factors],
        notes,
        [{"detail": entry.detail} for entry in document.risk_factors],
    )
    _write_terms(
        article.symptom_rows,
        Symptom,
        [entry.term for entry in document.symptoms],
        notes,
        [{"detail": entry.detail, "urgency": entry.urgency or ""} for entry in document.symptoms],
    )
    _write_terms(
        article.test_rows,
        DiagnosticTest,
        [entry.term for entry in document.tests],
        notes,
        [{"detail": entry.detail} for entry in document.tests],
    )
    _write(article.section_rows, [{"heading": part.heading, "text": part.text} for part in document.sections])
    _write(article.question_rows, [{"question": part.question, "answer": part.answer} for part in document.questions])
    _write(
        article.source_rows,
        [
            {"title": part.title, "publisher": part.publisher, "url": part.url, "read_on": part.read_on}
            for part in document.sources
        ],
    )
    _write(article.related_rows, [{"related": other} for other in _related(document, article, notes)])
    working_copy.record_save(article, by=by)
    return article, notes


def _article_at(slug):
    owner = Address.objects.filter(slug=slug).values("article")
    articles = Article.objects.select_for_update(no_key=True)  # nobody saves or publishes it meanwhile
    return articles.filter(pk__in=owner).first() or articles.filter(slug=slug).first() or Article()


def _person(value, notes):
    if value is None:
        return None
    words = {"name": value.name, "credentials": value.credentials, "job_title": value.job_title}
    person = Person.objects.filter(slug=value.slug).first()
    if person is None:
        person = Person(slug=value.slug, listed=False, **words)
        person.full_clean()
        person.save()
    elif words != {name: getattr(person, name) for name in words}:
        notes.append(f"{value.name} is now listed as {person}, {person.job_title}: the present words are used.")
    return person


def _photo(value):
    if value is None:
        return None
    defaults = {"width": value.width, "height": value.height, "title": value.alt[:200]}
    return Photo.objects.get_or_create(digest=value.digest, defaults=defaults)[0]


def _write(rows, values):
    rows.all().delete()
    made = [rows.model(article=rows.instance, position=i, **value) for i, value in enumerate(values, start=1)]
    for row in made:
        row.clean_fields(exclude=["article"])
    rows.model.objects.bulk_create(made)


def _write_terms(rows, model, terms, notes, values=None):
    slugs = {term.slug for term in terms}
    if len(slugs) < len(terms):
        raise ValidationError(f"A {model._meta.verbose_name} is listed twice.")
    known = {term.slug: term for term in model.objects.filter(slug__in=slugs).select_related("merged_into")}
    for term in terms:
        if term.slug not in known:
            known[term.slug] = _add_term(model, term)
        now = known[term.slug].merged_into or known[term.slug]
        if now.name != term.name:
            notes.append(f'"{term.name}" is now called "{now.name}": the present name is used.')
    values = values or [{} for _ in terms]
    said = [(known[term.slug], value) for term, value in zip(terms, values, strict=True)]
    present = former_words.present(said)
    notes += [
        f'What was said of {_listed([terms[place].name for place in sorted(places)])} is one row now, "{term.name}".'
        for term, places, _ in present
        if len(places) > 1
    ]
    _write(rows, [{"term": term, **value} for term, _, value in present])


def _add_term(model, value):
    term = model(slug=value.slug, name=value.name)
    term.full_clean()
    term.save()
    return term


def _listed(names):
    return " and ".join(f'"{name}"' for name in names)


def _related(document, article, notes):
    found = {other.slug: other for other in Article.objects.filter(slug__in=document.related)}
    former = Address.objects.filter(slug__in=set(document.related) - found.keys()).select_related("article")
    found |= {address.slug: address.article for address in former}
    for slug in document.related:
        if slug not in found:
            notes.append(f'The related article "{slug}" is not in this clinic and was left out.')
    others = dict.fromkeys(found[slug] for slug in document.related if slug in found)
    return [other for other in others if other != article]
