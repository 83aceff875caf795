"""Which words of the vocabulary live articles say, under their present names. Reads only.

An edition says what it said when it was published, so that a word may stand there under a former name; for whoever
counts or lists articles, that is the present word. An edition says a word once at most.
"""

from django.db.models import Case, Count, F, IntegerField, Value, When
from django.db.models.functions import Coalesce

from conditions.models import EditionTerm


def slugs_of(term):
    """Return the slugs of `term` in editions: its own, and those of the words that were merged into it."""
    return [term.slug, *term.former.order_by().values_list("slug", flat=True)]


def keys_of(model):
    """{slug: key of the present word} of all words of `model`."""
    return dict(model.objects.order_by().values_list("slug", Coalesce("merged_into", "pk")))


def counts(kind, keys, editions):
    """{key of a present word: how many of `editions` say it}, of those words that any of them says.

    `keys`: {slug: key of the present word} of all words of that kind; `editions`: a queryset of keys of editions.
    """
    # The sum makes databases read the words in order and look each edition up in a list of `editions`. Many words of
    # many editions are counted a lot faster than by a way to each edition, which SQLite would otherwise choose.
    said = EditionTerm.objects.filter(kind=kind).alias(key=F("edition") + 0).filter(key__in=editions).order_by()
    number = dict(said.values_list("slug").annotate(Count("pk")))
    names = {}
    for slug, key in keys.items():
        if slug in number:
            names.setdefault(key, []).append(slug)
    found = {key: number[slugs[0]] for key, slugs in names.items()}
    many = {key: slugs for key, slugs in names.items() if len(slugs) > 1}
    return found | _of_many_names(said, many) if many else found


def _of_many_names(said, names):
    """The same for words that live articles call by more than one name; an article may say several of them."""
    slugs = [slug for alike in names.values() for slug in alike]
    word = Case(*[When(slug__in=alike, then=Value(key)) for key, alike in names.items()], output_field=IntegerField())
    rows = said.filter(slug__in=slugs).annotate(word=word).values_list("word")
    return dict(rows.annotate(Count("edition", distinct=True)))
