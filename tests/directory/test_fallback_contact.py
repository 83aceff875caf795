"""What the clinic last said of itself outlives its database, and costs no page that works."""

from dataclasses import asdict

import pytest

from clinic_site.directory import fallback_contact
from clinic_site.directory.clinic import Clinic, Line

CLINIC = Clinic("Pelican Point", "Bones", "Call 911.", [Line("rehab", "Physical therapy", "904-555-0102", "")])


@pytest.fixture(autouse=True)
def data_of_its_own(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(fallback_contact, "_remembered", {})


def test_it_is_recalled_as_it_was_remembered():
    fallback_contact.remember("clinic", asdict(CLINIC))
    assert Clinic.last_known() == CLINIC


@pytest.mark.django_db
def test_whoever_reads_the_clinic_remembers_it(clinic):
    assert Clinic.last_known() == Clinic()
    assert Clinic.load() == Clinic.last_known() and Clinic.last_known().name == clinic.name


def test_a_file_is_written_only_when_something_changed(tmp_path):
    fallback_contact.remember("clinic", asdict(CLINIC))
    (tmp_path / "clinic.json").unlink()
    fallback_contact.remember("clinic", asdict(CLINIC))
    assert list(tmp_path.iterdir()) == []
    fallback_contact.remember("clinic", asdict(Clinic("Heron Bay")))
    assert Clinic.last_known().name == "Heron Bay" and len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '"text"', "{}", '{"phone_lines": [{"tel": 1}]}', '{"nose": 1, "phone_lines": []}']
)
def test_a_file_that_cannot_be_read_is_no_clinic_and_no_fault(tmp_path, content):
    (tmp_path / "clinic.json").write_text(content)
    assert Clinic.last_known() == Clinic()


def test_a_folder_that_cannot_be_written_stops_nothing(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "gone"
    fallback_contact.remember("clinic", asdict(CLINIC))
    settings.DATA_DIR = tmp_path
    fallback_contact.remember("clinic", asdict(CLINIC))  # the next page tries again
    assert Clinic.last_known() == CLINIC
