import os

from django.conf import settings

from clinic_site.backups import backup, drill, lock, schedule
from clinic_site.backups.command import BackupCommand
from clinic_site.backups.models import BackupRun


class Command(BackupCommand):
    help = (
        "Makes last night's backup in BACKUP_DIR unless that is done, and holds the drill of the week. `serve` starts "
        "it when something is due; where the site is served in another way, a timer may start it every ten minutes."
    )

    def work(self, **options):
        folder = self.folder(None)
        os.nice(10)  # readers first
        try:
            with lock.alone():
                if schedule.backup_is_due():
                    first = not BackupRun.objects.of(BackupRun.Kind.BACKUP).good().exists()
                    run = backup.make(folder, keep=settings.BACKUP_KEEP, new_folder=first)
                    self.stdout.write(f"Backup: {run.file}, {run.detail}, {run.seconds:.1f} s.")
                if schedule.drill_is_due():
                    run = drill.hold(folder)
                    self.stdout.write(f"Drill: {run.file} holds, {run.seconds:.1f} s.")
        except lock.Busy:
            return  # another machine, or somebody at a keyboard, is at it
