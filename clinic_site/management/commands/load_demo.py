import dataclasses
import json
import secrets
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, User
from django.core.management.base import BaseCommand
from django.db import transaction

from clinic_site.directory.models import ClinicProfile, Closure, Location, OpeningHours, Person, PhoneLine
from clinic_site.photos.models import Photo
from conditions import document as d
from conditions.encoding import decode
from conditions.models import Article, BodyArea, DiagnosticTest, RiskFactor, Symptom
from conditions.publishing import publish
from conditions.restore import restore

ACCOUNTS = {  # user name: (first name, last name, role, slug of the person in the directory)
    "author": ("Nora", "Whitfield", "Authors", "nora-whitfield"),
    "reviewer": ("Amelia", "Hart", "Reviewers", "amelia-hart"),
    "frontdesk": ("Lucia", "Romero", "Front desk", None),
    "manager": ("Jonah", "Pruitt", "Managers", "jonah-pruitt"),
}
VOCABULARY = {"body_areas": BodyArea, "symptoms": Symptom, "risk_factors": RiskFactor, "tests": DiagnosticTest}


def demo_accounts():
    return User.objects.filter(username__in=ACCOUNTS, is_superuser=False)


class Command(BaseCommand):
    help = "Loads the demo clinic into an empty site. A site that holds anything already is left as it is."

    def handle(self, *args, **options):
        password = settings.DEMO_PASSWORD
        if any(model.objects.exists() for model in (ClinicProfile, Article, User)):
            if password:
                for user in demo_accounts():
                    _set_password(user, password)
            self.stdout.write("This site holds a clinic already: it is kept as it is.")
            return
        password = password or secrets.token_urlsafe(12)
        with transaction.atomic():
            _directory(_read("directory", "demo.json"))
            for key, model in VOCABULARY.items():
                for position, term in enumerate(_read("conditions", "demo/vocabulary.json")[key]):
                    more = {"position": position} if model is BodyArea else {}
                    model.objects.create(**term, **more)
            _accounts(password)
            _articles()
        self.stdout.write(f"The demo clinic is loaded. Accounts: {', '.join(ACCOUNTS)}; password: {password}")


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


def _read(app, name):
    return json.loads(_file(app, name).read_text())


def _directory(facts):
    profile = ClinicProfile.objects.create(**facts["profile"])
    for position, line in enumerate(facts["phone_lines"]):
        PhoneLine.objects.create(profile=profile, position=position, **line)
    for position, place in enumerate(facts["locations"]):
        hours = place.pop("hours")
        location = Location.objects.create(position=position, **place)
        OpeningHours.objects.bulk_create(OpeningHours(location=location, **span) for span in hours)
    for closure in facts["closures"]:
        Closure.objects.create(**closure)
    for position, person in enumerate(facts["people"]):
        Person.objects.create(position=position, **person)


def _articles():
    author = User.objects.get(username="author")
    documents = []
    for path in sorted(_file("conditions", "demo/articles").glob("*.json")):
        data = json.loads(path.read_text())
        picture = data["photo"]
        file = _file("conditions", "demo/illustrations") / picture["file"]
        photo = Photo.objects.store(file.read_bytes(), title=data["document"]["title"], by=author)
        value = d.Photo(
            digest=photo.digest,
            width=photo.width,
            height=photo.height,
            alt=picture["alt"],
            caption=picture["caption"],
        )
        documents.append(dataclasses.replace(decode(data["document"]), photo=value))
    for document in documents:  # first all of them, so that each finds its related articles
        restore(dataclasses.replace(document, related=()), by=author)
    for document in documents:
        article, _ = restore(document, by=author)
        publish(article, by=author, change_note="First published.")
