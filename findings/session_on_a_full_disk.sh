#!/usr/bin/env bash
# Django 5.2.19: a session that the database cannot save for want of room is answered 400, "The request's session was
# deleted before the request completed". Expected: OperationalError, as for any other write, and so a 500.
# The database backend turns every DatabaseError of an UPDATE into UpdateError, the middleware that into 400.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check django==5.2.19
cd "$folder"
venv/bin/python - <<'PYTHON'
import logging
import secrets
import django
from django.conf import settings
from django.http import HttpResponse
from django.urls import path
settings.configure(
    ALLOWED_HOSTS=["*"], ROOT_URLCONF=__name__, SECRET_KEY="x" * 50, INSTALLED_APPS=["django.contrib.sessions"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "data.sqlite3"}},
    MIDDLEWARE=["django.contrib.sessions.middleware.SessionMiddleware"],
)
django.setup()
logging.disable()
from django.core.management import call_command
from django.db import connection
from django.test import Client
def remembers(request):
    request.session["text"] = secrets.token_hex(int(request.GET["bytes"]))
    return HttpResponse("Done.")
urlpatterns = [path("", remembers)]
call_command("migrate", verbosity=0)
client = Client(raise_request_exception=False)
room = client.get("/?bytes=10").status_code
connection.cursor().execute("PRAGMA max_page_count = 1")  # no more pages than there are: "database or disk is full"
full = client.get("/?bytes=1000000").status_code
print("with room:", room, "- without:", full)
assert (room, full) == (200, 400), "the behavior has changed"
PYTHON
