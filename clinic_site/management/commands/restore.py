from pathlib import Path

from clinic_site.backups import lock
from clinic_site.backups.archive import Backup
from clinic_site.backups.command import BackupCommand
from clinic_site.backups.keys import Keys
from clinic_site.backups.restore import check_target, restore, this_site


class Command(BackupCommand):
    help = (
        "Restores a backup into an empty site: one without tables, or one that was started and never used. It checks "
        "everything first, and writes all or nothing. Without --keys it says what cannot be read."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, metavar="FILE", help="the backup")
        parser.add_argument("--keys", type=Path, metavar="FILE", help="the file of keys that the backup names")
        parser.add_argument(
            "--other-clinic", action="store_true", help="restore what was saved under another address than SITE_URL"
        )

    def work(self, *, file, keys, other_clinic, **options):
        keys = Keys.read(keys) if keys else None
        with lock.alone(), Backup(file) as backup:
            manifest = backup.manifest
            check_target(backup, keys, other_clinic=other_clinic)
            restored = restore(backup, this_site(), keys)
        self.stdout.write(
            f"Restored: {manifest.clinic or 'a clinic'} as of {manifest.made_at}, with {len(backup.photos):,} files of "
            "photos."
        )
        if restored.migrated:
            self.stdout.write("It was from an older release; its database was brought up to date.")
        if restored.without_keys:
            self.stdout.write("Without the keys nobody can read:")
            for line in restored.unread or ["nothing that is in it now"]:
                self.stdout.write(f"- {line}")
            self.stdout.write(
                f"Everything else is there. They can be read as soon as the keys of {manifest.keys_file} stand in "
                "BOOKING_KEYS, behind the site's own and a comma."
            )
        elif keys is None:
            self.stdout.write("The booking keys of the backup are here already: every request can be read.")
        self.stdout.write("Start the site now. Everybody signs in again.")
