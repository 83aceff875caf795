from django.core.management.base import BaseCommand

from appointments import privacy


class Command(BaseCommand):
    help = (
        "Destroys the personal details of requests that were closed longer ago than the clinic keeps them (Taking "
        "requests online, in the admin). May be interrupted. The sender of letters that `serve` starts does it once "
        "an hour."
    )

    def handle(self, **options):
        self.stdout.write(f"Requests whose personal details were destroyed: {privacy.purge()}")
