import os
import sys

from django.conf import settings
from django.contrib.auth.models import User
from django.core.checks import Tags
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from appointments import outage
from clinic_site import refusals, sqlite
from clinic_site.directory import opening
from clinic_site.directory.clinic import Clinic
from clinic_site.environment import BadSetting, reason
from clinic_site.management.commands.load_demo import ACCOUNTS, demo_accounts


class Command(BaseCommand):
    """Prepare and serve the site, from a fresh checkout to a page that answers: `make run`."""

    help = (
        "Brings database and static files up to date, loads the demo clinic (DEMO=0: does not), and serves. Beside the "
        "server it keeps `send_letters --watch` running, which ends with it."
    )
    requires_system_checks = "__all__"

    def handle(self, *args, **options):
        refusals.data_folder_is_writable()
        refusals.address_is_free()
        refusals.metrics_port_is_free()
        if fault := refusals.database_fault():
            raise CommandError(fault)
        self.check(tags=[Tags.database], databases=["default"])
        call_command("migrate", verbosity=0, interactive=False)
        _count_rows()
        call_command("collectstatic", verbosity=0, interactive=False)
        if settings.DEMO:
            call_command("load_demo", stdout=self.stdout)
        _keep_contact()
        self._prepare_for_an_outage()
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
        sys.stderr.flush()
        # For both children; gunicorn reads WEB_CONCURRENCY by itself, and its hooks METRICS_PORT.
        os.environ |= {"DATA_DIR": str(settings.DATA_DIR), "WEB_CONCURRENCY": str(settings.WORKERS)}
        os.environ["METRICS_PORT"] = str(settings.METRICS_PORT)
        os.chdir(settings.BASE_DIR)
        os.execv(sys.executable, supervisor_command())

    def _prepare_for_an_outage(self):
        """Before the first worker starts. Where that fails the site serves: no request depends on it today."""
        try:
            outage.prepare()
        except (BadSetting, OSError) as error:
            self.stderr.write(f"While the database is down, no request can be kept: {reason(error)}")


def _keep_contact():
    """Error pages know phone lines and usual hours from the start, before any page was shown."""
    Clinic.load()
    opening.state()


def _count_rows():
    """SQLite chooses among indexes by counts that nobody else takes; PostgreSQL takes them by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def supervisor_command():
    """This process becomes the supervisor, under the same number, so that none holds Django in memory for nothing."""
    host = f"[{settings.BIND}]" if ":" in settings.BIND and "[" not in settings.BIND else settings.BIND
    address, heartbeat = f"{host}:{settings.PORT}", str(settings.DATA_DIR / "sender_heartbeat")
    processes = [str(settings.WORKERS), str(settings.THREADS)]
    return [sys.executable, "-m", "clinic_site.supervisor", address, *processes, heartbeat]
