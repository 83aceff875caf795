"""The article form: every part in its own field, rows in order, and a draft that patients do not see."""

from datetime import date

import pytest
from django.urls import reverse

from clinic_site.directory.models import Person
from conditions.document import values as d
from conditions.document.urgency import Urgency
from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import Article, BodyArea, DiagnosticTest, RiskFactor, Symptom
from conditions.publishing.actions import publish
from tests.admin.conftest import act, change
from tests.admin.forms import add_row, fields, messages, opened, press
from tests.conftest import document, signed_in

ADD = reverse("admin:conditions_article_add")


@pytest.fixture
def words(db):
    """{slug: the primary key of a term in the clinic's vocabulary}."""
    terms = [
        Symptom(slug="swelling", name="Swelling"),
        Symptom(slug="fever", name="Fever"),
        RiskFactor(slug="overweight", name="Excess weight"),
        DiagnosticTest(slug="x-ray", name="X-ray"),
        BodyArea(slug="knee", name="Knee"),
        BodyArea(slug="leg", name="Leg"),
    ]
    for term in terms:
        term.save()
    return {term.slug: term.pk for term in terms}


@pytest.fixture
def people(db):
    return [
        Person.objects.create(slug="nora", name="Nora Whitfield", credentials="MS, ATC", job_title="Athletic trainer"),
        Person.objects.create(slug="hart", name="Amelia Hart", credentials="MD"),
    ]


def test_a_whole_article_is_entered_part_by_part(writing, words, people, photo, live):
    values = opened(writing, ADD)
    nora, _ = people
    values |= {
        "title": "Jumper's knee",
        "slug": "jumpers-knee",
        "also_known_as": "Patellar tendinopathy\r\n\r\n  Tendinitis of the kneecap ",
        "author": nora.pk,
        "summary": "The tendon below the kneecap hurts.\r\nLoad it wisely.",
        "lead_photo": photo.pk,
        "photo_alt": "A knee from the side",
        "photo_caption": "Where it hurts",
        "overview": "<p>A <strong>tendon</strong> problem.</p>",
        "when_to_seek_care": "<p>When you cannot walk.</p>",
        "causes": "<p>Jumping.</p>",
        "diagnosis": "<p>We press on it.</p>",
        "treatment": "<ul><li>Slow squats</li></ul>",
    }
    add_row(values, "body_area_rows", term=words["knee"])
    add_row(values, "body_area_rows", term=words["leg"])
    add_row(values, "risk_factor_rows", term=words["overweight"], detail="More load.")
    add_row(values, "symptom_rows", term=words["swelling"], detail="Small.", urgency="self-care")
    add_row(values, "symptom_rows", term=words["fever"], detail="Rare.", urgency="emergency")
    add_row(values, "test_rows", term=words["x-ray"], detail="Often normal.")
    add_row(values, "section_rows", heading="Back to sport", text="<p>In steps.</p>")
    add_row(values, "question_rows", question="May I jump?", answer="<p>Later.</p>")
    source = {"title": "Tendons", "publisher": "NIH", "url": "https://nih.example/t", "read_on": "2026-03-14"}
    add_row(values, "source_rows", **source)
    add_row(values, "related_rows", related=live.pk)

    response = press(writing, ADD, values)

    article = Article.objects.get(slug="jumpers-knee")
    assert response.url == change(article)
    assert compose(article) == d.ArticleDocument(
        slug="jumpers-knee",
        title="Jumper's knee",
        also_known_as=("Patellar tendinopathy", "Tendinitis of the kneecap"),
        summary="The tendon below the kneecap hurts.\nLoad it wisely.",
        overview="<p>A <strong>tendon</strong> problem.</p>",
        photo=d.Photo(digest=photo.digest, width=800, height=500, alt="A knee from the side", caption="Where it hurts"),
        causes="<p>Jumping.</p>",
        risk_factors=(d.TermEntry(term=d.Term(slug="overweight", name="Excess weight"), detail="More load."),),
        symptoms=(
            d.SymptomEntry(term=d.Term(slug="swelling", name="Swelling"), detail="Small.", urgency=Urgency.SELF_CARE),
            d.SymptomEntry(term=d.Term(slug="fever", name="Fever"), detail="Rare.", urgency=Urgency.EMERGENCY),
        ),
        when_to_seek_care="<p>When you cannot walk.</p>",
        diagnosis="<p>We press on it.</p>",
        tests=(d.TermEntry(term=d.Term(slug="x-ray", name="X-ray"), detail="Often normal."),),
        treatment="<ul><li>Slow squats</li></ul>",
        sections=(d.Section(heading="Back to sport", text="<p>In steps.</p>"),),
        questions=(d.Question(question="May I jump?", answer="<p>Later.</p>"),),
        sources=(d.Source(**source | {"read_on": date(2026, 3, 14)}),),
        author=d.Person(slug="nora", name="Nora Whitfield", credentials="MS, ATC", job_title="Athletic trainer"),
        body_areas=(d.Term(slug="knee", name="Knee"), d.Term(slug="leg", name="Leg")),
        related=(live.slug,),
    )


def test_saving_the_form_as_it_was_opened_changes_nothing(writing, draft):
    before = compose(draft)
    assert press(writing, change(draft), opened(writing, change(draft))).status_code == 302
    assert compose(draft) == before


