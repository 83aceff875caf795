"""A key is made once, belongs to its owner alone, and every process of the site has the same one."""

import subprocess
import sys

import pytest
from cryptography.fernet import Fernet

from clinic_site.secret_key import booking_keys, secret_key
from tests.site.processes import ROOT, environment

PROCESSES, SITES = 4, 200
READ_ALL = """
import sys
from pathlib import Path
from clinic_site.secret_key import booking_keys, secret_key
read = {"secret_key": secret_key, "booking_key": lambda site: booking_keys(site)[0]}[sys.argv[2]]
sites = sorted(Path(sys.argv[1]).iterdir())
print("ready", flush=True)
sys.stdin.readline()
print(*map(read, sites))
"""


def test_a_key_is_made_where_there_is_none(tmp_path):
    assert len(secret_key(tmp_path)) >= 64
    assert [path.name for path in tmp_path.iterdir()] == ["secret_key"]


def test_each_site_has_its_own_key(tmp_path):
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    assert secret_key(tmp_path / "one") != secret_key(tmp_path / "two")


def test_the_key_is_kept(tmp_path):
    assert secret_key(tmp_path) == secret_key(tmp_path)


def test_a_key_brought_along_is_kept(tmp_path):
    (tmp_path / "secret_key").write_text("brought along\n")
    assert secret_key(tmp_path) == "brought along"


def test_only_its_owner_can_read_a_key(tmp_path):
    secret_key(tmp_path)
    booking_keys(tmp_path)
    assert {path.name: path.stat().st_mode & 0o777 for path in tmp_path.iterdir()} == {
        "secret_key": 0o600,
        "booking_key": 0o600,
    }


def test_a_booking_key_is_one_that_seals_and_is_kept(tmp_path):
    (key,) = booking_keys(tmp_path)
    assert Fernet(key) and booking_keys(tmp_path) == [key]


@pytest.mark.parametrize("name", ["secret_key", "booking_key"])
@pytest.mark.process
def test_processes_that_start_at_once_agree(tmp_path, name):
    """They race for the first key of one site after another, so that some really collide."""
    sites = [tmp_path / f"{number:03}" for number in range(SITES)]
    for site in sites:
        site.mkdir()
    command = [sys.executable, "-c", READ_ALL, str(tmp_path), name]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    processes = [subprocess.Popen(command, cwd=ROOT, env=environment(), **pipes) for _ in range(PROCESSES)]
    for process in processes:
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        process.stdin.write("go\n")
        process.stdin.flush()
    read = [process.communicate(timeout=60)[0].split() for process in processes]
    assert read == [[(site / name).read_text() for site in sites]] * PROCESSES
    assert {path.name for site in sites for path in site.iterdir()} == {name}
