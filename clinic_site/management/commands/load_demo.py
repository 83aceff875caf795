import json
import secrets
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from clinic_site.directory.models import (
    ClinicProfile,
    Closure,
    Location,
    OpeningHours,
    OtherCare,
    OtherCareHours,
    Person,
)
from conditions.models import Article
from conditions.transfer.importer import import_articles

ACCOUNTS = {  # user name: (first name, last name, role, slug of the person in the directory)
    "author": ("Nora", "Whitfield", "Authors", "nora-whitfield"),
    "reviewer": ("Amelia", "Hart", "Reviewers", "amelia-hart"),
    "frontdesk": ("Lucia", "Romero", "Front desk", None),
    "manager": ("Jonah", "Pruitt", "Managers", "jonah-pruitt"),
}
OWNER = "author"  # of the articles


def demo_accounts():
    return User.objects.filter(username__in=ACCOUNTS, is_superuser=False)


class Command(BaseCommand):
    help = "Loads the demo clinic into an empty site. A site that holds anything already is left as it is."

    def handle(self, *args, **options):
        password = settings.DEMO_PASSWORD
        if password:
            self.look_at(password)
        if any(model.objects.exists() for model in (ClinicProfile, Article, User)):
            if password:
                for user in demo_accounts():
                    _set_password(user, password)
            self.stdout.write("This site holds a clinic already: it is kept as it is.")
            return
        password = password or secrets.token_urlsafe(12)
        with transaction.atomic():
            _directory(json.loads(_file("directory", "demo.json").read_text()))
            _accounts(password)
            import_articles(_file("conditions", "demo"), by=User.objects.get(username=OWNER))
        self.stdout.write(f"The demo clinic is loaded. Accounts: {', '.join(ACCOUNTS)}; password: {password}")

    def look_at(self, password):
        """An easy password may do on a machine of one's own; nobody else's requests and drafts lie behind it."""
        try:
            validate_password(password)
        except ValidationError as error:
            words = f"DEMO_PASSWORD: {' '.join(error.messages)}"
            if settings.SITE_HOST not in settings.LOCAL_HOSTS:
                raise CommandError(words) from error
            self.stderr.write(words)


def _accounts(password):
    for name, (first, last, role, person) in ACCOUNTS.items():
        user = User.objects.create_user(name, password=password, first_name=first, last_name=last, is_staff=True)
        user.groups.add(Group.objects.get(name=role))
        if person:
            Person.objects.filter(slug=person).update(user=user)


def _set_password(user, password):
    user.set_password(password)
    user.save(update_fields=["password"])


def _file(app, name):
    return Path(apps.get_app_config(app).path) / name


def _directory(facts):
    for position, place in enumerate(facts["locations"]):
        hours = place.pop("hours")
        location = Location.objects.create(position=position, **place)
        OpeningHours.objects.bulk_create(OpeningHours(location=location, **span) for span in hours)
    for position, place in enumerate(facts["other_care"]):
        hours = place.pop("hours")
        care = OtherCare.objects.create(position=position, **place)
        OtherCareHours.objects.bulk_create(OtherCareHours(location=care, **span) for span in hours)
    for closure in facts["closures"]:
        Closure.objects.create(**closure)
    for position, person in enumerate(facts["people"]):
        Person.objects.create(position=position, **person)
