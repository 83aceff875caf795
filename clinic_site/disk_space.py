"""Whether a disk has room for what the site writes next."""

ROOM = 100 * 1024 * 1024  # bytes that the disk is to have free: ten large photos, and what SQLite needs to write
FILES = 1000  # that the disk is to have room for; some file systems set a limit


def is_low(disk):
    """Whether `disk` (what os.statvfs tells of it) is full, or nearly so."""
    few_files = disk.f_files and disk.f_favail < FILES  # none at all: the file system sets no limit
    return disk.f_bavail * disk.f_frsize < ROOM or few_files
