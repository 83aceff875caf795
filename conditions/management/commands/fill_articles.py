from itertools import islice

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from clinic_site.directory.models import Person
from conditions.document import values as d
from conditions.models import KINDS, Address, Article
from conditions.publishing.actions.publish_many import fill
from conditions.sample_data import articles

BATCH = 1_000  # articles written in one transaction
VOCABULARY = {model.part: model for model in KINDS}


class Command(BaseCommand):
    help = (
        "Adds N invented articles, live since some time in the last three years, to a demo site. Words of the "
        "vocabulary that they need and that the clinic lacks are added too."
    )

    def add_arguments(self, parser):
        parser.add_argument("number", metavar="N", type=int)
        parser.add_argument("--seed", type=int, default=0, help="Another number makes other articles (default: 0).")

    def handle(self, *args, number, seed, **options):
        if not settings.DEMO:
            raise CommandError("Invented articles are for a demo site alone (DEMO=1): patients must not read them.")
        by = get_user_model().objects.with_perm("conditions.publish_article").first()
        author = Person.objects.filter(role=Person.Role.AUTHOR).first()
        if by is None or author is None:
            raise CommandError("Somebody must have written and published them: load the demo clinic (load_demo) first.")
        inventor = articles.Inventor(_words(), _value(author), timezone.now(), seed)
        unused = _unused(inventor)  # 1.7 million are more than anybody asks for
        for begin in range(0, number, BATCH):
            numbers = islice(unused, min(BATCH, number - begin))
            fill([inventor.article(i) for i in numbers], by=by, change_note=articles.NOTE)
            if (begin + BATCH) % (10 * BATCH) == 0:
                self.stdout.write(f"{begin + BATCH:,} of {number:,}")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # or the database plans as for an empty table until it looks by itself
        self.stdout.write(f"{number:,} invented articles were added.")


def _unused(inventor):
    """The numbers of the articles whose addresses are free."""
    for begin in range(0, articles.TOTAL, BATCH):
        slugs = {inventor.slug(i): i for i in range(begin, min(begin + BATCH, articles.TOTAL))}
        taken = set(Address.objects.filter(slug__in=slugs).values_list("slug", flat=True))
        taken |= set(Article.objects.filter(slug__in=slugs).values_list("slug", flat=True))
        yield from (i for slug, i in slugs.items() if slug not in taken)


def _value(person):
    return d.Person(slug=person.slug, name=person.name, credentials=person.credentials, job_title=person.job_title)


@transaction.atomic
def _words():
    """{field: {slug: document.Term}}: the clinic's present terms for those of invented articles; new where missing."""
    return {field: _terms(VOCABULARY[field], words) for field, words in articles.vocabulary().items()}


def _terms(model, words):
    find = _finder(model)
    for slug, name in words.items():
        if find(slug, name) is None:
            model.objects.create(slug=slug, name=name, description=articles.NOTE)  # one by one: search hears of each
    find = _finder(model)
    return {slug: find(slug, name) for slug, name in words.items()}


def _finder(model):
    """A function (slug, name) -> the document.Term that the clinic has for them now, or None."""
    terms = [(term.slug, term.name, term.merged_into or term) for term in model.objects.select_related("merged_into")]
    by_slug = {slug: present for slug, _, present in terms}
    by_name = {name.casefold(): present for _, name, present in terms}

    def find(slug, name):
        term = by_slug.get(slug) or by_name.get(name.casefold())
        return term and d.Term(slug=term.slug, name=term.name)

    return find
