"""Secrets made on first start, each in a file of DATA_DIR that its owner alone can read."""

import base64
import os
import secrets

from clinic_site.environment import BadSetting, reason


def secret_key(data_dir):
    """The key that signs sessions and forms."""
    return _kept(data_dir / "secret_key", lambda: secrets.token_urlsafe(64))


def booking_keys(data_dir, *, new=True):
    """[the key that seals personal words of booking requests]: 32 random bytes, as Fernet wants them.

    Several where a backup was restored that was made under several (clinic_site/backups), the first one first.

    [] where there is none and the site is not known to be `new`: what is in its database may be sealed with another.
    """
    path = data_dir / "booking_key"
    if not new and not path.exists():
        return []
    return _kept(path, lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()).split(",")


def spool_keys(path):
    """[private keys that open what waits in the spool], the current one first: 32 bytes each, in URL-safe base64."""
    return _kept(path, lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode()).split()


def _kept(path, make):
    """The secret in `path`, made where there is none; two first starts at once agree on one."""
    try:
        return _read_or_made(path, make)
    except OSError as error:
        raise BadSetting(
            f"{path} cannot be read or made ({reason(error)}). Give DATA_DIR and all files in it to the account that "
            "runs the site, and see that the disk has room."
        ) from error


def _read_or_made(path, make):
    if not path.exists():
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        try:
            draft.touch(mode=0o600)
            draft.write_text(make())
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first: its secret counts
        finally:
            draft.unlink(missing_ok=True)
    return path.read_text().strip()