def test_an_address_that_was_once_live_for_another_article_is_refused(writing, author, live):
    live.slug = "kneecap-pain"
    live.save()
    publish(live, by=author, change_note="Another address.")
    for slug in ("runners-knee", "kneecap-pain"):
        values = opened(writing, ADD) | {"title": "Mine", "slug": slug}
        response = press(writing, ADD, values)
        assert response.status_code == 200 and fields(response)["title"] == "Mine"
        if slug == "runners-knee":
            (sentence,) = response.context["adminform"].form.errors["slug"]
            assert sentence == (
                "This address was once the page of “Runners knee”, and patients may still follow it there. "
                "Choose another."
            )
    assert Article.objects.count() == 1


def test_an_article_may_take_back_an_address_of_its_own(writing, author, live):
    live.slug = "kneecap-pain"
    live.save()
    publish(live, by=author, change_note="Another address.")
    press(writing, change(live), opened(writing, change(live)) | {"slug": "runners-knee"})
    live.refresh_from_db()
    assert live.slug == "runners-knee"


@pytest.mark.parametrize("step", ["preview", "publish", "withdraw", "review"])
def test_a_button_saves_and_leads_on(reviewer, live, step):
    client = signed_in(reviewer)
    values = opened(client, change(live)) | {"title": "Renamed"}
    response = press(client, change(live), values, f"_{step}")
    live.refresh_from_db()
    assert (live.title, response.url) == ("Renamed", act(live, step))
    assert client.get(response.url).status_code == 200


@pytest.mark.parametrize("step", ["preview", "publish"])
def test_a_new_article_is_saved_and_led_on(writing, step):
    values = opened(writing, ADD) | {"title": "New", "slug": "new"}
    assert press(writing, ADD, values, f"_{step}").url == act(Article.objects.get(slug="new"), step)


def buttons(client, article):
    page = client.get(change(article)).content.decode()
    return {name for name in ("_continue", "_preview", "_publish", "_withdraw", "_review") if f'name="{name}"' in page}


def test_the_bar_offers_what_its_reader_may_do_with_this_article(writing, reviewer, author, draft):
    reviewing = signed_in(reviewer)
    assert buttons(writing, draft) == {"_continue", "_preview", "_publish"}
    assert buttons(reviewing, draft) == {"_continue", "_preview", "_publish", "_review"}
    publish(draft, by=author, change_note="First.")
    assert buttons(writing, draft) == {"_continue", "_preview", "_publish", "_withdraw"}
    assert buttons(reviewing, draft) == {"_continue", "_preview", "_publish", "_withdraw", "_review"}


def test_saving_a_draft_of_a_live_article_leaves_the_public_page_as_it_is(writing, patient, live):
    before = patient.get(live.get_absolute_url()).content
    values = opened(writing, change(live)) | {"title": "Quite another", "causes": "<p>Unseen.</p>"}
    response = press(writing, change(live), values, follow=True)
    assert messages(response) == ["Draft saved. Patients still read edition 1."]
    assert "Live, with unpublished changes" in response.content.decode()
    assert patient.get("/conditions/runners-knee/").content == before
    assert "Quite another" not in patient.get("/conditions/").content.decode()


def test_a_new_address_in_a_draft_does_not_move_the_public_page(writing, patient, live):
    press(writing, change(live), opened(writing, change(live)) | {"slug": "elsewhere"})
    assert patient.get("/conditions/runners-knee/").status_code == 200
    assert patient.get("/conditions/elsewhere/").status_code == 404


def test_saving_a_draft_that_was_never_published_says_that_nobody_sees_it(writing, draft):
    response = press(writing, change(draft), opened(writing, change(draft)), follow=True)
    assert messages(response) == ["Draft saved. Patients do not see it yet."]


def test_a_save_is_noted_with_who_and_what(writing, author, draft):
    values = opened(writing, change(draft)) | {"causes": "<p>New.</p>", "symptom_rows-0-detail": "New."}
    press(writing, change(draft), values)
    draft.refresh_from_db()
    assert draft.updated_by == author
    history = writing.get(reverse("admin:conditions_article_history", args=[draft.pk])).content.decode()
    assert "Changed Causes" in history and "Swelling" in history


def test_a_save_that_changed_nothing_is_not_noted(writing, draft):
    press(writing, change(draft), opened(writing, change(draft)), button="_publish")
    assert "No fields changed" not in writing.get(reverse("admin:conditions_article_history", args=[draft.pk])).text


def test_who_starts_an_article_owns_it_until_another_owner_is_named(writing, author, manager):
    press(writing, ADD, opened(writing, ADD) | {"title": "Gout", "slug": "gout"})
    article = Article.objects.get(slug="gout")
    assert article.owner == author
    press(writing, change(article), opened(writing, change(article)) | {"owner": manager.pk})
    article.refresh_from_db()
    assert article.owner == manager


def test_an_article_deleted_before_it_was_published_is_gone(writing, author):
    article, _ = restore(document("gone"), by=author)
    where = reverse("admin:conditions_article_delete", args=[article.pk])
    assert writing.post(where, {"post": "yes"}).status_code == 302
    assert not Article.objects.filter(pk=article.pk).exists()
