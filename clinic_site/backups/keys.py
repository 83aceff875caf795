"""The keys of a site, in a file of their own: whoever finds a backup alone reads nobody's request.

A file is named by the keys in it, and every backup names the file that belongs to it. So it is written once, with the
first backup that a folder gets under these keys: whoever has carried it elsewhere does not find it there again.
"""

import hashlib
import hmac
import json
import os
from dataclasses import dataclass

from django.conf import settings

from clinic_site import encryption
from clinic_site.backups.archive import BackupError
from clinic_site.secret_key import booking_keys

FORMAT = 1
WORDS = (
    "These keys open the personal details in the clinic's backups. Keep this file, and keep it apart from the backups. "
    "To restore: manage.py restore BACKUP --keys THIS_FILE"
)


@dataclass(frozen=True)
class Keys:
    """`site` and `address` are those of the clinic that the keys belong to."""

    site: str
    address: str
    secret_key: str
    booking_keys: list

    @classmethod
    def of_this_site(cls, site):
        return cls(site, settings.SITE_URL, settings.SECRET_KEY, present_booking_keys())

    @classmethod
    def read(cls, path):
        """Raises BackupError where there are none in `path`."""
        try:
            said = json.loads(path.read_text())
            keys = cls(said["site"], said["address"], said["SECRET_KEY"], said["BOOKING_KEYS"])
            encryption.check(keys.booking_keys)
        except OSError as error:
            raise BackupError(f"The file of keys {path} cannot be read ({error.strerror}).") from error
        except (ValueError, KeyError, TypeError):
            raise BackupError(f"{path} holds no keys of a site, or is damaged. Take another copy of it.") from None
        return keys

    @property
    def file_name(self):
        by = (self.booking_keys or [self.secret_key])[0]
        return f"clinic-{self.site[:8]}-keys-{_digest(by, self.secret_key, *self.booking_keys)[:8]}.json"

    @property
    def fingerprints(self):
        return [fingerprint(key) for key in self.booking_keys]

    def write(self, folder):
        """Write them into `folder`, for their owner alone, and return the path."""
        path = folder / self.file_name
        said = {
            "format": FORMAT,
            "what": WORDS,
            "site": self.site,
            "address": self.address,
            "SECRET_KEY": self.secret_key,
            "BOOKING_KEYS": self.booking_keys,
        }
        write_private(path, json.dumps(said, indent=1) + "\n")
        return path


def fingerprint(key):
    """What tells a booking key from another, and nothing else about its 32 random bytes."""
    return _digest(key, "fingerprint")[:16]


def present_booking_keys():
    return settings.BOOKING_KEYS or booking_keys(settings.DATA_DIR, new=False)


def write_private(path, text):
    """Make or replace `path`, whole or not at all, readable by its owner alone."""
    draft = path.with_name(f".{path.name}.part")
    draft.unlink(missing_ok=True)
    try:
        with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def _digest(key, *texts):
    return hmac.new(key.encode(), "\n".join(["clinic_site.backups", *texts]).encode(), hashlib.sha256).hexdigest()
