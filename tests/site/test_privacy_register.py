"""The table of personal data names every field that can hold any, and its printed copy is the same."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from appointments.models import OnlineRequests
from clinic_site import privacy_register
from clinic_site.management.commands.personal_data import page
from clinic_site.personal_data import EVERYBODY, NOBODY
from clinic_site.roles import ROLES
from tests.conftest import signed_in

ROOT = Path(__file__).resolve().parents[2]
MODELS = [model for model in apps.get_models() if model._meta.app_label not in ("contenttypes", "auth", "admin")]
# What fields that hold something of a person are called.
TELLING = re.compile(
    r"name|mail|phone|birth|address|sealed|hash|agent|signature|signed|credentials|bio|reviewer|expert|person|words|"
    r"written_by|publisher|message$|note$|comments|picture|session|secret|credential"
)
# Of these the names are those of things, or hashes of documents.
OF_THINGS = {
    *(f"directory.{thing}.name" for thing in ("Location", "OtherCare", "ClinicProfile")),
    *("directory.PhoneLine.note", "directory.OtherCare.note", "directory.Location.note"),
    *(f"conditions.{term}.name" for term in ("BodyArea", "Symptom", "RiskFactor", "DiagnosticTest")),
    *(f"conditions.{row}.name" for row in ("EditionTerm", "EditionCombination", "EditionName", "CorrectionSeen")),
    *("conditions.EditionCombination.companion_name", "conditions.ArticleSource.publisher"),
    *("conditions.Edition.change_note", "conditions.HiddenSearch.words", "appointments.Letter.name"),
    *("appointments.UnsentRequest.name_hash", "appointments.OnlineRequests.pause_message"),
}


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_field_that_can_tell_of_a_person_is_in_the_table(model):
    own = privacy_register.declared(model)
    told = {*(own.what if own else ()), *(field.name for field in privacy_register.accounts_named(model))}
    fields = {field.name for field in model._meta.concrete_fields if field.name != "id"}
    found = {name for name in fields if TELLING.search(name) and f"{model._meta.label}.{name}" not in OF_THINGS}
    found |= getattr(model, "personal", set())
    assert found <= told, "Declare them in `held` of the model, or name them in OF_THINGS."
    assert not own or set(own.what) <= fields, "There are no such fields."


def test_who_sees_it_is_a_permission_that_a_role_has():
    held = [own for model in apps.get_models() if (own := privacy_register.declared(model))]
    known = {EVERYBODY, NOBODY, *(permission for role in ROLES.values() for permission in role)}
    assert {own.seen_by for own in held} <= known


def test_the_printed_copy_is_the_same():
    assert (ROOT / "docs/PERSONAL_DATA.md").read_text() == page(), "manage.py personal_data > docs/PERSONAL_DATA.md"


@pytest.mark.django_db
def test_managers_read_it_with_the_number_of_days_of_their_clinic(manager, clinic):
    OnlineRequests.objects.create(keep_days=33)
    shown = signed_in(manager).get("/admin/appointments/bookingrequest/personal-data/").content.decode()
    assert "33 days after the request was closed" in shown
    assert all(row.where in shown for row in privacy_register.rows(33))
