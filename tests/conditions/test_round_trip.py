"""`compose(restore(document)) == document`, for any document that fits the fields; and the notes where it cannot."""

import dataclasses
import datetime as dt
import json

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from clinic_site.directory.models import Person
from clinic_site.photos.models import Photo
from clinic_site.richtext.sanitiser import clean, plain
from conditions.document import values as d
from conditions.document.encoding import decode, encode, fingerprint
from conditions.document.urgency import Urgency
from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import Article, BodyArea, Symptom
from tests.conftest import document, entry, symptom

pytestmark = pytest.mark.django_db

OTHERS = ["frozen-shoulder", "hip-fracture", "tennis-elbow"]
DIGESTS = ["a" * 64, "b" * 64]

# Characters of many scripts, marks and emoji, and those that markup is made of.
CHARACTERS = st.one_of(st.sampled_from("<>&\"'\n\t \u0301\u200f\u2028é½ß中☂🦴"), st.characters(codec="utf-8"))


def text(longest, shortest=0):
    """Plain text as a document holds it."""
    made = st.text(CHARACTERS, min_size=shortest, max_size=min(longest, 40)).map(plain)
    return made.filter(lambda value: shortest <= len(value) <= longest)


def values(kind, **parts):
    return st.builds(kind, **parts)


def lists(strategy, unique_by=None, most=3):
    return st.lists(strategy, max_size=most, unique_by=unique_by).map(tuple)


SLUGS = st.from_regex(r"[a-z0-9]([a-z0-9_-]{0,20}[a-z0-9])?", fullmatch=True)
DAYS = st.none() | st.dates(min_value=dt.date(1, 1, 1))
LEAVES = text(200).map(lambda value: value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"))
INLINE = st.one_of(
    LEAVES,
    *[LEAVES.map(f"<{tag}>{{0}}</{tag}>".format) for tag in ("strong", "em", "sub", "sup")],
    *[
        LEAVES.map(f'<a href="{href}">{{0}}</a>'.format)
        for href in ("https://example.org/?a=1&b=2", "/symptoms/", "#causes", "tel:911")
    ],
)
BLOCKS = st.one_of(
    st.tuples(st.sampled_from(["p", "h3", "h4", "blockquote"]), INLINE).map(
        lambda part: "<{0}>{1}</{0}>".format(*part)
    ),
    INLINE.map("<ul><li>{0}</li><li>{0}</li></ul>".format),
    INLINE.map('<table><tbody><tr><th scope="row">{0}</th><td colspan="2">{0}</td></tr></tbody></table>'.format),
)
RICH = st.lists(BLOCKS, max_size=3).map("\n".join).map(clean)
TERMS = lists(
    values(d.Term, slug=SLUGS, name=text(120, 1)),
    unique_by=(lambda term: term.slug, lambda term: term.name.casefold()),
)


def entries(kind, **parts):
    """Entries on terms with slugs and names of their own."""
    return TERMS.flatmap(
        lambda terms: st.tuples(*[st.builds(kind, term=st.just(term), detail=text(400), **parts) for term in terms])
    )


def people(slug):
    words = {"name": text(120, 1), "credentials": text(80), "job_title": text(120)}
    return st.none() | values(d.Person, slug=st.just(slug), **words)


DOCUMENTS = values(
    d.ArticleDocument,
    slug=st.just("runners-knee"),
    title=text(200, 1),
    also_known_as=lists(text(200, 1)),
    icd_10=lists(st.from_regex(r"[A-TV-Z][0-9][0-9A-Z](\.[0-9A-Z]{1,4})?", fullmatch=True)),
    summary=text(400),
    overview=RICH,
    photo=st.none()
    | values(
        d.Photo,
        digest=st.sampled_from(DIGESTS),
        width=st.just(800),
        height=st.just(500),
        alt=text(300),
        caption=text(300),
    ),
    causes=RICH,
    risk_factors=entries(d.TermEntry),
    symptoms=entries(d.SymptomEntry, urgency=st.sampled_from([None, *Urgency])),
    when_to_seek_care=RICH,
    diagnosis=RICH,
    tests=entries(d.TermEntry),
    treatment=RICH,
    sections=lists(values(d.Section, heading=text(200, 1), text=RICH)),
    questions=lists(values(d.Question, question=text(300, 1), answer=RICH)),
    sources=lists(
        values(
            d.Source,
            title=text(300, 1),
            publisher=text(200),
            url=st.sampled_from(["", "http://example.org/", "https://example.org/a?b=c&d=%20#e"]),
            read_on=DAYS,
        )
    ),
    author=people("nora"),
    body_areas=TERMS,
    related=lists(st.sampled_from(OTHERS), unique_by=lambda slug: slug),
)
many = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), database=None)


@pytest.fixture
def library():
    for slug in OTHERS:
        Article.objects.create(slug=slug, title=slug)
    for digest in DIGESTS:
        Photo.objects.create(digest=digest, width=800, height=500)


class Undone(Exception):
    """Takes an example's rows away again."""


def in_a_transaction_of_its_own(check):
    try:
        with transaction.atomic():
            check()
            raise Undone
    except Undone:
        pass


