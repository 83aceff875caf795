from datetime import timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.utils import timezone

from appointments.answers import Choice
from appointments.models import BookingEvent, BookingRequest, Call, OnlineRequests
from appointments.sample_data import OPEN_ONES, YEARS, Inventor
from clinic_site.directory import opening
from clinic_site.directory.models import Location, Person
from conditions.models import BodyArea, Edition

BATCH = 2_000  # requests written in one transaction


class Command(BaseCommand):
    help = (
        "Adds N invented booking requests of the last two years to a demo site: nearly all closed, at most "
        f"{OPEN_ONES} of them open. No letters are written."
    )

    def add_arguments(self, parser):
        parser.add_argument("number", metavar="N", type=int)

    def handle(self, *args, number, **options):
        if not settings.DEMO:
            raise CommandError("Invented patients are for a demo site alone (DEMO=1): a real queue must not hold them.")
        inventor = _inventor()
        still_open = min(OPEN_ONES, number // 2)
        left = OPEN_ONES - BookingRequest.objects.open()[:OPEN_ONES].count()
        still_open = min(still_open, left)
        for begin in range(0, number, BATCH):
            count = min(BATCH, number - begin)
            now_open = max(0, min(count, still_open - begin))
            _save([inventor.waiting() for _ in range(now_open)] + [inventor.closed() for _ in range(count - now_open)])
            if (begin + count) % (50 * BATCH) == 0:
                self.stdout.write(f"{begin + count:,} of {number:,}")
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # or the database plans as for an empty table until it looks by itself
        self.stdout.write(f"{number:,} invented booking requests were added, {still_open} of them open.")


def _inventor():
    now = timezone.now()
    online = OnlineRequests.load()
    desk = list(get_user_model().objects.with_perm("appointments.change_bookingrequest"))
    if not desk:
        raise CommandError("Nobody here works the queue. Make an account in the group Front desk, then try again.")
    return Inventor(
        desk=desk,
        articles=[edition.article for edition in Edition.objects.live().select_related("article").defer("data")],
        areas=[Choice(area.slug, area.name) for area in BodyArea.objects.all()],
        providers=list(Person.objects.filter(role__in=[Person.Role.PHYSICIAN, Person.Role.THERAPIST])),
        locations=list(Location.objects.all()),
        schedule=opening.schedule(since=timezone.localdate(now - YEARS)),
        promise=timedelta(hours=online.callback_hours),
        keep=timedelta(days=online.keep_days),
        now=now,
    )


@transaction.atomic
def _save(stories):
    BookingRequest.objects.bulk_create(story.request for story in stories)
    Call.objects.bulk_create(call for story in stories for call in story.calls)
    BookingEvent.objects.bulk_create(event for story in stories for event in story.events)
