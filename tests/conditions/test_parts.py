"""A part of a document is declared once: everybody who handles parts handles each of them, a new one too.

A part that a later release adds needs no line here. `everything()` says something in it, by its kind alone.
"""

import dataclasses
from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from clinic_site.photos.models import Photo
from conditions.admin.correct import CorrectionForm
from conditions.discovery.search.analysis import stems
from conditions.discovery.search.index_entry import TIERS, IndexEntry
from conditions.discovery.structured_data import condition
from conditions.document import values as d
from conditions.document.encoding import decode, encode, fingerprint
from conditions.document.parts import Kind
from conditions.document.urgency import Urgency
from conditions.document.values import PARTS, ArticleDocument, Person, Term, of_kind
from conditions.editing.compose import compose
from conditions.editing.diff import changes, compare
from conditions.editing.merge import merge
from conditions.editing.restore import restore
from conditions.models import KINDS, Article, EditionTerm
from conditions.publishing.actions import publish
from conditions.publishing.actions.publish_many import fill
from conditions.publishing.correctable import corrected, texts
from conditions.publishing.readiness import RULES, addresses, check
from conditions.publishing.referrers import referrers
from conditions.reviews import external_review
from conditions.sample_data.articles import Inventor, vocabulary
from tests.conditions.readiness import facts
from tests.conftest import document
from tests.structured_data.reading import Read


def every(holds=lambda part: True):
    """Run a test for each part of which `holds` says so."""
    found = {name: part for name, part in PARTS.items() if holds(part)}
    return pytest.mark.parametrize("part", found.values(), ids=found)


def is_no_photo(part):
    return part.kind != Kind.PHOTO  # that has tests of its own, with a photo


def is_optional(part):
    return is_no_photo(part) and part.name not in ("slug", "title")


def is_rich(part):
    return part.kind == Kind.RICH or bool(part.rich_fields)


LINK = "/conditions/runners-knee/"


def marker(part, field=""):
    """A word that stands in this part and nowhere else."""
    return f"zq{part.name}{field}".replace("_", "")


def rich(part, field=""):
    return f'<p>It says {marker(part, field)}, see <a href="{LINK}">there</a>.</p>'


def term(part):
    return Term(slug=marker(part), name=marker(part).capitalize())


def row(part):
    values = {}
    for field in dataclasses.fields(part.row):
        if field.name == "term":
            values[field.name] = term(part)
        elif field.name in part.rich_fields:
            values[field.name] = rich(part, field.name)
        elif field.type is str:
            values[field.name] = f"https://example.org/{part.name}" if field.name == "url" else marker(part, field.name)
        elif field.name == "urgency":
            values[field.name] = Urgency.CLINIC
        elif field.name == "read_on":
            values[field.name] = date(2026, 11, 3)
    return part.row(**values)


VALUES = {
    Kind.PLAIN: marker,
    Kind.RICH: rich,
    Kind.LINES: lambda part: (marker(part),),
    Kind.TERM_ROWS: lambda part: (row(part),),
    Kind.TERMS: lambda part: (term(part),),
    Kind.ROWS: lambda part: (row(part),),
    Kind.ARTICLES: lambda part: ("runners-knee",),
    Kind.PERSON: lambda part: Person(slug=marker(part), name=marker(part), credentials="MS"),
}


def everything(photo=None):
    """A document that says something in each of its parts."""
    values = {name: VALUES[part.kind](part) for name, part in PARTS.items() if part.kind != Kind.PHOTO}
    return ArticleDocument(**values | {"slug": "everything", "icd_10": ("M22.2",), "photo": photo})


def without(part):
    """The same with nothing in `part`."""
    default = {field.name: field.default for field in dataclasses.fields(ArticleDocument)}[part.name]
    return dataclasses.replace(everything(), **{part.name: default})


def said(part):
    """The words by which `part` is known where a page shows it."""
    if part.name == "icd_10":
        return list(everything().icd_10)
    if part.kind in (Kind.TERM_ROWS, Kind.TERMS):
        return [term(part).name]
    if part.kind == Kind.ROWS:
        return [marker(part, field) for field in part.row_fields if field not in ("url", "read_on")]
    return [marker(part)]


@pytest.fixture
def photo(picture):
    kept = Photo.objects.create(digest="b" * 64, width=800, height=500, title="A knee")
    return d.Photo(digest=kept.digest, width=800, height=500, alt="zqphotoalt", caption="zqphotocaption")


@pytest.fixture
def runners_knee(author):
    article, _ = restore(document(), by=author)
    publish(article, by=author, change_note="First.")
    return article


@every(is_optional)
def test_it_is_written_down_read_back_and_part_of_the_fingerprint(part):
    assert part.name in encode(everything()) and decode(encode(everything())) == everything()
    assert fingerprint(without(part)) != fingerprint(everything())


def test_the_working_copy_holds_all_of_them(author, runners_knee, photo):
    article, notes = restore(everything(photo), by=author)
    assert notes == [] and compose(article) == everything(photo)


@every(lambda part: part.tier and is_no_photo(part))
def test_search_reads_it_with_the_weight_that_is_declared(part):
    tiers = IndexEntry.of(everything()).tiers
    stem = stems(said(part)[0])[0]
    tier = "terms" if part.kind in (Kind.TERM_ROWS, Kind.TERMS) else part.tier
    assert [each for each in TIERS if stem in tiers[each]] == list(TIERS[TIERS.index(tier) :])


@every(is_optional)
def test_a_change_of_it_is_told_and_merged(part):
    other = without(part)
    assert [line.partition(":")[0] for line in changes(other, everything())] == [part.label]
    assert [difference.name for difference in compare(other, everything())] == [part.label]
    assert merge(other, everything(), other) == merge(other, other, everything()) == (everything(), [])


