"""Two words become one: every draft follows and loses no text, no edition changes, and nothing chains or loops."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import IntegrityError, transaction

from conditions.document import values as d
from conditions.document.encoding import encode, fingerprint
from conditions.document.urgency import Urgency
from conditions.editing.compose import compose, compose_loaded
from conditions.editing.restore import restore
from conditions.models import Article, BodyArea, DiagnosticTest, Edition, EditionTerm, RiskFactor, Symptom
from conditions.publishing.actions import publish
from conditions.vocabulary.merge_terms import MergeRefused, merge_terms, plan
from conditions.vocabulary.merged_terms import follow, joined
from tests.conftest import document, entry, symptom

pytestmark = [pytest.mark.django_db, pytest.mark.database]

WHY = "Patients use both for the same."
PUFFY = symptom("puffiness", "Puffiness", Urgency.URGENT, "It is puffy.")
SWELLING = symptom("swelling", "Swelling", Urgency.CLINIC, "A little thick.")
FEVER = symptom("fever", "Fever", Urgency.EMERGENCY)
KINDS = [
    (Symptom, "symptoms", symptom),
    (RiskFactor, "risk_factors", entry),
    (DiagnosticTest, "tests", entry),
    (BodyArea, "body_areas", lambda slug, name: d.Term(slug=slug, name=name)),
]
every_kind = pytest.mark.parametrize("model, part, row", KINDS, ids=lambda value: getattr(value, "__name__", ""))


def merge(keep, former, by, model=Symptom, why=WHY):
    keep, former = (model.objects.get(slug=slug) for slug in (keep, former))
    return merge_terms(keep, former, by=by, reason=why)


def said(article):
    """[(slug, level, detail)] of the draft's symptoms."""
    return [(row.term.slug, row.urgency, row.detail) for row in compose(article).symptoms]


@pytest.fixture
def swelling(db):
    return Symptom.objects.create(name="Swelling", slug="swelling", synonyms=["Fluid", "puffy"])


@every_kind
def test_every_draft_links_the_word_that_stays(author, manager, model, part, row):
    drafts = [restore(document(f"a-{i}", **{part: (row("old", "Old"),)}), by=author)[0] for i in range(3)]
    other, _ = restore(document("other", **{part: (row("new", "New"),)}), by=author)
    before = Article.objects.get(pk=other.pk).updated_at
    assert merge("new", "old", manager, model) == drafts
    for article in drafts:
        (now,) = getattr(compose(article), part)
        assert getattr(now, "term", now) == d.Term(slug="new", name="New")
    assert not model.objects.get(slug="old").rows.exists()
    assert Article.objects.get(pk=other.pk).updated_at == before


@every_kind
def test_a_draft_with_both_words_has_one_row_of_them(author, manager, model, part, row):
    rows = tuple(row(slug, slug.title()) for slug in ("old", "between", "new", "last"))
    article, _ = restore(document(**{part: rows}), by=author)
    merge("new", "old", manager, model)
    slugs = [getattr(now, "term", now).slug for now in getattr(compose(article), part)]
    assert slugs == ["between", "new", "last"]


@pytest.mark.parametrize("rows", [(PUFFY, FEVER, SWELLING), (SWELLING, FEVER, PUFFY)])
def test_of_two_rows_no_text_is_lost_and_the_more_urgent_level_counts(author, manager, rows):
    article, _ = restore(document(symptoms=rows), by=author)
    merge("swelling", "puffiness", manager)
    joined = ("swelling", Urgency.URGENT, "A little thick.\n\nIt is puffy.")
    fever = ("fever", Urgency.EMERGENCY, "")
    assert said(article) == ([fever, joined] if rows[0] is PUFFY else [joined, fever])


@pytest.mark.parametrize(
    "kept, former, text",
    [
        ("Thick.", "Thick.", "Thick."),
        ("Thick.", "", "Thick."),
        ("", "Thick.", "Thick."),
        ("", "", ""),
        ("It is thick. Very.", "it is THICK.", "It is thick. Very."),
        ("thick", "It is Thick. Very.", "It is Thick. Very."),
        ("One.\n\nTwo.", "Three.", "One.\n\nTwo.\n\nThree."),
    ],
)
def test_what_both_rows_say_is_said_once(author, manager, kept, former, text):
    rows = (symptom("swelling", "Swelling", detail=kept), symptom("puffiness", "Puffiness", detail=former))
    article, _ = restore(document(symptoms=rows), by=author)
    merge("swelling", "puffiness", manager)
    assert [row.detail for row in compose(article).symptoms] == [text]


