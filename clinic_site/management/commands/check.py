from django.conf import settings
from django.core.management.commands import check

from clinic_site import sqlite


class Command(check.Command):
    """Django's own, which says besides on which SQLite the site runs."""

    def handle(self, *app_labels, **options):
        if sqlite.is_in(settings.DATABASES) and not options["list_tags"]:
            self.stdout.write(f"Database: {sqlite.description()}.")
        super().handle(*app_labels, **options)
