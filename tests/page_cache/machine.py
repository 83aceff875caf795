"""A web server of a test's own: a process with its own environment, told what to do line by line."""

import json
import subprocess
import sys

from tests.site.processes import ROOT, environment

CODE = """
import contextlib, io, json, sys
from django.conf import settings
settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
from clinic_site.wsgi import application
from django.db import connections
from django.test import RequestFactory

def get(address, headers):
    # The application itself: Django's test client would keep broken connections.
    environ = RequestFactory(headers={"host": "127.0.0.1"}).get(address, headers=headers).environ
    told = []
    response = application(environ, lambda status, headers: told.append(status))
    with contextlib.closing(response):
        return [int(told[0].split()[0]), b"".join(response).decode()]

scope, out = {"get": get}, sys.stdout
for line in sys.stdin:
    kind, said, more = json.loads(line)
    if kind == "get":
        result = get(said, more)
    else:
        scope["result"] = None
        with contextlib.redirect_stdout(io.StringIO()):
            exec(said, scope)
        connections.close_all()
        result = scope["result"]
    print(json.dumps(result), file=out, flush=True)
"""


class Machine:
    """Serves pages like any server process, but for static files, whose names are plain ones."""

    def __init__(self, folder, **values):
        self.log = folder / "log.txt"
        folder.mkdir(exist_ok=True)
        self.environment = environment(DATA_DIR=folder / "data", **values)

    def __enter__(self):
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-c", CODE],
                cwd=ROOT,
                env=self.environment,
                text=True,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
            )
        return self

    def __exit__(self, *error):
        self.process.kill()
        self.process.communicate()

    def get(self, address, **headers):
        """(status, page)."""
        return tuple(self._tell("get", address, headers))

    def status(self, *addresses):
        """The one status of all these pages."""
        found = {address: self.get(address)[0] for address in addresses}
        assert len(set(found.values())) == 1, found
        return found[addresses[0]]

    def run(self, code):
        """What `code` leaves in its variable `result`."""
        return self._tell("run", code)

    def _tell(self, *said):
        self.process.stdin.write(json.dumps([*said, {}][:3]) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        assert line, self.log.read_text()
        return json.loads(line)

    @property
    def output(self):
        return self.log.read_text()


FILL = """
from django.core.management import call_command
call_command("migrate", verbosity=0)
from clinic_site.directory.models import ClinicProfile, PhoneLine
from conditions.models import Article
from conditions.publishing.actions import publish
from conditions.editing.restore import restore
from tests.conftest import document, user
profile = ClinicProfile.objects.create(name="Pelican Point", emergency_wording="Call 911.")
PhoneLine.objects.create(profile=profile, purpose="rehab", label="Physical therapy", number="904-555-0102")
author = user("author")
for slug in ("runners-knee", "frozen-shoulder", "tennis-elbow"):
    publish(restore(document(slug), by=author)[0], by=author, change_note="New.")
"""
COST = """
from django.db import connection
from django.test.utils import CaptureQueriesContext
with CaptureQueriesContext(connection) as queries:
    status, page = get("{}", {{}})
result = [status, len(queries)]
"""
RENAME = "from clinic_site.directory.models import ClinicProfile as C; C.objects.update(name='{}')"
PUBLISH = """
from django.contrib.auth.models import User
from conditions.models import Article
from conditions.publishing.actions import publish
article = Article.objects.get(slug="frozen-shoulder")
article.title = "Stiff shoulder"
article.save()
publish(article, by=User.objects.get(), change_note="What patients call it.")
"""
