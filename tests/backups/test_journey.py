"""A site is saved while it is written to, restored elsewhere, and tried, by the commands as somebody runs them."""

import subprocess

import pytest

from tests.site.processes import PATIENCE, answer

pytestmark = pytest.mark.process

UNLAWFUL = """
from django.db import connection
from conditions.models import Edition
from conditions.publishing import triggers
triggers.drop()
with connection.cursor() as cursor:
    cursor.execute("UPDATE conditions_edition SET summary = 'Forged.' WHERE number = 1")
triggers.create()
"""
LAWFUL = """
from datetime import timedelta
from django.contrib.auth.models import User
from django.utils import timezone
from appointments import desk, privacy
from appointments.models import BookingRequest
from appointments.rules import CloseReason
by = User.objects.get(username="frontdesk")
requests = BookingRequest.objects.order_by("pk")
desk.claim(requests[0], by=by)
desk.close(requests[1], by=by, version=1, reason=CloseReason.DUPLICATE)
privacy.purge(at=timezone.now() + timedelta(days=4000))
assert BookingRequest.objects.exclude(purged_at=None).count() == 1
"""
GUARDED = """
import json, django; django.setup()
from django.db import Error, connection, transaction
said = []
for statement in ["UPDATE conditions_edition SET title = 'x'", "DELETE FROM appointments_bookingevent"]:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    except Error as error:
        said.append(str(error))
print(json.dumps(said))
"""
RUNS = """
import json, django; django.setup()
from clinic_site.backups.models import BackupRun
print(json.dumps([[run.kind, run.succeeded, run.detail] for run in BackupRun.objects.order_by("pk")]))
"""


def test_a_backup_is_one_file_for_its_owner_and_another_for_the_keys(site):
    assert site.backups.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in site.backups.iterdir()} == {0o600}
    assert {*site.files, site.keys} == set(site.backups.iterdir()) and len(site.files) == 1
    assert "12 editions" in site.said and str(site.keys) in site.said
    kept = (site.folder / "data/booking_key").read_text()
    assert kept in site.keys.read_text() and kept.encode() not in site.files[0].read_bytes()


def test_an_administrator_opens_and_checks_it_with_common_tools(site, tmp_path):
    for command in (["tar", "-xf", str(site.files[0])], ["sha256sum", "--check", "--quiet", "SHA256SUMS"]):
        subprocess.run(command, cwd=tmp_path, check=True, timeout=PATIENCE)


def test_what_was_filed_before_it_is_in_it_and_all_of_it_comes_back(site, another):
    site.done("backup", site.backups)
    restored = another()
    said = restored.done("restore", site.files[-1], "--keys", site.keys)
    assert "Restored: Heron Bay Orthopedics" in said and "nobody can read" not in said
    then, now = site.digests(), restored.digests()
    assert then == now
    assert then["appointments_bookingrequest"][0] >= 3 + len(site.filed) > 3 and len(then) > 150
    assert len(answer(GUARDED, **restored.values)) == 2
    assert "is not empty" in restored.refused("restore", site.files[-1])
    assert restored.digests() == now
    restored.done("migrate", "-v0")
    assert "holds" in restored.done("drill", site.backups)


def test_without_the_keys_it_says_what_nobody_can_read_and_the_site_starts(site, another):
    restored = another()
    said = restored.done("restore", site.files[0])
    assert "booking requests: who asked, and what they wrote" in said and site.keys.name in said
    restored.done("migrate", "-v0")
    process = restored.manage("check", "--database", "default")
    assert process.returncode == 0 and "appointments.W001" in process.stderr
    restored.shell("from tests.appointments.requests import received; received().answers")


def test_a_drill_holds_while_the_site_goes_on_lawfully_and_not_where_the_past_was_changed(site):
    site.done("backup", site.backups)
    site.shell(LAWFUL)
    with site.written_to():
        said = site.done("drill", site.backups)
    assert "12 editions" in said and "120 files of photos" in said
    site.shell(UNLAWFUL)
    said = site.refused("drill", site.backups)
    assert "edition " in said and "is not the same on the site as in the backup." in said
    (kind, succeeded, detail) = answer(RUNS, **site.values)[-1]
    assert (kind, succeeded) == ("drill", False) and "is not the same" in detail
    assert not (site.folder / "data/drill").exists()
    if site.server:
        left = site.server.ask("SELECT count(*) FROM pg_database WHERE datname LIKE 'clinic_drill%'")
        assert left == 0
