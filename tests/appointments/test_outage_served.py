"""Two machines, one database that is lost for a while, and patients who go on asking: outage_trial.py, in small."""

import pytest

from tests.appointments.outage_trial import Trial
from tests.page_cache import servers

pytestmark = pytest.mark.process
PATIENTS = 20


@pytest.fixture(scope="module")
def trial(tmp_path_factory):
    with servers.alone() as server:
        trial = Trial(PATIENTS, 10, tmp_path_factory.mktemp("outage"), server)
        trial.run()
        yield trial


def test_whoever_asked_was_told_that_the_request_is_kept(trial):
    assert trial.faults == [] and trial.kept == len(trial.told) == PATIENTS and min(trial.spooled) > 0


def test_each_is_filed_once_with_the_reference_that_was_told(trial):
    assert (trial.lost, trial.doubled) == ([], 0) and set(trial.filed()) == set(trial.told)


def test_neither_files_nor_output_nor_the_database_tell_who_asked(trial):
    places = [*trial.folder.rglob("*"), *trial.server.folder.rglob("*")]
    words = (b"Vanterpool", b"Quillon", b"clicks on the stairs", b"555-0163")
    holding = [path for path in places if path.is_file() and any(word in path.read_bytes() for word in words)]
    assert holding == []
