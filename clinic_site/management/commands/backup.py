from pathlib import Path

from django.conf import settings
from django.core.management.base import CommandError

from clinic_site.backups import backup, lock
from clinic_site.backups.command import BackupCommand


class Command(BackupCommand):
    help = (
        "Makes a backup of the whole site, while it runs: one file with database and photos, and once, in a file of "
        "their own, the keys that open patients' words. Both are readable by the site's account alone."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="default: BACKUP_DIR")
        parser.add_argument(
            "--keep", type=int, default=settings.BACKUP_KEEP, metavar="N", help="delete the oldest beyond N"
        )

    def work(self, *, folder, keep, **options):
        if keep < 1:
            raise CommandError("--keep is the number of backups that stay: 1 at least.")
        folder = self.folder(folder)
        with lock.alone():
            run = backup.make(folder, keep=keep)
        self.stdout.write(f"{folder / run.file}: {run.detail}, {run.size / 1_000_000:,.1f} MB, {run.seconds:.1f} s.")
        self.tell_of_keys(folder)
