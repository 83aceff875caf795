from pathlib import Path

from clinic_site.backups import drill, lock
from clinic_site.backups.command import BackupCommand


class Command(BackupCommand):
    help = (
        "Restores the newest backup into a scratch place, holds every edition, request and photo in it against the "
        "site, and writes down whether it held. Nothing of the scratch place is left."
    )

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, metavar="DIR", help="default: BACKUP_DIR")

    def work(self, *, folder, **options):
        with lock.alone():
            run = drill.hold(self.folder(folder))
        self.stdout.write(f"{run.file} holds. {run.detail}. {run.seconds:.1f} s.")
