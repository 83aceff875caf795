from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError

from clinic_site.accounts import second_factor


class Command(BaseCommand):
    help = (
        "Removes every second factor of an account: for the last manager who lost phone and recovery codes. Their "
        "password still opens the account, their sessions end, and a letter tells them."
    )

    def add_arguments(self, parser):
        parser.add_argument("username")

    def handle(self, *, username, **options):
        user = User.objects.filter(username=username).first()
        if user is None:
            raise CommandError(f"There is no account with the user name {username}. Nothing was changed.")
        if not second_factor.has_any(user):
            raise CommandError(f"{username} has no second factor. Nothing was changed.")
        second_factor.remove_all(user, by=None)
        self.stdout.write(f"Removed: {username} signs in with the password alone, and is asked to set up a new one.")
