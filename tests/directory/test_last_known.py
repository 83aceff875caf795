"""What the clinic last said of itself outlives its database, and costs no page that works."""

import pytest

from clinic_site.directory import last_known
from clinic_site.directory.clinic import Clinic, Line

CLINIC = Clinic("Pelican Point", "Bones", "Call 911.", [Line("rehab", "Physical therapy", "904-555-0102", "")])


@pytest.fixture(autouse=True)
def data_of_its_own(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    monkeypatch.setattr(last_known, "_remembered", None)


def test_it_is_recalled_as_it_was_remembered():
    last_known.remember(CLINIC)
    assert last_known.recall() == CLINIC


@pytest.mark.django_db
def test_whoever_reads_the_clinic_remembers_it(clinic):
    assert last_known.recall() == Clinic()
    assert Clinic.load() == last_known.recall() and last_known.recall().name == clinic.name


def test_a_file_is_written_only_when_something_changed(tmp_path):
    last_known.remember(CLINIC)
    (tmp_path / "clinic.json").unlink()
    last_known.remember(CLINIC)
    assert list(tmp_path.iterdir()) == []
    last_known.remember(Clinic("Heron Bay"))
    assert last_known.recall().name == "Heron Bay" and len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    "content", ["", "{", "[]", '"text"', "{}", '{"phone_lines": [{"tel": 1}]}', '{"nose": 1, "phone_lines": []}']
)
def test_a_file_that_cannot_be_read_is_no_clinic_and_no_fault(tmp_path, content):
    (tmp_path / "clinic.json").write_text(content)
    assert last_known.recall() == Clinic()


def test_a_folder_that_cannot_be_written_stops_nothing(settings, tmp_path):
    settings.DATA_DIR = tmp_path / "gone"
    last_known.remember(CLINIC)
    settings.DATA_DIR = tmp_path
    last_known.remember(CLINIC)  # the next page tries again
    assert last_known.recall() == CLINIC
