"""Who may do what: every address of the admin, by role and by method, in one table."""

import dataclasses
from datetime import timedelta

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from clinic_site import roles
from clinic_site.accounts.models import SignInRules
from clinic_site.backups.models import BackupRun
from clinic_site.directory.models import Closure, Location, OtherCare, Person
from clinic_site.photos.models import Photo
from conditions.models import Article, BodyArea, DiagnosticTest, PublishingRules, RedFlag, RiskFactor, Symptom
from conditions.publishing.actions import correct, withdraw
from tests.admin import access
from tests.admin.access import NO_METHOD, ROLES
from tests.conftest import signed_in

NOBODY = set()
TOP = {"superuser"}
RUNS = {"manager", *TOP}
READS_DIRECTORY = {"frontdesk", *RUNS}
SIGNS = {"reviewer", *RUNS}
WRITES = {"author", *SIGNS}
EVERY_ROLE = {*WRITES, "frontdesk"}


def usual(name, *, look, add, edit, delete):
    """The addresses that Django makes for a model."""
    return {
        f"{name}_changelist": (look, look),
        f"{name}_add": (add, add),
        f"{name}_change": (look, edit),
        f"{name}_delete": (delete, delete),
        f"{name}_history": (look, look),
    }


# address: (who may GET it, who may POST to it)
MAY = {
    **usual("conditions_article", look=WRITES, add=WRITES, edit=WRITES, delete=WRITES),
    "conditions_article_preview": (WRITES, NO_METHOD),
    "conditions_article_publish": (WRITES, WRITES),
    "conditions_article_withdraw": (WRITES, WRITES),
    "conditions_article_review": (WRITES, SIGNS),
    "conditions_article_sign_off": (WRITES, WRITES),
    "conditions_article_reviews_due": (WRITES, NO_METHOD),
    "conditions_article_correction_seen": (NO_METHOD, SIGNS),
    "conditions_article_compare": (WRITES, NO_METHOD),
    "conditions_article_restore_edition": (WRITES, WRITES),
    "conditions_article_correct": (WRITES, WRITES),
    "conditions_article_presence": (NO_METHOD, WRITES),
    "conditions_article_planned_edition": (WRITES, WRITES),
    "conditions_article_planned_withdrawal": (WRITES, WRITES),
    "conditions_article_calendar": (WRITES, NO_METHOD),
    "conditions_article_unanswered": (WRITES, WRITES),
    "conditions_article_unanswered_synonym": (WRITES, WRITES),
    "conditions_term_report": (WRITES, NO_METHOD),
    **{f"conditions_{kind}_merge": (RUNS, RUNS) for kind in ("symptom", "riskfactor", "diagnostictest", "bodyarea")},
    "conditions_article_report": (WRITES, NO_METHOD),
    **usual("conditions_publishingrules", look=RUNS, add=NOBODY, edit=RUNS, delete=NOBODY),
    **usual("conditions_redflag", look=SIGNS, add=SIGNS, edit=SIGNS, delete=NOBODY),
    **usual("conditions_edition", look=WRITES, add=NOBODY, edit=NOBODY, delete=NOBODY),
    "conditions_article_as_of": (WRITES, NO_METHOD),
    "conditions_edition_page": (WRITES, NO_METHOD),
    "conditions_edition_as_of": (WRITES, NO_METHOD),
    **usual("conditions_symptom", look=WRITES, add=WRITES, edit=WRITES, delete=RUNS),
    **usual("conditions_riskfactor", look=WRITES, add=WRITES, edit=WRITES, delete=RUNS),
    **usual("conditions_diagnostictest", look=WRITES, add=WRITES, edit=WRITES, delete=RUNS),
    **usual("conditions_bodyarea", look=WRITES, add=WRITES, edit=WRITES, delete=RUNS),
    **usual("photos_photo", look=WRITES, add=WRITES, edit=WRITES, delete=NOBODY),
    **usual("directory_clinicprofile", look=READS_DIRECTORY, add=NOBODY, edit=RUNS, delete=NOBODY),
    **usual("directory_location", look=READS_DIRECTORY, add=RUNS, edit=RUNS, delete=RUNS),
    **usual("directory_othercare", look=READS_DIRECTORY, add=RUNS, edit=RUNS, delete=RUNS),
    **usual("directory_closure", look=READS_DIRECTORY, add=RUNS, edit=RUNS, delete=RUNS),
    **usual("directory_person", look=EVERY_ROLE, add=RUNS, edit=RUNS, delete=RUNS),
    **usual("auth_user", look=RUNS, add=RUNS, edit=RUNS, delete=TOP),
    "auth_user_password_change": (RUNS, RUNS),
    "auth_user_access": (RUNS, RUNS),
    **usual("accounts_signinrules", look=RUNS, add=NOBODY, edit=RUNS, delete=NOBODY),
    **usual("auth_group", look=RUNS, add=TOP, edit=TOP, delete=TOP),
    **usual("backups_backuprun", look=RUNS, add=NOBODY, edit=NOBODY, delete=NOBODY),
}
CLINIC_WIDE = ("changelist", "add", "edition_as_of", "report", "reviews_due", "calendar", "unanswered", "synonym")


