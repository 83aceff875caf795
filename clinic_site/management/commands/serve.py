import os
import subprocess
import sys

from django.conf import settings
from django.contrib.auth.models import User
from django.core.checks import Tags
from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import connection

from clinic_site import sqlite
from clinic_site.management.commands.load_demo import ACCOUNTS, demo_accounts


class Command(BaseCommand):
    """What `make run` runs: everything between a fresh checkout and a site that answers."""

    help = (
        "Brings database and static files up to date, loads the demo clinic (DEMO=0: does not), and serves. Beside the "
        "server it starts `send_letters --watch`, which ends with it."
    )
    requires_system_checks = "__all__"

    def handle(self, *args, **options):
        self.check(tags=[Tags.database], databases=["default"])
        call_command("migrate", verbosity=0, interactive=False)
        _count_rows()
        call_command("collectstatic", verbosity=0, interactive=False)
        if settings.DEMO:
            call_command("load_demo", stdout=self.stdout)
        self.stdout.write(
            f"\nPatients:    {settings.SITE_URL}/\n"
            f"Staff:       {settings.SITE_URL}/admin/\n"
            f"Data:        {settings.DATA_DIR}\n"
        )
        if sqlite.is_in(settings.DATABASES):
            self.stdout.write(f"Database:    {sqlite.description()}\n")
        if settings.DEMO and demo_accounts().exists():
            self.stdout.write(
                f"Accounts:    {', '.join(ACCOUNTS)}. Their password was printed when the demo\n"
                "             clinic was loaded; to choose a new one, start again with DEMO_PASSWORD=...\n"
            )
        elif not User.objects.exists():
            self.stdout.write("No account yet. Make the first one:  make account\n")
        self.stdout.write("Stop with Ctrl+C.\n")
        self.stdout.flush()
        subprocess.Popen(sender_command())  # noqa: S603  (ours, and without a word from outside)
        os.execv(sys.executable, [sys.executable, "-m", "gunicorn", *gunicorn_arguments()])


def _count_rows():
    """SQLite chooses among indexes by counts that nobody else takes; PostgreSQL takes them by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA analysis_limit = 400")  # rows of each index: milliseconds, whatever its size
            cursor.execute("ANALYZE")


def sender_command():
    """It ends when this process does, which becomes the server under the same number."""
    manage = str(settings.BASE_DIR / "manage.py")
    return [sys.executable, manage, "send_letters", "--watch", f"--parent={os.getpid()}", "--skip-checks"]


def gunicorn_arguments():
    return [
        "clinic_site.wsgi",
        f"--chdir={settings.BASE_DIR}",
        f"--bind={settings.BIND}:{settings.PORT}",
        f"--workers={settings.WORKERS}",
        f"--threads={settings.THREADS}",
        "--log-level=error",
    ]