@every(is_no_photo)
def test_a_correction_mends_what_is_declared(part):
    groups = dict(texts(everything()))
    assert (part.label in groups) == bool(part.correctable)
    for text in groups.get(part.label, []):
        if isinstance(text.value, str) and text.field not in ("url", "urgency"):
            mended = corrected(everything(), {text.name: text.value.replace("zq", "zx")})
            assert "zx" in str(getattr(mended, part.name))


def test_the_correction_form_has_a_field_for_each_text():
    form = CorrectionForm(everything())
    assert {text.name for _, group in texts(everything()) for text in group} == form.fields.keys() - {"change_note"}


@every(is_rich)
def test_links_in_it_are_checked(part):
    assert addresses(ArticleDocument(slug="x", title="X", **{part.name: VALUES[part.kind](part)})) == {LINK}


@every(lambda part: part.checked and is_no_photo(part) and part.kind not in (Kind.TERMS, Kind.PERSON, Kind.ARTICLES))
def test_a_phone_number_in_any_of_its_texts_is_checked(part):
    texts = part.plain_fields + part.rich_fields or [None]
    for name in texts:
        value = _with(part, name, "904-555-0199")
        found = check(dataclasses.replace(everything(), **{part.name: value}), facts())
        assert [finding for finding in found if finding.rule == "phone"], name


def _with(part, name, number):
    value = VALUES[part.kind](part)
    if name:
        text = getattr(value[0], name)
        return (dataclasses.replace(value[0], **{name: text.replace("zq", f"{number} zq", 1)}),)
    return (f"Call {number}",) if isinstance(value, tuple) else value.replace("zq", f"{number} zq", 1)


@every(lambda part: part.kind in (Kind.TERM_ROWS, Kind.ROWS) and part.tier)
def test_search_reads_every_text_of_its_rows(part):
    (_, *_, everything_else) = (IndexEntry.of(everything()).tiers[tier] for tier in TIERS)
    for name in part.plain_fields + part.rich_fields:
        assert stems(marker(part, name))[0] in everything_else, name


@every(lambda part: part.missing and is_optional(part))
def test_that_it_is_missing_is_said(part):
    assert part.missing[0] in {finding.rule for finding in check(without(part), facts())} <= RULES.keys()


@every(is_rich)
def test_who_links_to_a_page_from_it_is_found(part, author, runners_knee):
    restore(ArticleDocument(slug="other", title="Other", **{part.name: VALUES[part.kind](part)}), by=author)
    assert [referrer.article.slug for referrer in referrers(runners_knee).drafts] == ["other"]


@every(lambda part: part.json_ld)
def test_other_programs_read_it_as_declared(part):
    name = part.json_ld if isinstance(part.json_ld, str) else part.json_ld[0]
    assert said(part)[0].lower() in str(condition(everything(), "https://clinic.example/x/")[name]).lower()


def test_authors_find_all_of_them_in_the_form(client, author):
    client.force_login(author)
    page = client.get("/admin/conditions/article/add/").content.decode()
    own = {"photo": "lead_photo"}
    for part in PARTS.values():
        name = f"{part.rows}-TOTAL_FORMS" if part.rows else own.get(part.name, part.name)
        assert f'name="{name}"' in page, part.name


def test_what_has_rows_of_words_has_a_place_on_the_page():
    assert all(part.place and part.section or part.name == "tests" for part in of_kind(Kind.TERM_ROWS, Kind.RICH))


def test_patients_and_outside_experts_read_all_of_them(client, author, manager, runners_knee):
    article, _ = restore(everything(), by=author)
    _, secret = external_review.ask(article, by=manager, name="Ruth Okafor", credentials="MD")
    expert = Read(client.get(reverse("conditions:sign-off", args=[secret]))).words
    filled = dataclasses.replace(everything(), slug="filled", title="Filled")
    fill([(filled, article.created_at)], by=author, change_note="Many.")
    patient = Read(client.get("/conditions/filled/")).words
    for part in PARTS.values():
        if part.place and part.kind not in (Kind.PHOTO, Kind.ARTICLES):
            assert all(words in expert and words in patient for words in said(part)), part.name


def test_many_articles_at_once_have_all_of_them(author, runners_knee):
    restore(everything(), by=author)  # which adds the words
    fill([(dataclasses.replace(everything(), slug="filled"), runners_knee.created_at)], by=author, change_note="Many.")
    filled = compose(Article.objects.get(slug="filled"))
    for name, part in PARTS.items():
        if part.kind not in (Kind.PHOTO, Kind.ARTICLES) and name != "slug":
            assert getattr(filled, name) == getattr(everything(), name), name
    kept = EditionTerm.objects.filter(edition__slug="filled").values_list("kind", "slug")
    assert set(kept) == {(model.kind, marker(PARTS[model.part])) for model in KINDS}


def test_invented_articles_say_something_in_all_of_them(author):
    words = {part: {slug: Term(slug=slug, name=slug) for slug in some} for part, some in vocabulary().items()}
    invented, _ = Inventor(words, everything().author, timezone.now()).article(3)
    for name, part in PARTS.items():
        if part.kind not in (Kind.PHOTO, Kind.ARTICLES) and name != "icd_10":
            assert getattr(invented, name), name


@pytest.mark.parametrize("model", KINDS)
def test_a_kind_of_words_names_its_part(model):
    assert PARTS[model.part].kind in (Kind.TERM_ROWS, Kind.TERMS) and model.kind in EditionTerm.Kind
    assert {model.part for model in KINDS} == {part.name for part in of_kind(Kind.TERM_ROWS, Kind.TERMS)}