def covered():
    """The models whose addresses this table speaks of; booking requests have a table of their own."""
    return {model: own for model, own in admin.site._registry.items() if model._meta.app_label != "appointments"}


@pytest.fixture
def cast(author, reviewer, frontdesk, manager, outsider, superuser):
    return {
        name: signed_in(user)
        for name, user in zip(ROLES, [author, reviewer, frontdesk, manager, outsider, superuser], strict=True)
    }


@pytest.fixture
def one_of_each(cast, clinic, live, author):
    """{model: an object that nothing else needs}, but for the edition of a live article that is to be withdrawn."""
    quoted = dataclasses.replace(live.live_edition.document, causes="<p>Too much running, “too soon”.</p>")
    correct(live, by=author, document=quoted, change_note="A slip.", seen=1)
    withdrawal = withdraw(live, by=author, reason="Out of date.", at=timezone.now() + timedelta(days=1))
    place = Location.objects.create(
        name="Harbor", slug="harbor", street="1 Pier", city="Tampa", state="FL", postal_code="3"
    )
    return {
        "withdrawal": withdrawal,
        "article": Article.objects.create(title="A draft", slug="a-draft"),
        "edition": live.live_edition,
        "publishingrules": PublishingRules.objects.create(),
        "signinrules": SignInRules.objects.create(),
        "redflag": RedFlag.objects.first(),
        "symptom": Symptom.objects.create(name="Itch", slug="itch"),
        "riskfactor": RiskFactor.objects.create(name="Age", slug="age"),
        "diagnostictest": DiagnosticTest.objects.create(name="MRI", slug="mri"),
        "bodyarea": BodyArea.objects.create(name="Hip", slug="hip"),
        "photo": Photo.objects.create(digest="0" * 64, width=640, height=400, title="A knee"),
        "clinicprofile": clinic,
        "location": place,
        "othercare": OtherCare.objects.create(
            name="Pine Street",
            kind="urgent_care",
            street="1 Pine",
            city="Tampa",
            state="FL",
            postal_code="3",
            always_open=True,
        ),
        "closure": Closure.objects.create(day="2031-07-04", location=place),
        "person": Person.objects.create(name="Nobody Special", slug="nobody"),
        "user": User.objects.create_user("somebody", is_staff=True),
        "group": Group.objects.create(name="The clinic's own"),
        "backuprun": BackupRun.objects.create(kind="backup", started_at=timezone.now(), seconds=1, succeeded=True),
    }


