"""The key that signs sessions and forms: made on first start, kept in DATA_DIR, readable by its owner alone."""

import os
import secrets


def secret_key(data_dir):
    """The key in `data_dir/secret_key`, generated where there is none; two first starts at once agree on one."""
    path = data_dir / "secret_key"
    if not path.exists():
        draft = data_dir / f".secret_key.{secrets.token_hex(8)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass  # another process was first: its key counts
        finally:
            draft.unlink()
    return path.read_text().strip()
