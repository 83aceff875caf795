from django.core.management.base import BaseCommand, CommandError
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_aware, make_aware

from conditions.discovery.search.explaining import explain


class Command(BaseCommand):
    help = "Explain what a search looks for, and why each page stands where it stands."

    def add_arguments(self, parser):
        parser.add_argument("query", nargs="+", help="what somebody typed")
        parser.add_argument("--at", help="a date and time, such as 2026-03-14T09:00 (default: now)")
        parser.add_argument("--exact", action="store_true", help="correct no word")

    def handle(self, query, at, exact, **options):
        moment = at and parse_datetime(at)
        if at and not moment:
            raise CommandError(f"“{at}” is no date and time; write one as 2026-03-14T09:00.")
        if moment and not is_aware(moment):
            moment = make_aware(moment)
        for line in explain(" ".join(query), at=moment, exact=exact):
            self.stdout.write(line)
