"""Asking an outside expert, from the admin; and the page behind the link, as the expert sees it."""

import io
import logging
import re
from datetime import timedelta

import pytest
from django.db import OperationalError
from django.template import Context, Template
from django.test import Client
from django.utils import timezone

from conditions.editing.restore import restore
from conditions.models import Review, SignOffRequest
from conditions.publishing.actions import publish
from conditions.reviews import external_review
from tests.admin.conftest import act
from tests.admin.forms import fields, opened
from tests.conditions.reading import in_order, words
from tests.conftest import document, signed_in

pytestmark = pytest.mark.usefixtures("draft_for_module")

EXPERT = {"name": "Ruth Okafor", "credentials": "MD", "message": "Look at the <b>doses</b>.", "days": "14"}
RIGHT, WRONG = "no-change", "change-needed"
LINK = re.compile(r"http://\S+?/sign-off/[\w-]{43}/")


@pytest.fixture
def expert(clinic):
    """The expert's browser, which checks nothing less than a real one."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def managing(manager):
    """The browser of a manager, who wrote nothing."""
    return signed_in(manager)


@pytest.fixture
def link(draft, manager, clinic):
    """The address behind the link."""
    return f"/sign-off/{external_review.ask(draft, by=manager, name='Ruth Okafor', credentials='MD')[1]}/"


def ask(client, article, **more):
    return client.post(act(article, "sign_off"), opened(client, act(article, "sign_off")) | EXPERT | more)


def answer(client, link, **more):
    given = {"outcome": RIGHT, "confirm": "on"} | more
    return client.post(link, {name: value for name, value in given.items() if value is not None})


def test_the_link_is_shown_once_and_leads_to_the_draft(managing, expert, draft, settings):
    response = ask(managing, draft)
    (link,) = set(LINK.findall(response.content.decode()))
    assert link.startswith(settings.SITE_URL) and "no-store" in response["Cache-Control"]
    assert not LINK.search(managing.get(act(draft, "sign_off")).content.decode())
    page = expert.get(link.removeprefix(settings.SITE_URL)).content.decode()
    assert "Ruth Okafor, MD" in page and "Runner&#x27;s knee is pain" in page
    assert "Look at the &lt;b&gt;doses&lt;/b&gt;." in page


def test_nothing_of_the_secret_is_kept_in_session_cookie_or_message(managing, draft):
    link = LINK.search(ask(managing, draft).content.decode())[0]
    secret = link.rsplit("/", 2)[1]
    assert secret not in str(dict(managing.session)) and secret not in str(managing.cookies)


@pytest.mark.parametrize(
    "typed, why",
    [
        ({"name": "nora  whitfield"}, "is the author of this article"),
        ({"name": ""}, "This field is required"),
        ({"days": "0"}, "greater than or equal to 1"),
        ({"days": "61"}, "less than or equal to 60"),
    ],
)
def test_what_is_refused_is_said_and_what_was_typed_stays(managing, draft, typed, why):
    response = ask(managing, draft, **typed)
    assert why in response.content.decode() and "doses" in response.content.decode()
    assert not SignOffRequest.objects.exists()


def test_earlier_links_are_listed_with_their_state_and_may_be_taken_back(managing, expert, draft, author):
    ask(managing, draft)
    text = words(managing.get(act(draft, "sign_off")).content.decode())
    assert in_order(text, "Ruth Okafor, MD", "by Manager", "Open until", "Revoke")
    managing.post(act(draft, "sign_off"), {"revoke": SignOffRequest.objects.get().pk})
    assert "Revoked on" in words(managing.get(act(draft, "sign_off")).content.decode())
    for wrong in ("0", "x", "9" * 30, ""):
        assert managing.post(act(draft, "sign_off"), {"revoke": wrong}).status_code == 404


def test_the_list_tells_open_changed_expired_and_answered(managing, draft, author, manager):
    for days, name in ((30, "Answered"), (20, "Expired"), (0, "Open")):
        at = timezone.now() - timedelta(days=days)
        request, _ = external_review.ask(draft, by=manager, name=name, at=at)
        if name == "Answered":
            external_review.answer(request, outcome=RIGHT, at=at)
    text = words(managing.get(act(draft, "sign_off")).content.decode())
    assert in_order(text, "Open until", "Expired on", "Answered on") and "It is right as it stands" in text
    restore(document(summary="Other words."), by=author)
    text = words(managing.get(act(draft, "sign_off")).content.decode())
    assert in_order(text, "Dead: the draft was changed", "Expired on", "Answered on")


def test_who_may_not_change_articles_asks_nobody(frontdesk, draft):
    client = signed_in(frontdesk)
    assert client.get(act(draft, "sign_off")).status_code == client.post(act(draft, "sign_off")).status_code == 403


def test_who_wrote_the_draft_sees_who_was_asked_and_why_to_leave_asking_to_a_colleague(writing, draft, link):
    text = words(writing.get(act(draft, "sign_off")).content.decode())
    assert in_order(text, "Ruth Okafor, MD", "Open until", "You wrote this draft. Ask a colleague")
    assert "Make the link" not in text and "name" not in opened(writing, act(draft, "sign_off"))
    page = words(writing.post(act(draft, "sign_off"), EXPERT).content.decode())
    assert "You wrote this draft" in page and "doses" in page and SignOffRequest.objects.count() == 1


def test_the_page_keeps_to_itself(expert, link):
    for response in (expert.get(link), answer(expert, link, confirm=None), answer(expert, link), expert.get(link)):
        assert response["Cache-Control"] == "no-store" and response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex" and 'name="robots" content="noindex"' in response.content.decode()
        assert link not in response.content.decode() and not response.cookies
        assert not expert.cookies


def test_every_part_of_the_draft_has_a_box(expert, link):
    response = expert.get(link)
    boxes = [name for name in fields(response) if name.startswith("comment-")]
    parts = "quick-answer overview when-to-get-help causes risk-factors symptoms diagnosis treatment section-1"
    assert boxes == [f"comment-{part}" for part in [*parts.split(), "questions", "sources"]]
    assert all(f'id="{part}"' in response.content.decode() for part in parts.split()[1:])


def test_the_answer_reaches_the_author(expert, writing, link, draft):
    values = {
        "outcome": WRONG,
        "note": "See above.",
        "comment-causes": "Add overuse.",
        "comment-section-1": "Soon?",
    }
    response = answer(expert, link, **values)
    assert response.status_code == 200 and "Thank you." in response.content.decode()
    assert "Add overuse." not in response.content.decode()
    made = Review.objects.get()
    assert [(comment["label"], comment["text"]) for comment in made.comments] == [
        ("Causes", "Add overuse."),
        ("Getting back to running", "Soon?"),
    ]
    text = words(writing.get(act(draft, "review")).content.decode())
    assert in_order(text, "Ruth Okafor, MD", "It needs a change", "See above.", "Causes", "Add overuse.")


def test_patients_read_the_experts_name_once_the_draft_is_published(expert, link, draft, author):
    answer(expert, link)
    publish(draft, by=author, change_note="First.")
    assert "Clinically reviewed by Ruth Okafor, MD" in words(expert.get("/conditions/runners-knee/").content.decode())


@pytest.mark.parametrize(
    "typed, why",
    [
        ({"outcome": None}, "Say whether it is right as it stands."),
        ({"confirm": None}, "Confirm who you are"),
        ({"outcome": WRONG}, "Say what has to change"),
        ({"comment-treatment": "x" * 5001}, "The comment on “Treatment and physical therapy” is longer than 5,000"),
        ({"note": "x" * 5001}, "The note is longer than 5,000"),
        ({"note": "\x00"}, "Null characters are not allowed."),
    ],
)
def test_an_answer_that_lacks_something_comes_back_with_everything_typed(expert, link, typed, why):
    more = {} if typed.get("outcome") == WRONG else {"comment-causes": "Add <overuse>."}
    response = answer(expert, link, **more | typed)
    assert response.status_code == 422 and not Review.objects.exists()
    assert words(why) in words(response.content.decode())
    if more:
        assert fields(response)["comment-causes"].strip() == "Add <overuse>."
    assert answer(expert, link).status_code == 200


def kill(link, author, how, monkeypatch):
    asked = external_review.find(link.split("/")[2])
    if how == "expired":
        monkeypatch.setattr(timezone, "now", lambda: asked.expires_at)
    elif how == "taken back":
        external_review.revoke(asked, by=author)
    elif how == "answered already":
        external_review.answer(asked, outcome=RIGHT)
    else:
        restore(document(summary="A secret new draft."), by=author)


@pytest.mark.parametrize("how", ["expired", "taken back", "answered already", "draft has changed"])
def test_a_dead_link_says_why_with_a_phone_number_and_nothing_of_the_draft(expert, link, author, how, monkeypatch):
    kill(link, author, how, monkeypatch)
    response = expert.get(link)
    page = response.content.decode()
    assert response.status_code == 410 and how in page and "904-555-0101" in page
    assert "kneecap" not in page and "Runner" not in page and "secret new draft" not in page


@pytest.mark.parametrize("how", ["expired", "taken back", "answered already", "draft has changed"])
def test_what_was_typed_when_the_link_died_is_shown_back(expert, link, author, how, monkeypatch):
    kill(link, author, how, monkeypatch)
    count = Review.objects.count()
    response = answer(expert, link, note="All of <it>.", **{"comment-causes": "Add overuse."})
    assert response.status_code == 410 and Review.objects.count() == count
    page = response.content.decode()
    assert "Add overuse." in page and "All of &lt;it&gt;." in page and "Copy it from here" in page


def test_so_it_is_when_the_draft_was_deleted(expert, link, draft):
    draft.delete()
    response = answer(expert, link, **{"comment-causes": "Add overuse."})
    assert response.status_code == 404 and "Add overuse." in response.content.decode()


@pytest.mark.parametrize("secret", ["x", "A" * 43, "..", "é" * 10])
def test_an_unknown_link_says_so(expert, link, secret):
    response = expert.get(f"/sign-off/{secret}/")
    assert response.status_code == 404
    assert "We do not know this link." in response.content.decode() and "904-555-0101" in response.content.decode()


def test_staff_may_look_but_not_answer(writing, reviewer, link):
    for client in (writing, signed_in(reviewer)):
        page = client.get(link)
        assert page.status_code == 200 and "the answer has to come from outside" in page.content.decode()
        assert "Send your answer" not in page.content.decode()
        response = answer(client, link, **{"comment-causes": "Add overuse."})
        assert response.status_code == 403 and "Add overuse." in response.content.decode()
    assert not Review.objects.exists()


def test_a_database_that_is_down_loses_nothing_typed(expert, link, monkeypatch):
    def down(*args, **kwargs):
        raise OperationalError("down")

    monkeypatch.setattr(SignOffRequest.objects, "filter", down)
    response = answer(expert, link, **{"comment-causes": "Add overuse."})
    assert response.status_code == 503 and "Add overuse." in response.content.decode()
    assert response["Cache-Control"] == "no-store"


def test_no_log_line_holds_the_secret(expert, link, author, monkeypatch):
    (console,) = (handler for handler in logging.getLogger().handlers if handler.get_name() == "console")
    before = console.setStream(lines := io.StringIO())
    try:
        expert.put(link)
        kill(link, author, "expired", monkeypatch)
        expert.get(link)
        expert.get("/sign-off/unknown-secret/")
    finally:
        console.setStream(before)
    text = lines.getvalue()
    assert text.count("/sign-off/…") == 3
    assert link.split("/")[2] not in text and "unknown-secret" not in text


def test_other_lines_are_logged_as_they_are(client, clinic):
    (console,) = (handler for handler in logging.getLogger().handlers if handler.get_name() == "console")
    before = console.setStream(lines := io.StringIO())
    try:
        client.get("/no/such/page/")
    finally:
        console.setStream(before)
    assert "Not Found: /no/such/page/" in lines.getvalue()


def test_the_draft_costs_few_queries(expert, link, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        assert expert.get(link).status_code == 200


def test_what_they_said_can_stand_above_the_form_of_the_article(expert, link, draft):
    panel = Template("{% load front_page %}{% said_of article %}")
    assert "commas" not in panel.render(Context({"article": draft}))
    answer(expert, link, note="Mind the <commas>.")
    assert "Mind the &lt;commas&gt;." in panel.render(Context({"article": draft}))


def test_the_article_warns_while_an_expert_has_its_very_draft(expert, link, draft, author):
    panel = Template("{% load front_page %}{% said_of article %}")
    assert "has a link to this very draft: Ruth Okafor" in panel.render(Context({"article": draft}))
    changed, _ = restore(document(summary="Other words."), by=author)
    assert "has a link" not in panel.render(Context({"article": changed}))
