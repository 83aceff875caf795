import os
import signal
import sys

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from clinic_site import refusals
from clinic_site.backups.archive import BackupError
from clinic_site.backups.keys import Keys
from clinic_site.backups.models import SiteIdentity


class BackupCommand(BaseCommand):
    """A command that fails in a sentence, and clears up when it is told to end. Its files are for their owner alone."""

    requires_system_checks = []  # what is wrong with the settings must not keep a backup from being made

    def handle(self, **options):
        if fault := refusals.database_fault():
            raise CommandError(fault)
        mask = os.umask(0o077)
        before = signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
        try:
            self.work(**options)
        except BackupError as error:
            raise CommandError(str(error)) from error
        finally:
            signal.signal(signal.SIGTERM, before)
            os.umask(mask)

    def folder(self, given):
        """The folder of the backups. Raises CommandError where neither the command nor the environment names one."""
        folder = given or settings.BACKUP_DIR
        if folder is None:
            raise CommandError("Where to? Name a folder (manage.py backup DIR), or set BACKUP_DIR.")
        return folder.resolve()

    def tell_of_keys(self, folder):
        """Say where the keys are, as long as they lie beside the backups."""
        path = folder / Keys.of_this_site(SiteIdentity.of_this_site().number.hex).file_name
        if path.exists():
            self.stdout.write(
                f"{path}: the keys that open patients' words in it. Copy this file to another place, once, and delete "
                "it here."
            )