@many
@given(written=DOCUMENTS)
@example(written=document())
@example(written=d.ArticleDocument(slug="runners-knee", title="T"))
def test_a_document_restored_and_composed_is_the_same_document(library, written):
    def check():
        article, notes = restore(written, by=None)
        assert compose(article) == written and notes == []
        assert decode(json.loads(json.dumps(encode(compose(article))))) == written
        assert Article.objects.get(slug="runners-knee").fingerprint == fingerprint(written)

    in_a_transaction_of_its_own(check)


def with_words_of(second, first):
    """`second`, calling each shared word what `first` called it: the clinic has one name for each."""

    def known(kind):
        return {getattr(part, "term", part).slug: getattr(part, "term", part) for part in getattr(first, kind)}

    def rename(kind):
        words, taken = known(kind), {term.name.casefold() for term in known(kind).values()}
        kept = []
        for part in getattr(second, kind):
            term = getattr(part, "term", part)
            if term.slug in words:
                part = words[term.slug] if part is term else dataclasses.replace(part, term=words[term.slug])
            elif term.name.casefold() in taken:
                continue
            kept.append(part)
        return tuple(kept)

    return dataclasses.replace(
        second,
        **{kind: rename(kind) for kind in ("body_areas", "symptoms", "risk_factors", "tests")},
        author=second.author and (first.author or second.author),
    )


@many
@given(first=DOCUMENTS, second=DOCUMENTS)
def test_a_second_document_takes_the_whole_place_of_the_first(library, first, second):
    second = with_words_of(second, first)

    def check():
        before, _ = restore(first, by=None)
        after, notes = restore(second, by=None)
        assert before.pk == after.pk
        assert compose(after) == second and notes == []

    in_a_transaction_of_its_own(check)


def test_a_term_keeps_the_name_the_clinic_gives_it_now(draft):
    Symptom.objects.filter(slug="fever").update(name="High temperature")
    article, notes = restore(document(), by=None)
    assert notes == ['"Fever" is now called "High temperature": the present name is used.']
    assert [part.term.name for part in compose(article).symptoms] == ["Swelling", "High temperature"]


def test_a_person_keeps_the_words_of_the_directory(draft):
    Person.objects.filter(slug="nora").update(credentials="DPT", job_title="Therapist")
    article, notes = restore(document(), by=None)
    assert notes == ["Nora Whitfield is now listed as Nora Whitfield, DPT, Therapist: the present words are used."]
    assert compose(article).author.credentials == "DPT"


def test_a_person_the_clinic_does_not_know_is_added_but_not_shown_on_the_people_page(draft):
    assert Person.objects.get(slug="nora").listed is False


def test_a_related_article_that_is_not_there_is_left_out_with_a_note(library):
    article, notes = restore(document(related=("gone", "hip-fracture")), by=None)
    assert notes == ['The related article "gone" is not in this clinic and was left out.']
    assert compose(article).related == ("hip-fracture",)


def test_a_related_article_is_found_by_an_address_it_had(live):
    Article.objects.filter(pk=live.pk).update(slug="kneecap-pain")
    article, notes = restore(document("hip-fracture", related=("runners-knee", "kneecap-pain")), by=None)
    assert compose(article).related == ("runners-knee",) and notes == []  # its address for good, not its draft


def test_an_article_is_not_related_to_itself():
    article, _ = restore(document(), by=None)
    article, _ = restore(document(related=("runners-knee",)), by=None)
    assert compose(article).related == ()


def test_a_document_of_a_former_address_goes_to_the_article_that_had_it(live):
    Article.objects.filter(pk=live.pk).update(slug="kneecap-pain")
    article, _ = restore(document(), by=None)
    assert article == live and Article.objects.get().slug == "runners-knee"


@pytest.mark.parametrize(
    "changes",
    [
        {"title": "x" * 201},
        {"title": ""},
        {"slug": "no slug"},
        {"sections": (d.Section(heading="x" * 201),)},
        {"sources": (d.Source(title="x" * 301),)},
        {"sources": (d.Source(title="A", url="https://" + "x" * 600 + ".org"),)},
        {"symptoms": (symptom("fever", "x" * 121),)},
        {"tests": (entry("no slug", "X-ray"),)},
        {"author": d.Person(slug="nora", name="x" * 121)},
        {"author": d.Person(slug="no slug", name="Nora")},
        {"author": d.Person(slug="amelia", name="Amelia", credentials="x" * 81)},
        {"symptoms": (symptom("fever", "Fever"), symptom("fever", "Fever"))},
        {"body_areas": (d.Term(slug="knee", name="Knee"), d.Term(slug="knee", name="Knee"))},
        {"photo": d.Photo(digest="a" * 64, width=800, height=500, alt="x" * 301)},
    ],
)
def test_a_document_that_does_not_fit_is_refused_as_a_whole(changes):
    with pytest.raises(ValidationError):
        restore(document(**changes), by=None)
    assert not Article.objects.exists() and not BodyArea.objects.exists() and not Person.objects.exists()
