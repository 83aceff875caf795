"""A password by a link: by letter for who forgot it, by invitation for who is new. No link works twice."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.core import mail as django_mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from appointments import privacy
from clinic_site.accounts import links
from clinic_site.accounts.models import PasswordLink
from clinic_site.directory.models import ClinicProfile
from clinic_site.mail import outbox
from clinic_site.mail.letters import Letter
from clinic_site.rate import RateBucket
from tests.accounts.people import (
    LOGIN,
    SECOND_STEP,
    app_of,
    browser,
    first_step,
    is_signed_in,
    letters,
    link_in,
)
from tests.admin.forms import messages, opened, press
from tests.conftest import PASSWORD, signed_in

pytestmark = pytest.mark.database

FORGOT, CHOOSE, ADD = (reverse(f"admin:{name}") for name in ("forgot_password", "choose_password", "auth_user_add"))
NEW = "otter kite moon lamp"
MAIL = "author@clinic.example"


@pytest.fixture
def mail(settings):
    """The site sends letters."""
    settings.EMAIL_FILE_PATH = None


@pytest.fixture
def author(author, mail):
    author.email = MAIL
    author.save()
    return author


def ask(typed, client=None, **more):
    return (client or browser()).post(FORGOT, {"name": typed}, **more)


def choose(client, where, password=NEW):
    """Follow the link `where` and choose `password`."""
    client.get(where, follow=True)
    return client.post(CHOOSE, {"new_password1": password, "new_password2": password})


def asked_link(typed="author"):
    ask(typed)
    return link_in(letters("reset")[-1][1])


def test_who_forgot_a_password_chooses_another_by_letter(author):
    ask("author")
    ((to, text),) = letters("reset")
    assert to == MAIL and "author" in text
    client = browser()
    first = client.get(link_in(text))
    assert (first.status_code, first.url, first.headers["Referrer-Policy"]) == (302, CHOOSE, "no-referrer")
    page = client.get(CHOOSE)
    assert "author" in page.text and link_in(text) not in page.text
    done = choose(client, link_in(text))
    assert done.url == LOGIN and not is_signed_in(client)
    assert first_step(client, "author", NEW).status_code == 302 and is_signed_in(client)
    assert first_step(browser(), "author").status_code == 200
    assert "Your password was changed." in letters("notice")[-1][1]


@pytest.mark.parametrize("typed", ["author", MAIL, "AUTHOR@clinic.example", "nobody", "x@y.example", "outsider"])
def test_the_answer_is_the_same_for_every_name(author, outsider, typed):
    page = ask(typed)
    assert page.status_code == 200
    assert re.sub(r'value="[\w]{64}"', "", page.text) == re.sub(r'value="[\w]{64}"', "", ask("somebody-else").text)
    assert len(letters("reset")) == (1 if "author" in typed.lower() else 0)


def test_the_work_is_the_same_too(author):
    def work(typed):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            ask(typed)
        return [re.sub(r"'[^']*'|\d+", "?", query["sql"])[:60] for query in queries]

    ask("warm-up")
    assert work("author") == work("nobody") and len(work("nobody")) > 5


def test_letters_and_links_of_nobody_are_cleared_away(author):
    ask("nobody")
    assert PasswordLink.objects.get().user is None and Letter.objects.get().state == "dropped"
    assert not Letter.objects.get().sealed_to
    privacy.purge(at=timezone.now() + timedelta(days=2))
    assert not PasswordLink.objects.exists() and not Letter.objects.exists()


def test_a_link_is_good_once_and_says_so(author):
    where, client = asked_link(), browser()
    choose(client, where)
    again = browser().get(where)
    assert again.status_code == 410 and "used already" in again.text and "no-store" in again.headers["Cache-Control"]
    other = browser()
    session = other.session
    session["password_link"] = PasswordLink.objects.get().pk
    session.save()
    assert other.post(CHOOSE, {"new_password1": "another kite moon lamp", "new_password2": "x"}).status_code == 410
    author.refresh_from_db()
    assert author.check_password(NEW)


def test_a_link_is_good_for_half_an_hour(author):
    where = asked_link()
    PasswordLink.objects.update(expires_at=timezone.now() + timedelta(seconds=5))
    client = browser()
    client.get(where)
    PasswordLink.objects.update(expires_at=timezone.now())
    assert "too old" in client.post(CHOOSE, {"new_password1": NEW, "new_password2": NEW}).text
    made = links.ask_reset("author", at=timezone.now() - timedelta(minutes=31))
    assert made is None and browser().get(link_in(letters("reset")[-1][1])).status_code == 410


def test_a_password_that_is_too_easy_costs_no_link(author):
    client, where = browser(), asked_link()
    assert "at least 15 characters" in choose(client, where, "short").text
    assert choose(client, where).url == LOGIN


def test_choosing_ends_all_sessions_and_the_other_links(author):
    there, first, second = signed_in(author), asked_link(), asked_link()
    choose(browser(), second)
    assert not is_signed_in(there)
    assert "taken back, or a newer one" in browser().get(first).text


def test_a_reset_goes_past_no_second_factor(author):
    app_of(author)
    client, where = browser(), asked_link()
    choose(client, where)
    assert first_step(client, "author", NEW).url == SECOND_STEP and not is_signed_in(client)


def test_the_letter_names_the_sites_own_address_whatever_host_the_browser_names(author, settings):
    settings.ALLOWED_HOSTS = ["*"]
    ask("author", headers={"host": "evil.example", "x-forwarded-host": "evil.example"})
    ((_, text),) = letters("reset")
    assert "http://testserver/admin/new-password/" in text and "evil" not in text


def test_the_database_holds_no_link_before_it_was_sent_nor_after(author):
    where = asked_link()
    secret = where.split("/")[-2]
    rows = [str(vars(row)) for model in (Letter, PasswordLink) for row in model.objects.all()]
    assert not any(secret in row for row in rows)
    outbox.Sender().round()
    assert Letter.objects.get().state == "sent" and secret not in str(vars(Letter.objects.get()))


def test_the_letter_that_is_sent_has_the_link_in_both_of_its_forms(author, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    where = asked_link()
    outbox.Sender().round()
    (sent,) = django_mail.outbox
    assert f"http://testserver{where}" in sent.body and f'href="http://testserver{where}"' in sent.alternatives[0][0]


def test_a_mailbox_is_not_flooded_and_its_owner_not_locked_out(author):
    for number in range(12):
        ask("author", browser(f"192.0.2.{number}"))
    sent = letters("reset")
    assert len(sent) == links.LETTERS
    assert choose(browser(), link_in(sent[0][1])).url == LOGIN


def test_who_asks_again_and_again_from_one_address_is_told_how_long_to_wait(author):
    pages = [ask(f"nobody-{number}") for number in range(6)]
    assert "You can ask for another in 5 seconds." in pages[-1].text
    assert "is on its way" in ask("author", browser("192.0.2.8")).text


def test_a_mail_address_of_two_accounts_opens_neither_and_an_ended_account_gets_none(author, reviewer):
    reviewer.email = MAIL
    reviewer.save()
    ask(MAIL)
    assert letters("reset") == []
    author.is_active = False
    author.save()
    ask("author")
    assert letters("reset") == []


def test_links_that_there_are_not_are_guessed_ever_more_slowly_and_a_good_one_always_opens(author):
    pages = [browser().get(f"/admin/new-password/{'x' * 42}{number}/") for number in range(7)]
    assert [page.status_code for page in pages][:5] == [404] * 5 and pages[-1].status_code == 429
    assert "too many were tried" in pages[-1].text
    assert browser().get(asked_link()).url == CHOOSE


def test_without_a_mail_server_the_page_says_whom_to_ask(author, settings):
    settings.EMAIL_FILE_PATH = settings.MAIL_FILES
    page = browser().get(FORGOT)
    assert "Ask a manager of the clinic" in page.text and "<form" not in page.text.split('id="content"')[1]
    assert "Forgotten your password?" in browser().get(LOGIN).text
    ask("author")
    assert not Letter.objects.exists()


def invite(manager, **more):
    values = opened(signed_in(manager), ADD)
    values |= {"username": "nora", "groups": [Group.objects.get(name="Authors").pk], **more}
    return press(signed_in(manager), ADD, values, "_save")


def test_who_is_invited_by_letter_chooses_a_password_and_has_the_role(manager, mail, clinic):
    ClinicProfile.objects.update(name="Bones & Joints")
    answer = invite(manager, email="nora@clinic.example", first_name="Nora")
    nora = User.objects.get(username="nora")
    assert answer.url == reverse("admin:auth_user_access", args=[nora.pk])
    assert nora.is_staff and not nora.has_usable_password() and nora.has_perm("conditions.publish_article")
    ((to, text),) = letters("invitation")
    assert to == "nora@clinic.example" and "nora" in text
    assert Letter.objects.get(name="invitation").subject == "Your account at Bones & Joints"
    client = browser()
    assert choose(client, link_in(text)).url == LOGIN
    first_step(client, "nora", NEW)
    assert is_signed_in(client)
    assert [text for _, text in letters("notice") if "new browser" in text] == []


def test_with_letters_an_invitation_needs_an_address_and_without_it_is_handed_over(manager, mail, settings):
    assert "This field is required" in invite(manager).text
    settings.EMAIL_FILE_PATH = settings.MAIL_FILES
    page = invite(manager)
    where = re.search(r"http://testserver(/admin/new-password/[\w-]{43}/)", page.text)[1]
    assert "no-store" in page.headers["Cache-Control"] and not Letter.objects.exists()
    assert choose(browser(), where).url == LOGIN
    access = reverse("admin:auth_user_access", args=[User.objects.get(username="nora").pk])
    assert "new-password" not in signed_in(manager).get(access).text


def test_an_invitation_is_sent_again_and_taken_back(manager, mail):
    invite(manager, email="nora@clinic.example")
    nora, client = User.objects.get(username="nora"), signed_in(manager)
    access = reverse("admin:auth_user_access", args=[nora.pk])
    assert "has a link" in client.get(access).text
    client.post(access, {"act": "invite"})
    first, second = (link_in(text) for _, text in letters("invitation"))
    assert "newer one was sent" in browser().get(first).text
    assert "taken back" in messages(client.post(access, {"act": "withdraw"}, follow=True))[-1]
    assert browser().get(second).status_code == 410
    assert "no password and no link" in client.get(access).text
    assert "There was no link" in messages(client.post(access, {"act": "withdraw"}, follow=True))[-1]


def test_an_invitation_is_good_for_seven_days(manager, mail, author):
    made, _ = links.invite(author, by=manager)
    assert made.expires_at - made.made_at == timedelta(days=7)
    assert links.state(made, made.made_at + timedelta(days=6, hours=23)) is links.State.OPEN
    assert links.state(made, made.made_at + timedelta(days=7)) is links.State.EXPIRED


def test_a_new_account_gets_no_role_that_a_manager_cannot_give(manager, mail):
    own = Group.objects.create(name="The clinic's own")
    assert "not one of the available" in invite(manager, email="n@clinic.example", groups=[own.pk]).text
    assert not User.objects.filter(username="nora").exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_use_a_link_at_once_one_wins(django_user_model):
    user = django_user_model.objects.create_user("nora", password=PASSWORD, is_staff=True)
    made, _ = links.invite(user, by=user)
    links.use(made, NEW)
    with pytest.raises(links.LinkDead) as dead:
        links.use(made, "another kite moon lamp")
    assert dead.value.state is links.State.USED
    user.refresh_from_db()
    assert user.check_password(NEW) and RateBucket.objects.count() == 0