def test_whichever_word_is_kept_the_more_urgent_level_counts():
    for level in Urgency:
        for other in Urgency:
            found = joined({"detail": "", "urgency": level.value}, {"detail": "", "urgency": other.value})
            assert Urgency(found["urgency"]).rank == min(level.rank, other.rank)


def test_the_former_name_and_synonyms_are_found_under_the_word_that_stays(swelling, manager):
    Symptom.objects.create(name="Puffiness", slug="puffiness", synonyms=["Puffy", "FLUID", "swelling", "Edema"])
    merge("swelling", "puffiness", manager)
    swelling.refresh_from_db()
    assert swelling.synonyms == ["Fluid", "puffy", "Puffiness", "Edema"]


@pytest.mark.parametrize("own, then", [("", "Thick skin."), ("More than usual.", "More than usual.")])
def test_a_description_is_taken_over_where_there_is_none(swelling, manager, own, then):
    Symptom.objects.filter(pk=swelling.pk).update(description=own)
    Symptom.objects.create(name="Puffiness", slug="puffiness", description="Thick skin.")
    merge("swelling", "puffiness", manager)
    swelling.refresh_from_db()
    assert swelling.description == then


def test_words_merged_earlier_lead_to_the_newest_without_a_chain(swelling, manager):
    for name in ("Puffiness", "Edema", "Fluid build-up"):
        Symptom.objects.create(name=name, slug=name.lower().replace(" ", "-"))
    merge("puffiness", "edema", manager)
    merge("swelling", "puffiness", manager)
    merge("fluid-build-up", "swelling", manager)
    newest = Symptom.objects.get(slug="fluid-build-up")
    assert {term.merged_into for term in Symptom.objects.exclude(pk=newest.pk)} == {newest}
    assert newest.merged_into is None
    assert newest.synonyms == ["Swelling", "Fluid", "puffy", "Puffiness", "Edema"]


def test_what_cannot_be_merged_is_refused_in_words(swelling, manager):
    puffiness = Symptom.objects.create(name="Puffiness", slug="puffiness")
    edema = Symptom.objects.create(name="Edema", slug="edema")
    factor = RiskFactor.objects.create(pk=edema.pk, name="Edema", slug="edema")
    for keep, former, why, words in [
        (swelling, swelling, WHY, "cannot be merged into itself"),
        (swelling, factor, WHY, "Only words of one kind"),
        (swelling, puffiness, " \n", "Say why"),
    ]:
        with pytest.raises(MergeRefused, match=words):
            merge_terms(keep, former, by=manager, reason=why)
    merge_terms(swelling, puffiness, by=manager, reason=WHY)  # the instances below are older than that
    for keep, former, words in [
        (edema, puffiness, "“Puffiness” was merged into “Swelling” already"),
        (puffiness, edema, "merge into “Swelling” instead"),
        (puffiness, swelling, "merge into “Swelling” instead"),
    ]:
        with pytest.raises(MergeRefused, match=words):
            merge_terms(keep, former, by=manager, reason=WHY)
    edema.delete()
    with pytest.raises(MergeRefused, match="no longer in the vocabulary"):
        merge_terms(swelling, Symptom(pk=10**6, name="Gone"), by=manager, reason=WHY)
    assert list(Symptom.objects.filter(merged_into__isnull=False)) == [puffiness]


def test_a_merge_that_fails_halfway_leaves_everything_as_it_was(swelling, author, manager):
    article, _ = restore(document(symptoms=(SWELLING, PUFFY)), by=author)
    with pytest.raises(IntegrityError):  # at its end, where the history wants a user that is saved
        merge("swelling", "puffiness", type(manager)())
    assert [slug for slug, _, _ in said(article)] == ["swelling", "puffiness"]
    assert Symptom.objects.get(slug="swelling").synonyms == ["Fluid", "puffy"]
    assert not Symptom.objects.filter(merged_into__isnull=False).exists()


