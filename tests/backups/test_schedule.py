"""When backups and drills are due, and what is said where they are not made."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from clinic_site.backups import runs, schedule
from clinic_site.backups.models import BackupRun
from tests.conftest import signed_in, user

pytestmark = pytest.mark.django_db
Kind = BackupRun.Kind
NEW_YORK = ZoneInfo("America/New_York")
NOON = datetime(2026, 11, 29, 12, tzinfo=NEW_YORK)


def ran(kind, at, succeeded=True, detail=""):
    return BackupRun.objects.create(
        kind=kind, started_at=at, seconds=41.2, succeeded=succeeded, size=7_000_000, detail=detail
    )


@pytest.fixture
def in_use():
    """A site that holds something."""
    return user("somebody")


@pytest.mark.parametrize(
    "now, night",
    [
        (NOON, datetime(2026, 11, 29, 2, 30, tzinfo=NEW_YORK)),
        (NOON.replace(hour=2), datetime(2026, 11, 28, 2, 30, tzinfo=NEW_YORK)),
        (datetime(2027, 3, 14, 12, tzinfo=NEW_YORK), datetime(2027, 3, 14, 2, 30, tzinfo=NEW_YORK)),  # no such hour
    ],
)
def test_a_night_is_told_on_the_clocks_of_the_clinic(now, night):
    assert schedule.last_night(now.astimezone(UTC)) == night


def test_a_site_that_never_made_one_makes_one_at_once_unless_it_is_empty(in_use):
    assert schedule.backup_is_due(NOON) and not schedule.drill_is_due(NOON)
    in_use.delete()
    assert not schedule.backup_is_due(NOON)


def test_one_a_night_and_a_missed_night_is_made_up_for(in_use):
    ran(Kind.BACKUP, NOON.replace(hour=2, minute=31))
    assert not schedule.backup_is_due(NOON) and not schedule.backup_is_due(NOON + timedelta(hours=14))
    assert schedule.backup_is_due(NOON + timedelta(hours=14, minutes=31))
    assert schedule.backup_is_due(NOON + timedelta(days=3))


def test_one_that_failed_is_tried_again_after_a_while(in_use):
    ran(Kind.BACKUP, NOON, succeeded=False)
    assert not schedule.backup_is_due(NOON + timedelta(minutes=29))
    assert schedule.backup_is_due(NOON + timedelta(minutes=31))


def test_a_drill_a_week(in_use):
    ran(Kind.BACKUP, NOON)
    assert schedule.drill_is_due(NOON)
    ran(Kind.DRILL, NOON)
    assert not schedule.drill_is_due(NOON + timedelta(days=6)) and schedule.drill_is_due(NOON + timedelta(days=8))
    ran(Kind.DRILL, NOON + timedelta(days=8), succeeded=False)
    assert not schedule.drill_is_due(NOON + timedelta(days=8, hours=19))
    assert schedule.drill_is_due(NOON + timedelta(days=8, hours=21))


def front_page(account):
    return signed_in(account).get("/admin/").content.decode()


def test_managers_read_that_nothing_was_ever_made(manager):
    page = front_page(manager)
    assert "No backup has been made yet." in page and "No drill, a trial restore, has held yet." in page


def test_managers_read_when_the_last_ones_were(manager):
    now = timezone.now()
    ran(Kind.BACKUP, now), ran(Kind.DRILL, now)
    page = front_page(manager)
    assert "Last backup: " in page and "Last drill held on " in page and "(41 s)" in page
    assert "errornote" not in page


def test_managers_read_in_red_what_failed_and_what_is_old(manager):
    now = timezone.now()
    ran(Kind.BACKUP, now - timedelta(days=3)), ran(Kind.DRILL, now - timedelta(days=31))
    ran(Kind.BACKUP, now, succeeded=False, detail="The disk is full.")
    page = front_page(manager)
    assert page.count('class="errornote"') == 3
    assert "The last backup failed on " in page and "The disk is full." in page and "The last backup is from " in page
    assert "no trial restore has held for 30 days" in page


@pytest.mark.parametrize("role", ["Authors", "Reviewers", "Front desk"])
def test_nobody_else_reads_of_backups(role):
    account = user("colleague", role)
    assert "backup" not in front_page(account).lower()
    assert signed_in(account).get("/admin/backups/backuprun/").status_code == 403


def test_what_was_made_and_tried_is_a_list_that_nobody_changes(manager):
    run = ran(Kind.BACKUP, timezone.now(), detail="12 editions")
    client = signed_in(manager)
    assert "12 editions" in client.get("/admin/backups/backuprun/").content.decode()
    assert client.get(f"/admin/backups/backuprun/{run.pk}/change/").status_code == 200
    for verb in ("delete", "change"):
        assert client.post(f"/admin/backups/backuprun/{run.pk}/{verb}/", {"post": "yes"}).status_code == 403


def test_healthz_says_that_backups_fail_and_nothing_else(client, settings, tmp_path):
    settings.BACKUP_DIR = tmp_path / "secret-place"
    assert client.get("/healthz").content == b"ok\n"
    ran(Kind.BACKUP, timezone.now() - timedelta(hours=1), succeeded=False, detail="pg_dump failed: secret")
    response = client.get("/healthz")
    assert response.status_code == 200 and response.content.startswith(b"The last backup failed")
    assert b"secret" not in response.content and client.get("/healthz?strict").status_code == 503
    ran(Kind.BACKUP, timezone.now())
    assert client.get("/healthz").content == b"ok\n"
    assert runs.backups_fail(timezone.now() + timedelta(days=3))


def test_what_is_known_of_runs_is_kept_for_a_year_and_no_longer():
    old = ran(Kind.BACKUP, timezone.now() - timedelta(days=500))
    with runs.recorded(Kind.BACKUP) as run:
        run.detail = "new"
    assert not BackupRun.objects.filter(pk=old.pk).exists() and BackupRun.objects.get().detail == "new"


def test_who_is_told_to_end_has_not_failed():
    with pytest.raises(SystemExit), runs.recorded(Kind.BACKUP):
        raise SystemExit(143)
    assert not BackupRun.objects.exists()
