"""Sites of a test's own, on either database, which are backed up, restored and tried by their commands."""

import json
import subprocess
import sys
from contextlib import contextmanager

from tests.page_cache import servers
from tests.prepared import PASSWORD
from tests.site.processes import ROOT, SETUP, environment, run

LEFT_OUT = ["django_session", "appointments_unsentrequest", "backups_backuprun"]  # differ for good reasons
DIGESTS = f"""{SETUP}
import hashlib
from pathlib import Path
from django.apps import apps
from django.conf import settings
found = {{}}
for model in apps.get_models(include_auto_created=True):
    if model._meta.db_table not in {LEFT_OUT}:
        fields = [field.attname for field in model._meta.concrete_fields]
        rows = [repr(row) for row in model._base_manager.order_by("pk").values_list(*fields)]
        found[model._meta.db_table] = [len(rows), hashlib.sha256("".join(rows).encode()).hexdigest()]
root = Path(settings.MEDIA_ROOT)
for path in root.glob("photos/*/*"):
    found[str(path.relative_to(root))] = [1, hashlib.sha256(path.read_bytes()).hexdigest()]
print(json.dumps(found))
"""
FILL = "from tests.appointments.requests import received; [received() for _ in range(3)]"
WRITE = f"""{SETUP}
import time
from tests.appointments.requests import received
while True:
    print(received().reference, flush=True)
"""


class Machine:
    """A site with its data in `folder`, on the PostgreSQL `server` or, without one, on SQLite."""

    def __init__(self, folder, server=None, **values):
        self.folder, self.server, self.backups = folder, server, folder / "backups"
        self.values = {"DATA_DIR": folder / "data", **values}
        folder.mkdir(exist_ok=True)
        if server:
            name = f"clinic_{folder.name.replace('-', '_')}"
            server.tell(f"CREATE DATABASE {name} OWNER {servers.OWNER}")
            self.values["DATABASE_URL"] = server.address(name)

    def manage(self, *arguments, **values):
        return run("manage.py", *arguments, **{**self.values, **values})

    def done(self, *arguments, **values):
        """What the command printed; it succeeded."""
        process = self.manage(*arguments, **values)
        assert process.returncode == 0, process.stderr
        return process.stdout

    def refused(self, *arguments, **values):
        """The sentence with which the command ended; it failed."""
        process = self.manage(*arguments, **values)
        assert process.returncode == 1 and "Traceback" not in process.stderr, process.stderr + process.stdout
        return process.stderr

    def shell(self, code):
        return self.done("shell", "-v0", "-c", code)

    def load(self, prepared):
        """Make it the demo clinic with three requests."""
        if self.server:
            self.done("migrate", "-v0")
            self.done("load_demo", DEMO_PASSWORD=PASSWORD)
        else:
            prepared.demo(self.folder)
        self.shell(FILL)
        return self

    def digests(self):
        """{table or file: [rows, digest]}"""
        return json.loads(run("-c", DIGESTS, **self.values).stdout)

    @property
    def files(self):
        return sorted(self.backups.glob("*.tar"))

    @property
    def keys(self):
        (path,) = self.backups.glob("*-keys-*.json")
        return path

    @contextmanager
    def written_to(self):
        """Within, another process files one request after the other. Gives a list, in the end of their references."""
        filed = []
        command = [sys.executable, "-c", WRITE]
        process = subprocess.Popen(command, cwd=ROOT, env=environment(**self.values), stdout=subprocess.PIPE, text=True)
        try:
            filed.append(process.stdout.readline().strip())
            yield filed
        finally:
            process.terminate()
            filed += process.communicate()[0].split()
