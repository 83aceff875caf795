"""What pages said of the clinic in the past: one version for each state, never changed, found by any moment."""

import datetime as dt
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from clinic_site.append_only import AppendOnlyError
from clinic_site.directory.clinic import Clinic
from clinic_site.directory.models import ClinicProfile, ClinicVersion, PhoneLine
from conditions.transfer import shared
from tests.admin.forms import add_row, opened, press
from tests.conftest import signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.database]

CHANGE = reverse("admin:directory_clinicprofile_change", args=[1])
DAY = dt.timedelta(days=1)


def versions():
    return [(version.data["name"], [line["number"] for line in version.data["phone_lines"]]) for version in every()]


def every():
    return list(ClinicVersion.objects.all())


def test_whatever_is_saved_or_deleted_leaves_a_version(clinic):
    assert versions()[-1] == ("Pelican Point Orthopedics", ["904-555-0101", "(904) 555-0102"])
    line = clinic.phone_lines.last()
    line.number = "904-555-0177"
    line.save()
    clinic.name = "Heron Bay"
    clinic.save()
    line.delete()
    assert versions()[-3:] == [
        ("Pelican Point Orthopedics", ["904-555-0101", "904-555-0177"]),
        ("Heron Bay", ["904-555-0101", "904-555-0177"]),
        ("Heron Bay", ["904-555-0101"]),
    ]


def test_changes_of_many_rows_at_once_leave_one_too(clinic):
    before = len(every())
    clinic.phone_lines.update(number="904-555-0199")
    ClinicProfile.objects.update(name="Heron Bay")
    PhoneLine.objects.bulk_create([PhoneLine(purpose="general", label="Billing", number="904-555-0103", position=9)])
    assert versions()[before:] == [
        ("Pelican Point Orthopedics", ["904-555-0199", "904-555-0199"]),
        ("Heron Bay", ["904-555-0199", "904-555-0199"]),
        ("Heron Bay", ["904-555-0199", "904-555-0199", "904-555-0103"]),
    ]


def test_a_save_that_changes_nothing_leaves_none(clinic):
    before = every()
    clinic.save()
    clinic.phone_lines.first().save()
    assert every() == before


def test_a_change_that_is_undone_leaves_none(clinic):
    before = every()
    with transaction.atomic():
        clinic.phone_lines.update(number="904-555-0199")
        assert every() != before
        transaction.set_rollback(True)
    assert every() == before


def test_one_save_of_the_admins_form_is_one_version_whatever_it_changes(manager, clinic):
    client, before = signed_in(manager), len(every())
    values = opened(client, CHANGE) | {"name": "Heron Bay", "phone_lines-0-number": "904-555-0177"}
    values |= {"phone_lines-1-DELETE": "on"}
    add_row(values, "phone_lines", purpose="general", label="Billing", number="904-555-0103")
    assert press(client, CHANGE, values, "_save").status_code == 302
    assert versions()[before:] == [("Heron Bay", ["904-555-0177", "904-555-0103"])]
    press(client, CHANGE, opened(client, CHANGE), "_save")
    press(client, CHANGE, opened(client, CHANGE) | {"phone_lines-0-number": "5"}, "_save")
    assert len(every()) == before + 1


def test_the_clinic_is_shown_as_of_any_moment(clinic):
    first, last = every()[0], every()[-1]
    ClinicVersion.objects.create(data={**last.data, "name": "Heron Bay"}, since=last.since + DAY)
    assert Clinic.as_of(last.since + DAY - dt.timedelta(microseconds=1)) == (Clinic.load(), last.since)
    then, since = Clinic.as_of(last.since + DAY)
    assert (then.name, since) == ("Heron Bay", last.since + DAY)
    assert then.new_patient_line.tel == "tel:+19045550101"
    oldest, since = Clinic.as_of(first.since - DAY)
    assert since == first.since and oldest.name == clinic.name


def test_before_anything_was_entered_there_is_an_empty_clinic():
    assert Clinic.as_of(timezone.now()) == (Clinic(), None)


def test_a_clinic_that_is_there_already_is_written_down_by_the_migration(clinic):
    before = len(every())
    import_module("clinic_site.directory.migrations.0003_clinic_history").write_the_present_down(apps, None)
    written = every()[-1]
    assert len(every()) == before + 1 and Clinic.from_facts(written.data) == Clinic.load()
    clinic.save()
    assert every()[-1] == written  # and it is what saving compares with


@pytest.mark.parametrize("write", ["save", "delete", "update", "erase"])
def test_what_was_said_is_never_changed_or_deleted(clinic, write):
    version = every()[0]
    writes = {
        "save": version.save,
        "delete": version.delete,
        "update": lambda: ClinicVersion.objects.update(since=timezone.now()),
        "erase": lambda: ClinicVersion.objects.all().delete(),
    }
    with pytest.raises(AppendOnlyError):
        writes[write]()


@pytest.mark.parametrize("statement", ["UPDATE {} SET data = '{{}}'", "DELETE FROM {}"])
def test_the_database_itself_refuses(clinic, statement):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(ClinicVersion._meta.db_table))
    assert versions()


def test_a_clinic_that_comes_with_an_import_is_one_version(clinic):
    data = shared.clinic_data()
    ClinicProfile.objects.all().delete()
    before = len(every())
    assert versions()[-1] == ("", [])
    assert shared.take_clinic(data)
    assert versions()[before:] == [("Pelican Point Orthopedics", ["904-555-0101", "(904) 555-0102"])]


def test_a_number_that_an_older_site_let_through_comes_along_and_is_not_dialed(clinic):
    data = shared.clinic_data()
    data["profile"]["phone_lines"][0]["number"] = "904-555-0101 TTY"
    assert list(shared.clinic_problems(data)) == []
    ClinicProfile.objects.all().delete()
    assert shared.take_clinic(data)
    assert [line.tel for line in Clinic.load().phone_lines] == ["", "tel:+19045550102"]


@pytest.mark.parametrize("number", ["9" * 41, 5, "", None, ["904-555-0101 TTY"]])
def test_other_faults_of_a_number_that_comes_with_an_import_are_told(clinic, number):
    data = shared.clinic_data()
    data["profile"]["phone_lines"][0]["number"] = number
    assert list(shared.clinic_problems(data)) != []
