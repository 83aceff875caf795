"""Secrets made on first start, each in a file of DATA_DIR that its owner alone can read."""

import base64
import os
import secrets


def secret_key(data_dir):
    """The key that signs sessions and forms."""
    return _kept(data_dir / "secret_key", lambda: secrets.token_urlsafe(64))


def booking_keys(data_dir):
    """[the key that seals personal words of booking requests]: 32 random bytes, as Fernet wants them."""
    return [_kept(data_dir / "booking_key", lambda: base64.urlsafe_b64encode(secrets.token_bytes(32)).decode())]


def _kept(path, make):
    """The secret in `path`, made where there is none; two first starts at once agree on one."""
    if not path.exists():
        draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        draft.touch(mode=0o600)
        draft.write_text(make())
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first: its secret counts
        finally:
            draft.unlink()
    return path.read_text().strip()
