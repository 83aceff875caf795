from django.core.management.base import BaseCommand, CommandError

from appointments import key_rotation


class Command(BaseCommand):
    help = (
        "Seals personal details anew with the first of BOOKING_KEYS. First start the site with the new key in front "
        "of the old one, then run this, then take the old key away. May be interrupted and run again."
    )

    def handle(self, **options):
        try:
            done = key_rotation.rotate()
        except key_rotation.Unopened as error:
            raise CommandError(
                f"None of BOOKING_KEYS opens what these requests hold: {error}. Everything else is sealed with the "
                "first key. Put the key back that they were sealed with, and run this again."
            ) from None
        self.stdout.write(f"Sealed anew with the first key: {done}")
