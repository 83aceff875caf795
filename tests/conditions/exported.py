"""Exports for tests: a clinic that has seen everything, folders as bytes, an empty clinic to import into."""

import dataclasses
import datetime as dt
import hashlib
import json
from contextlib import contextmanager
from io import StringIO

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from clinic_site.directory.models import ClinicProfile, Person
from clinic_site.photos.models import Photo
from conditions.document import values as d
from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import (
    Address,
    Article,
    Edition,
    EditionTerm,
    PublishingRules,
    Review,
    Symptom,
    Withdrawal,
)
from conditions.publishing.actions import call_off, correct, publish, withdraw
from conditions.reviews import clinical_reviews
from conditions.transfer.exporter import export
from conditions.transfer.importer import import_articles
from conditions.vocabulary.merge_terms import merge_terms
from tests.conftest import document, symptom, user

DAY = dt.timedelta(days=1)
WRITTEN = [Address, Article, Edition, EditionTerm, Review, Symptom, Withdrawal, Photo, Person, ClinicProfile]


def counts():
    return {model.__name__: model.objects.count() for model in WRITTEN}


def tree(folder):
    """{path: bytes} of all files below `folder`."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def rewrite(article, by, **changes):
    article, _ = restore(dataclasses.replace(compose(article), **changes), by=by)
    return article


def write_and_publish(slug, by, *, at=None, **more):
    article, _ = restore(document(slug, **more), by=by)
    publish(article, by=by, change_note="First published.", at=at)
    return article


def eventful_clinic(picture):
    """Articles with every kind of past and future; needs the fixture `clinic`."""
    author, manager = user("author", "Authors"), user("manager", "Managers")
    reviewer = user("reviewer", "Reviewers")
    Person.objects.create(name="Amelia Hart", slug="amelia-hart", credentials="MD", user=reviewer)
    hip = write_and_publish("hip-fracture", author, photo=_shown(picture, author))
    knee = write_and_publish("runners-knee", author, related=("hip-fracture",))
    _review(knee, reviewer)
    first = knee.live_edition
    fixed = dataclasses.replace(first.document, causes="<p>Too much running, “too soon”.</p>")
    correct(knee, by=author, document=fixed, change_note="A typo.", seen=first.number)
    Article.objects.filter(pk=knee.pk).update(slug="kneecap-pain")
    knee = rewrite(knee, author, title="Kneecap pain")
    clinical_reviews.record(  # an outside expert
        knee,
        fingerprint=knee.fingerprint,
        reviewer="Ruth Šimić",
        credentials="PhD",
        outcome="change-needed",
        note="Say how often.",
        comments=[{"part": "causes", "label": "Causes", "text": "Which sports?\nHow often?"}],
        noted_by=author,
    )
    rules = PublishingRules.objects.create(levels={"change-needed": "worry"})
    publish(knee, by=author, change_note="A new name.")
    Symptom.objects.filter(slug="swelling").update(name="Puffiness", synonyms=["Swollen joint", "dick geschwollen"])
    Person.objects.filter(slug="nora").update(name="Nora Ríos", credentials="DPT")
    scheduled = publish(rewrite(knee, author, summary="Rest."), by=author, change_note="Shorter.", at=_in(5))
    call_off(scheduled, by=author, reason="Too short.")
    publish(rewrite(knee, author, summary="Rest, then train."), by=author, change_note="Shorter.", at=_in(9))

    shoulder = write_and_publish("frozen-shoulder", author, symptoms=(symptom("puffy", "Puffy joint"),))
    withdraw(shoulder, by=author, reason="Out of date.")
    publish(rewrite(shoulder, author, summary="It thaws."), by=author, change_note="Back again.")
    withdraw(shoulder, by=author, reason="To be rewritten.", at=_in(20))
    merge_terms(Symptom.objects.get(slug="swelling"), Symptom.objects.get(slug="puffy"), by=manager, reason="The same.")
    withdraw(hip, by=author, reason="Now part of another page.", answer=Withdrawal.Answer.REDIRECT, instead=shoulder)

    rules.levels, rules.review_months = {"approval": "stop"}, 12
    rules.save()
    elbow, _ = restore(document("tennis-elbow", symptoms=_pair()), by=author)
    publish(elbow, by=manager, change_note="New.", override="A recall: patients must know today.")
    rules.levels = {"approval": "off"}
    rules.save()
    restore(document("never-published"), by=author)
    Symptom.objects.filter(slug="swelling").update(broader=Symptom.objects.create(slug="change", name="Change"))


def _pair():
    """Symptoms of which two are spoken of together."""
    swelling, fever = document().symptoms
    return (dataclasses.replace(swelling, urgency=fever.urgency, companion=fever.term), swelling, fever)


def _shown(picture, by):
    photo = Photo.objects.store(picture, title="A joint, from the front", by=by)
    return d.Photo(digest=photo.digest, width=photo.width, height=photo.height, alt="A joint", caption="Bone")


def _review(article, by):
    edition = article.live_edition
    clinical_reviews.review(article, by=by, outcome="no-change", seen=edition.fingerprint, edition=edition)


def _in(days):
    return timezone.now().replace(microsecond=0) + days * DAY


class Elsewhere(Exception):
    """Takes all rows of another clinic away again."""


@contextmanager
def elsewhere(settings, media):
    """A clinic of its own, with its own media folder, that is gone afterwards."""
    here, settings.MEDIA_ROOT = settings.MEDIA_ROOT, media
    try:
        with transaction.atomic():
            yield
            if connection.vendor == "postgresql":
                connection.check_constraints()
            raise Elsewhere
    except Elsewhere:
        settings.MEDIA_ROOT = here


def new_clinic():
    """Its first account; nothing else is there."""
    assert not any(counts().values())
    return User.objects.create_superuser("boss", password="a password for tests")


def carried(folder, settings, tmp_path, *, every):
    """The tree that a new clinic exports after it has imported `folder`, and what the import said."""
    with elsewhere(settings, tmp_path / "media-of-the-other"):
        done = import_articles(folder, by=new_clinic())
        export(tmp_path / "again", every=every)
    return tree(tmp_path / "again"), done


def export_of(slug, folder, settings, tmp_path, *, picture):
    """An export with one live article, whose clinic is gone."""
    with elsewhere(settings, tmp_path / "media-of-the-first"):
        author = user("writer")
        ClinicProfile.objects.create(name="Pelican Point", emergency_wording="Call 911.")
        write_and_publish(slug, author, photo=_shown(picture, author))
        export(folder)


def change(folder, name, **values):
    """Change a JSON file of an export, as somebody would who knows how to keep the manifest right."""
    path = folder / name
    data = json.loads(path.read_text())
    for place, value in values.items():
        *way, last = [int(step) if step.isdigit() else step for step in place.split("__")]
        inner = data
        for step in way:
            inner = inner[step]
        inner[last] = value
    path.write_text(json.dumps(data))
    if name != "manifest.json":
        seal(folder, name)


def seal(folder, name):
    """Put the present SHA-256 of a file into the manifest."""
    manifest = json.loads((folder / "manifest.json").read_text())
    manifest["files"][name] = hashlib.sha256((folder / name).read_bytes()).hexdigest()
    (folder / "manifest.json").write_text(json.dumps(manifest))


def run(command, *arguments):
    """What the command prints."""
    out = StringIO()
    call_command(command, *map(str, arguments), stdout=out)
    return out.getvalue()