def test_what_was_done_is_in_the_history_of_both_words_and_of_each_article(swelling, author, manager):
    article, _ = restore(document(symptoms=(PUFFY,)), by=author)
    merge("swelling", "puffiness", manager)
    logged = {(entry.get_edited_object(), entry.user) for entry in LogEntry.objects.all()}
    puffiness = Symptom.objects.get(slug="puffiness")
    assert logged == {(swelling, manager), (puffiness, manager), (article, manager)}
    for entry_ in LogEntry.objects.all():
        assert entry_.get_change_message() == f"Merged “Puffiness” into “Swelling”: {WHY}"


def test_the_list_says_that_the_draft_has_changed_and_the_writer_still_wrote_it(author, manager):
    article, _ = restore(document(symptoms=(SWELLING, PUFFY)), by=author)
    publish(article, by=author, change_note="First.")
    before = Article.objects.get(pk=article.pk)
    merge("swelling", "puffiness", manager)
    after = Article.objects.with_state().get(pk=article.pk)
    assert after.state == Article.State.CHANGED
    assert after.fingerprint == fingerprint(compose(article)) != before.fingerprint
    assert after.updated_at > before.updated_at and after.updated_by == author


def test_editions_stay_as_they_were(author, manager, client, clinic):
    article, _ = restore(document(symptoms=(SWELLING, PUFFY)), by=author)
    edition = publish(article, by=author, change_note="First.")
    rows, page = list(EditionTerm.objects.values()), client.get("/conditions/runners-knee/").content
    merge("swelling", "puffiness", manager)
    assert list(EditionTerm.objects.values()) == rows
    assert Edition.objects.get(pk=edition.pk).data == encode(edition.document)
    assert client.get("/conditions/runners-knee/").content == page and b"Puffiness" in page
    with pytest.raises(IntegrityError, match="published edition"), transaction.atomic():
        Symptom.objects.filter(slug="puffiness").delete()


def test_the_plan_says_what_will_happen(swelling, author, manager, django_assert_num_queries):
    both, _ = restore(document("both", symptoms=(SWELLING, PUFFY)), by=author)
    publish(both, by=author, change_note="First.")
    one, _ = restore(document("one", symptoms=(PUFFY,)), by=author)
    restore(document("none", symptoms=(SWELLING,)), by=author)
    puffiness = Symptom.objects.get(slug="puffiness")
    with django_assert_num_queries(4):
        coming = plan(swelling, puffiness)
        assert [row.edition.title for row in coming.pages] == ["Both"]
    assert (coming.drafts, coming.joined) == ([both, one], {both.pk})
    assert (coming.synonyms, coming.description) == (["Puffiness"], "")
    merge("swelling", "puffiness", manager)
    assert [row.name for row in plan(swelling, puffiness).pages] == ["Puffiness"]


def test_a_row_that_linked_the_word_when_the_form_was_open_follows_later(swelling, author, manager):
    article, _ = restore(document(symptoms=(SWELLING, FEVER)), by=author)
    puffiness = Symptom.objects.create(name="Puffiness", slug="puffiness")
    merge("swelling", "puffiness", manager)
    article.symptom_rows.create(term=puffiness, position=9, detail="It is puffy.", urgency=Urgency.URGENT)
    now = compose_loaded(follow(article))
    assert now == compose(article)
    assert said(article)[0] == ("swelling", Urgency.URGENT, "A little thick.\n\nIt is puffy.")
    assert compose_loaded(follow(article)) == now


@pytest.mark.parametrize(
    ("keep", "former", "kinds"),
    [
        ("pain", "soreness", {"ache": "pain", "throb": "pain"}),
        ("pain", "ache", {"throb": "soreness"}),
        ("ache", "pain", {"throb": "soreness"}),
        ("itch", "pain", {"ache": "itch", "throb": "soreness"}),
        ("itch", "ache", {"itch": "pain", "throb": "soreness"}),
        ("ache", "soreness", {"ache": "pain", "throb": "pain"}),
    ],
)
def test_kinds_of_a_symptom_follow_and_stay_one_step_deep(manager, keep, former, kinds):
    words = {slug: Symptom.objects.create(name=slug.capitalize(), slug=slug) for slug in ("pain", "soreness", "itch")}
    for slug, broader in (("ache", "pain"), ("throb", "soreness")):
        words[slug] = Symptom.objects.create(name=slug.capitalize(), slug=slug, broader=words[broader])
    merge_terms(words[keep], words[former], by=manager, reason="The same.")
    assert dict(Symptom.objects.filter(broader__isnull=False).values_list("slug", "broader__slug")) == kinds
    for word in Symptom.objects.filter(merged_into=None):
        word.clean()
