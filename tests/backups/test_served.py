"""`serve` makes backups by itself where it was told where to."""

import pytest

from tests.site.processes import Site, answer, until

pytestmark = pytest.mark.process

RUNS = """
import json, django; django.setup()
from clinic_site.backups.models import BackupRun
print(json.dumps([[run.kind, run.succeeded] for run in BackupRun.objects.order_by("pk")]))
"""


def test_a_site_that_starts_makes_up_for_a_missed_night_and_holds_a_drill(tmp_path, prepared):
    values = {"BACKUP_DIR": tmp_path / "backups"}
    with Site(prepared.demo(tmp_path), **values) as site:
        until(lambda: "Drill: clinic-" in site.output)
        assert site.answers()
    assert site.status == 0 and "Backup: clinic-" in site.output
    assert len(list(values["BACKUP_DIR"].glob("*.tar"))) == 1
    assert answer(RUNS, DATA_DIR=tmp_path / "data") == [["backup", True], ["drill", True]]


def test_a_backup_that_cannot_be_is_told_and_the_site_goes_on(tmp_path, prepared):
    (tmp_path / "file").touch()
    with Site(prepared.demo(tmp_path), BACKUP_DIR=tmp_path / "file/backups") as site:
        until(lambda: "last backup failed" in site.get("/healthz"))
        assert "Heron Bay" in site.get("/")
    assert "Nothing more can be written into" in site.output
