"""How the README restores a site on a new machine, run as it stands there but for its places."""

import os
import pwd
import re
import subprocess
import sys

import pytest

from tests.backups.machines import Machine
from tests.site.processes import PATIENCE, ROOT, environment

pytestmark = pytest.mark.process

SECTION = (ROOT / "README.md").read_text().partition("**To restore on a new machine**")[2]
RECIPE = re.search(r"^```\n(.+?)^```", SECTION, re.MULTILINE | re.DOTALL)[1]


def test_its_lines_restore_a_site(tmp_path, prepared):
    site = Machine(prepared.empty(tmp_path / "site"))
    site.done("backup", site.backups)
    restored = Machine(tmp_path / "new")
    settings = tmp_path / "clinic.env"
    settings.write_text(f"DATA_DIR={restored.values['DATA_DIR']}\n")
    account = pwd.getpwuid(os.getuid()).pw_name
    places = {
        "/etc/clinic.env": settings,
        "/var/lib/clinic": restored.values["DATA_DIR"],
        "/srv/clinic": ROOT,
        ".venv/bin/python": sys.executable,
        "-o clinic -g clinic ": "",
        "-u clinic": f"-u {account}" if os.getuid() == 0 else "",
        "restore BACKUP --keys KEYS": f"restore {site.files[0]} --keys {site.keys}",
        "systemctl enable --now clinic": "true",
    }
    text = RECIPE
    for place, own in places.items():
        assert place in text, place
        text = text.replace(place, str(own))
    if os.getuid():
        text = text.replace("runuser  -- ", "")
    process = subprocess.run(
        ["sh", "-euc", text], cwd="/", env=environment(), capture_output=True, text=True, timeout=PATIENCE
    )
    assert process.returncode == 0 and "Start the site now." in process.stdout, process.stderr
    assert restored.digests() == site.digests()
