"""What can go wrong while a backup is made or restored, with real files and processes. The archive is alike on both
databases, so most of it is seen on SQLite."""

import hashlib
import os
import signal
import subprocess
import sys

import pytest

from tests.backups.machines import Machine
from tests.site.processes import PATIENCE, ROOT, environment, until

pytestmark = pytest.mark.process

LIMITED = """
import os, resource, sys
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[1]),) * 2)
os.execv(sys.executable, [sys.executable, "manage.py", *sys.argv[2:]])
"""


@pytest.fixture(scope="module")
def site(tmp_path_factory, prepared):
    site = Machine(tmp_path_factory.mktemp("site")).load(prepared)
    site.done("backup", site.backups)
    return site


def limited(site, size, *arguments):
    """The finished `manage.py` with a limit on the size of files, as where the disk is full."""
    command = [sys.executable, "-c", LIMITED, str(size), *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, env=environment(**site.values), capture_output=True, text=True, timeout=PATIENCE
    )


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_on_a_full_disk_nothing_half_is_left_and_it_says_so(site):
    before = names(site.backups)
    database = (site.folder / "data/clinic.sqlite3").stat().st_size
    for size in (300_000, database + 1_000_000):  # too little for the database, and for the photos
        process = limited(site, size, "backup", site.backups)
        assert process.returncode == 1 and "No backup was made; the earlier ones are as they were." in process.stderr
        assert "Traceback" not in process.stderr and names(site.backups) == before
    assert "The last backup failed" in site.shell(
        "from clinic_site.backups import runs; print('The last backup failed' if runs.backups_fail() else 'No')"
    )


def test_a_restore_onto_a_full_disk_leaves_the_site_empty(site, tmp_path):
    empty = Machine(tmp_path / "empty")
    process = limited(empty, 300_000, "restore", site.files[0], "--keys", site.keys)
    assert process.returncode == 1 and "Nothing was restored" in process.stderr
    assert not (tmp_path / "empty/data/media").exists()
    assert not [name for name in names(tmp_path / "empty/data") if name.startswith(".")]
    empty.done("restore", site.files[0], "--keys", site.keys)


def test_a_damaged_file_writes_nothing(site, tmp_path):
    whole = site.files[0].read_bytes()
    damaged = tmp_path / "damaged.tar"
    empty = Machine(tmp_path / "empty")
    photo = whole.rindex(b"RIFF")  # how a WebP begins: the last photo
    for content in (whole[: len(whole) // 2], whole[:photo] + b"RAFF" + whole[photo + 4 :]):
        damaged.write_bytes(content)
        assert "this one cannot be trusted" in empty.refused("restore", damaged, "--keys", site.keys)
        assert not (tmp_path / "empty/data/media").exists()
        assert (tmp_path / "empty/data/secret_key").read_text() != (site.folder / "data/secret_key").read_text()
    assert "is not empty" not in empty.refused("restore", damaged)


def test_a_backup_that_is_killed_leaves_no_whole_name_and_the_next_one_clears_up(site):
    large = site.folder / "data/media/photos" / hashlib.sha256(b"large").hexdigest() / "320.jpg"
    large.parent.mkdir(parents=True)
    with large.open("wb") as file:
        file.truncate(200_000_000)
    os.utime(large, (0, 0))  # it has settled
    before = site.files
    command = [sys.executable, "manage.py", "backup", str(site.backups)]
    process = subprocess.Popen(command, cwd=ROOT, env=environment(**site.values))
    until(lambda: any(path.stat().st_size > 20_000_000 for path in site.backups.glob(".*.tar.part")))
    process.send_signal(signal.SIGKILL)
    assert process.wait(PATIENCE) == -signal.SIGKILL
    assert site.files == before and list(site.backups.glob(".*.part"))
    large.unlink()
    for ending in ("-journal", "-wal", "-shm"):  # what SQLite has beside the copy, where it is killed earlier
        (site.backups / f".clinic-00000000-0a1b.database.part{ending}").touch()
    site.done("backup", site.backups)
    assert len(site.files) == len(before) + 1 and not list(site.backups.glob(".*"))


def test_the_newest_stay_and_the_keys_are_written_once(site, tmp_path):
    folder = tmp_path / "kept"
    others = ["clinic-00000000-2020-01-01T00-00-00Z.tar", "notes.txt"]
    site.done("backup", folder)
    for name in others:
        (folder / name).touch()
    old = [folder / f"clinic-{site.files[0].name[7:15]}-{year}-01-01T00-00-00Z.tar" for year in (2020, 2021, 2099)]
    for path in old:
        path.touch()
    (keys,) = folder.glob("*-keys-*")
    keys.unlink()  # it was carried to another place
    old[2].unlink()
    said = site.done("backup", folder, "--keep", 2)
    assert len(list(folder.glob("*.tar"))) == 2 + 1 and not old[0].exists() and not old[1].exists()
    assert not list(folder.glob("*-keys-*")) and "keys" not in said
    assert set(others) <= set(names(folder))
    old[2].touch()  # the clock went back since
    site.done("backup", folder, "--keep", 1)
    assert len(list(folder.glob(f"{site.files[0].name[:15]}*.tar"))) == 1 and not old[2].exists()


def test_a_backup_of_an_older_release_is_brought_up_to_date(prepared, tmp_path):
    older = Machine(prepared.empty(tmp_path / "older"))
    older.done("migrate", "appointments", "0004", "-v0")
    older.done("backup", older.backups)
    newer = Machine(tmp_path / "newer")
    said = newer.done("restore", older.files[0], "--keys", older.keys)
    assert "It was from an older release" in said
    newer.shell("from appointments.models import UnsentRequest as U; assert U.objects.count() == 0")
    assert "0005" in newer.done("showmigrations", "appointments")


def test_a_restore_into_a_site_that_runs_is_refused(site, prepared, tmp_path):
    running = Machine(prepared.empty(tmp_path / "running"))
    hold = "import time; from django.contrib.auth.models import User as U; U.objects.count(); print(1); time.sleep(99)"
    process = subprocess.Popen(
        [sys.executable, "manage.py", "shell", "-v0", "-c", hold.replace("print(1)", "print(1, flush=True)")],
        cwd=ROOT,
        env=environment(**running.values),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout.readline() == "1\n"
        assert "Stop the site" in running.refused("restore", site.files[0], "--keys", site.keys)
    finally:
        process.kill()
        process.communicate()
    running.done("restore", site.files[0], "--keys", site.keys)


def test_two_at_once_make_one_backup(server, site, tmp_path):
    on_postgresql = Machine(tmp_path / "two", server)
    on_postgresql.done("migrate", "-v0")
    on_postgresql.shell("from django.contrib.auth.models import User; User.objects.create(username='one')")
    for machine in (site, on_postgresql):
        folder = tmp_path / f"night-{machine.folder.name}"
        machine.shell("from clinic_site.backups.models import BackupRun as R; R.objects.all().delete()")
        values = {**machine.values, "BACKUP_DIR": folder}
        command = [sys.executable, "manage.py", "keep_backups"]
        both = [subprocess.Popen(command, cwd=ROOT, env=environment(**values)) for _ in range(2)]
        assert [process.wait(PATIENCE) for process in both] == [0, 0]
        assert len(list(folder.glob("*.tar"))) == 1
