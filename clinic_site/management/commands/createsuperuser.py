import os

from django.contrib.auth.management.commands import createsuperuser
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import CommandError


class Command(createsuperuser.Command):
    """Django's own, which looks at a typed password, but at none that DJANGO_SUPERUSER_PASSWORD brings."""

    def handle(self, *args, **options):
        password = os.environ.get("DJANGO_SUPERUSER_PASSWORD")
        if password and not options["interactive"]:
            name = options["username"] or os.environ.get("DJANGO_SUPERUSER_USERNAME", "")
            try:
                validate_password(password, self.UserModel(username=name))
            except ValidationError as error:
                raise CommandError(f"DJANGO_SUPERUSER_PASSWORD: {' '.join(error.messages)}") from error
        return super().handle(*args, **options)
