"""A document back into the working copy: old editions, imports and the demo clinic come in through here."""

from django.core.exceptions import ValidationError
from django.db import transaction

from clinic_site.directory.models import Person
from clinic_site.photos.models import Photo
from conditions.document.parts import Kind
from conditions.document.values import of_kind
from conditions.editing import working_copy
from conditions.models import Address, Article
from conditions.models.rows import model_of
from conditions.vocabulary import merged_terms


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
    for part in of_kind(*_FIELDS):
        for name, value in _FIELDS[part.kind](part, getattr(document, part.name), notes).items():
            setattr(article, name, value)
    article.owner = article.owner or by
    article.full_clean()
    article.save()
    for part in of_kind(*_ROWS):
        _write(getattr(article, part.rows), _ROWS[part.kind](part, document, article, notes))
    working_copy.record_save(article, by=by)
    return article, notes


def _article_at(slug):
    owner = Address.objects.filter(slug=slug).values("article")
    articles = Article.objects.select_for_update(no_key=True)  # nobody saves or publishes it meanwhile
    return articles.filter(pk__in=owner).first() or articles.filter(slug=slug).first() or Article()


def _text(part, value, notes):
    return {part.name: value}


def _lines(part, value, notes):
    return {part.name: list(value)}


def _author(part, value, notes):
    return {part.name: _person(value, notes)}


def _lead_photo(part, value, notes):
    texts = {f"photo_{name}": getattr(value, name) if value else "" for name in ("alt", "caption")}
    return {"lead_photo": _photo(value), **texts}


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


def _own_rows(part, document, article, notes):
    return [{name: getattr(row, name) for name in part.row_fields} for row in getattr(document, part.name)]


def _terms(part, document, article, notes):
    return _term_rows(part, [(term, {}) for term in getattr(document, part.name)], notes)


def _entries(part, document, article, notes):
    names = [name for name in part.row_fields if name != "term"]
    rows = getattr(document, part.name)
    return _term_rows(part, [(row.term, {name: _stored(row, name) for name in names}) for row in rows], notes)


def _stored(row, name):
    value = getattr(row, name)
    return "" if value is None and name != "companion" else value


def _term_rows(part, said, notes):
    """The rows of a part, `said` being [(document's Term, other values)]: by the clinic's present words."""
    model = model_of(part)._meta.get_field("term").related_model
    if len({frozenset((term, values.get("companion"))) for term, values in said}) < len(said):  # A with B is B with A
        raise ValidationError(f"A {model._meta.verbose_name} is listed twice.")
    terms = {each.slug: each for term, values in said for each in (term, values.get("companion")) if each}
    known = {term.slug: term for term in model.objects.filter(slug__in=terms).select_related("merged_into")}
    for term in terms.values():
        if term.slug not in known:
            known[term.slug] = _add_term(model, term)
        now = known[term.slug].merged_into or known[term.slug]
        if now.name != term.name:
            notes.append(f'"{term.name}" is now called "{now.name}": the present name is used.')
    present = merged_terms.present([(known[term.slug], _linked(values, known)) for term, values in said])
    notes += [
        f'What was said of {_listed([said[place][0].name for place in sorted(places)])} is one row now, "{term.name}".'
        for term, places, _ in present
        if len(places) > 1
    ]
    return [{"term": term, **values} for term, _, values in present]


def _linked(values, known):
    """`values` of a row with the clinic's word for its companion."""
    if "companion" not in values:
        return values
    companion = values["companion"]
    return values | {"companion": companion and known[companion.slug]}


def _add_term(model, value):
    term = model(slug=value.slug, name=value.name)
    term.full_clean()
    term.save()
    return term


def _listed(names):
    return " and ".join(f'"{name}"' for name in names)


def _related(part, document, article, notes):
    listed = getattr(document, part.name)
    found = {other.slug: other for other in Article.objects.filter(slug__in=listed)}
    former = Address.objects.filter(slug__in=set(listed) - found.keys()).select_related("article")
    found |= {address.slug: address.article for address in former}
    for slug in listed:
        if slug not in found:
            notes.append(f'The related article "{slug}" is not in this clinic and was left out.')
    others = dict.fromkeys(found[slug] for slug in listed if slug in found)
    return [{"related": other} for other in others if other != article]


_FIELDS = {  # {kind: (part, value, notes) -> fields of the article}
    Kind.PLAIN: _text,
    Kind.RICH: _text,
    Kind.LINES: _lines,
    Kind.PHOTO: _lead_photo,
    Kind.PERSON: _author,
}
_ROWS = {  # {kind: (part, document, article, notes) -> values of each row}
    Kind.TERMS: _terms,
    Kind.TERM_ROWS: _entries,
    Kind.ROWS: _own_rows,
    Kind.ARTICLES: _related,
}
