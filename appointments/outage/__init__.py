"""While the database is down: forms open from what was last known, and what is sent waits, sealed, in the spool.

    form --sealed box, a file--> spool --the sender of letters, when the database is back--> intake.receive()

docs/decisions/0011 says why.
"""

from django.conf import settings
from django.db import DataError, Error, IntegrityError, NotSupportedError, ProgrammingError

from appointments.outage import last_known, sealed_box

OUR_FAULTS = (DataError, IntegrityError, NotSupportedError, ProgrammingError)


def is_one(error):
    """Whether `error` says that the database is down, locked for too long, damaged or read-only; not that a statement
    of ours was wrong."""
    return isinstance(error, Error) and not isinstance(error, OUR_FAULTS)


def is_prepared():
    """Whether requests can be taken without the database: the clinic wants it, and the sender made what it takes."""
    return settings.OUTAGE_SPOOL and sealed_box.public_key_file().exists() and last_known.file().exists()


def prepare():
    """Make what it takes, where the clinic wants it. Raises BadSetting where SPOOL_KEY can neither be read nor made."""
    if settings.OUTAGE_SPOOL:
        sealed_box.prepare()
        last_known.remember()
