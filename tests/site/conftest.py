import contextlib
import os
import tempfile
from pathlib import Path

import pytest

NOBODY = 65534


@pytest.fixture
def ordinary_account():
    """A context in which the test is nobody in particular; a superuser is refused no file."""

    @contextlib.contextmanager
    def ordinary_account():
        superuser = os.geteuid() == 0
        if superuser:
            os.seteuid(NOBODY)
        try:
            yield
        finally:
            if superuser:
                os.seteuid(0)

    return ordinary_account


@pytest.fixture
def folder_of_others():
    """A folder that an ordinary account may look into, and write nothing."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o555)
    yield folder
    folder.chmod(0o755)
    folder.rmdir()
