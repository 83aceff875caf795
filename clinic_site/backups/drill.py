"""A drill: the newest backup is restored into a scratch place and held against the living site."""

import shutil
from contextlib import contextmanager

from django.conf import settings
from django.db import connection, connections

from clinic_site.backups import photo_files, postgresql, runs
from clinic_site.backups.archive import Backup, BackupError, of_site
from clinic_site.backups.compare import compare
from clinic_site.backups.models import SiteIdentity
from clinic_site.backups.restore import Place, check_release, restore
from clinic_site.photos.files import StorageDown

ALIAS = "drill"
SHOWN = 5  # differences that are named
ROOM = 100 * 1024 * 1024  # bytes that stay free for the living site (health.py)


def hold(folder):
    """Hold a drill with the newest backup in `folder`; return the BackupRun. Raises BackupError where it does not hold.

    It holds where the backup is whole, restores, and every edition, request and photo in it is the same as on the site
    (compare.py says what may lawfully differ).
    """
    with runs.recorded(runs.Kind.DRILL) as run:
        path = _newest(folder)
        run.file, run.size = path.name, path.stat().st_size
        with Backup(path) as backup, _scratch(backup) as place:
            if backup.manifest.engine != connection.vendor:
                raise BackupError(
                    f"{path.name} is of another kind of database than the site has now. Make a new backup."
                )
            check_release(backup.manifest)
            restore(backup, place)
            try:
                found = compare(backup, place.using, place.photos, photo_files.of_this_site())
            except StorageDown as error:
                raise BackupError(f"{path.name} could not be held against the site. {error}") from error
        if found.differences:
            more = len(found.differences) - SHOWN
            raise BackupError(
                f"{path.name} was restored and is not the same as the site. {' '.join(found.differences[:SHOWN])}"
                + (f" And {more:,} more." if more > 0 else "")
            )
        run.detail = "The same on the site: " + ", ".join(f"{count:,} {name}" for name, count in found.compared.items())
        if found.unopened:
            run.detail += f". Sealed anew since, and not to be compared: {found.unopened:,}"
    return run


def _newest(folder):
    identity = SiteIdentity.objects.first()
    paths = of_site(folder, identity.short) if identity and folder.is_dir() else []
    if not paths:
        raise BackupError(f"There is no backup of this site in {folder}. Make one: manage.py backup")
    return paths[0]


@contextmanager
def _scratch(backup):
    """The Place that a backup is restored into for a drill. Nothing of it is left."""
    folder = settings.DATA_DIR / "drill"
    shutil.rmtree(folder, ignore_errors=True)  # left by one that was killed
    needed = 2 * backup.path.stat().st_size + ROOM
    if shutil.disk_usage(settings.DATA_DIR).free < needed:
        raise BackupError(
            f"The drill needs {needed // 1_000_000:,} MB for a while in {settings.DATA_DIR}, and there is less. Make "
            "room on its disk."
        )
    folder.mkdir(mode=0o700)
    try:
        with _database(folder) as name:
            connections.databases[ALIAS] = connection.settings_dict | {"NAME": name}
            try:
                yield Place(ALIAS, photo_files.Folder(folder / "media"))
            finally:
                connections[ALIAS].close()
                del connections[ALIAS], connections.databases[ALIAS]
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _database(folder):
    if connection.vendor == "sqlite":
        yield folder / "clinic.sqlite3"
        return
    with postgresql.scratch(f"clinic_drill_{SiteIdentity.of_this_site().short}") as name:
        yield name
