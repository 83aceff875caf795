"""Loaded before the settings: tests never touch the data of a site that lives on this machine."""

import os
import tempfile
from pathlib import Path

data = Path(tempfile.mkdtemp(prefix="clinic-tests-"))
(data / "static").mkdir()
os.environ |= {"DATA_DIR": str(data), "SITE_URL": "http://testserver", "DEBUG": "0"}
