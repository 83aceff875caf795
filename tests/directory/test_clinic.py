"""What every page says of the clinic comes from one place, in one query."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import RequestFactory

from clinic_site.directory.clinic import Clinic
from clinic_site.directory.clinic import clinic as context_processor
from clinic_site.directory.models import ClinicProfile, PhoneLine

pytestmark = pytest.mark.database

PAGES = ["/", "/conditions/", "/symptoms/", "/risk-factors/", "/people/", "/locations/", "/appointments/", "/none/"]


def test_it_is_read_in_one_query(clinic, django_assert_num_queries):
    with django_assert_num_queries(1):
        loaded = Clinic.load()
        assert [line.number for line in loaded.phone_lines] == ["904-555-0101", "(904) 555-0102"]
        assert loaded.new_patient_line.label == "New patient visits" and loaded.rehab_line.label == "Physical therapy"
    assert (loaded.name, loaded.strapline) == ("Pelican Point Orthopedics", "Bones, joints and rehab")
    assert loaded.emergency_wording == "Call 911 or go to the nearest emergency room."


def test_a_page_that_says_nothing_of_it_does_not_read_it(clinic, django_assert_num_queries):
    with django_assert_num_queries(0):
        context_processor(RequestFactory().get("/"))


def test_a_page_reads_it_once_however_often_it_names_it(client, clinic, django_assert_max_num_queries):
    with django_assert_max_num_queries(3 + 4) as queries:  # four are for keeping the page
        client.get("/people/")
    assert len([query for query in queries if ClinicProfile._meta.db_table in query["sql"]]) == 1


def test_lines_come_in_the_order_the_clinic_gave_them(clinic):
    PhoneLine.objects.create(profile=clinic, purpose="general", label="Billing", number="904-555-0103", position=0)
    assert [line.label for line in Clinic.load().phone_lines] == ["Billing", "New patient visits", "Physical therapy"]
    assert Clinic.load().line("general").tel == "tel:+19045550103"


@pytest.mark.parametrize("page", PAGES)
def test_one_edit_of_a_number_changes_every_page(client, clinic, page):
    clinic.phone_lines.filter(purpose="rehab").update(number="904-555-0199")
    text = client.get(page).content.decode()
    assert "904-555-0199" in text and 'href="tel:+19045550199"' in text
    assert "555-0102" not in text


def test_a_clinic_without_lines_has_a_name_still(db):
    ClinicProfile.objects.create(name="Pelican Point Orthopedics")
    assert Clinic.load() == Clinic(name="Pelican Point Orthopedics")
    assert Clinic.load().new_patient_line is None


@pytest.mark.parametrize("page", PAGES)
def test_pages_work_before_anything_was_entered(client, db, page):
    text = client.get(page).content.decode()
    assert "Our clinic" in text and "tel:" not in text


def test_there_is_one_clinic(clinic):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor():
        ClinicProfile.objects.create(id=2, name="Another")