def address(name, one_of_each):
    if name.endswith(CLINIC_WIDE):
        return reverse(f"admin:{name}")
    live = one_of_each["edition"].article_id
    of_a_live_page = {
        "conditions_article_correct": [live],
        "conditions_article_correction_seen": [live, 2],
        "conditions_article_restore_edition": [live, 1],
        "conditions_article_planned_edition": [live, 1],
        "conditions_article_planned_withdrawal": [live, one_of_each["withdrawal"].pk],
    }
    return reverse(f"admin:{name}", args=of_a_live_page.get(name) or [one_of_each[name.split("_")[1]].pk])


def test_the_table_names_every_address_of_every_model():
    names = {pattern.name for own in covered().values() for pattern in own.get_urls() if pattern.name}
    assert names == set(MAY)


@pytest.mark.database
def test_each_address_lets_in_those_who_may_and_nobody_else(cast, one_of_each):
    addresses = {name: address(name, one_of_each) for name in MAY}
    assert access.found(cast, "get", addresses) == access.readers(MAY)


def test_each_address_takes_posts_from_those_who_may_and_from_nobody_else(cast, one_of_each):
    addresses = {name: address(name, one_of_each) for name in MAY}
    assert access.found(cast, "post", addresses) == access.writers(MAY)


@pytest.mark.parametrize("method", ["get", "post"])
def test_who_is_not_signed_in_is_sent_to_sign_in(one_of_each, method):
    for name in MAY:
        where = address(name, one_of_each)
        response = getattr(Client(), method)(where)
        assert (response.status_code, response.url) == (302, f"/admin/login/?next={where}")


@pytest.mark.parametrize("role", ["author", "reviewer", "frontdesk", "outsider"])
def test_accounts_are_not_named_on_the_front_page_nor_found_by_autocomplete(cast, one_of_each, role):
    front = cast[role].get(reverse("admin:index"))
    assert front.status_code == 200 and "/auth/" not in front.content.decode()
    query = {"app_label": "directory", "model_name": "person", "field_name": "user", "term": "some"}
    assert cast[role].get(reverse("admin:autocomplete"), query).status_code == 403


def test_a_published_article_cannot_be_deleted_by_anybody(cast, live):
    where = reverse("admin:conditions_article_delete", args=[live.pk])
    assert {client.post(where, {"post": "yes"}).status_code for client in cast.values()} == {403}
    assert Article.objects.filter(pk=live.pk).exists()


def test_the_groups_of_the_roles_are_changed_and_deleted_by_nobody(cast):
    authors = Group.objects.get(name="Authors")
    for act in ("change", "delete"):
        where = reverse(f"admin:auth_group_{act}", args=[authors.pk])
        assert {client.post(where).status_code for client in cast.values()} == {403}


def permissions(name):
    found = Group.objects.get(name=name).permissions.values_list("content_type__app_label", "codename")
    return {f"{app}.{codename}" for app, codename in found}


@pytest.mark.database
@pytest.mark.parametrize("name", roles.ROLES)
def test_migrating_again_puts_back_what_was_changed_by_hand(db, name):
    group = Group.objects.get(name=name)
    group.permissions.remove(group.permissions.first())
    group.permissions.add(Permission.objects.get(codename="delete_user"))
    roles.sync()
    assert permissions(name) == roles.ROLES[name]


@pytest.mark.database
def test_syncing_roles_twice_changes_nothing_and_keeps_people_in_their_groups(author):
    before = {name: permissions(name) for name in roles.ROLES}
    roles.sync()
    roles.sync()
    assert {name: permissions(name) for name in roles.ROLES} == before
    assert Group.objects.count() == len(roles.ROLES)
    assert [group.name for group in author.groups.all()] == ["Authors"]


def test_no_role_that_writes_or_books_may_touch_accounts():
    for name in ("Authors", "Reviewers", "Front desk"):
        assert not [permission for permission in roles.ROLES[name] if permission.startswith("auth.")]


def test_no_role_may_write_or_delete_editions():
    for granted in roles.ROLES.values():
        assert {p for p in granted if p.endswith("_edition")} <= {"conditions.view_edition"}
