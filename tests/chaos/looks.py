"""Looks at a site, and work in it that is killed; all of it runs within its environment (inside.py)."""

import dataclasses
import hashlib
import json
import uuid
from collections import Counter
from contextlib import closing
from datetime import timedelta
from pathlib import Path

from django.contrib.auth.models import Group, User
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.utils import timezone

from appointments import audit_log, intake, key_rotation, privacy
from appointments import triggers as appointment_triggers
from appointments.models import BookingEvent, BookingRequest, Letter, OnlineRequests
from appointments.outage import filing, spool
from clinic_site import encryption
from clinic_site.backups.archive import Backup, BackupError
from clinic_site.directory import triggers as directory_triggers
from clinic_site.mail import outbox
from conditions.editing.compose import compose
from conditions.editing.restore import restore
from conditions.models import KINDS, Article, Edition, EditionTerm
from conditions.publishing import actions, triggers
from tests.appointments.requests import answers
from tests.chaos.people import EMAIL
from tests.site.migrations import last

DESK_EMAIL = "desk@chaos.example"
OVERDUE = timedelta(minutes=16)  # after which a letter that a killed sender held goes out again


WORDS = [(BookingRequest, "sealed_answers"), (Letter, "sealed_to")]


# What is prepared


def prepare():
    """The desk is written to, and somebody may import."""
    OnlineRequests.objects.update_or_create(pk=1, defaults={"desk_email": DESK_EMAIL})
    User.objects.create_superuser("chaos", password=None)


def desks(count):
    """[{"cookie", "pk", "slug", "summary"}] of so many articles, each with a signed-in author of its own."""
    found = []
    for article in Article.objects.order_by("pk")[:count]:
        author = User.objects.create_user(f"author-{article.pk}", password=None, is_staff=True)
        author.groups.add(*Group.objects.filter(name__in=["Authors", "Managers"]))
        client = Client()
        client.force_login(author)
        morsel = next(iter(client.cookies.values()))
        cookie = f"{morsel.key}={morsel.value}"
        found.append({"cookie": cookie, "pk": article.pk, "slug": article.slug, "summary": article.summary})
    return found


def fill(count, closed_days_ago=0):
    """Add so many requests with a letter each; where they were closed, so long ago. Returns how many there are."""
    start = BookingRequest.objects.count()
    at = timezone.now() - timedelta(days=closed_days_ago)
    with transaction.atomic():
        for number in range(start, start + count):
            said = answers(reason=f"filled {number}", email=EMAIL.format(f"f{number}"))
            request, _ = intake.receive(said, submission=uuid.uuid4(), at=at)
            if closed_days_ago:
                closed = {"state": "closed", "closed_at": at, "close_reason": "declined"}
                BookingRequest.objects.filter(pk=request.pk).update(**closed)
    return BookingRequest.objects.count()


# Looks


def requests():
    """[[reason, reference]] of all requests that came in whole: sealed, with one first event, with their letters."""
    found = []
    submitted = Counter(BookingEvent.objects.filter(kind=audit_log.Kind.SUBMITTED).values_list("request", flat=True))
    written = 1 + bool(OnlineRequests.load().desk_email)
    letters = Counter(Letter.objects.values_list("request", flat=True))
    for request in BookingRequest.objects.order_by("pk"):
        whole = submitted[request.pk] == 1 and letters[request.pk] == written
        found.append([request.answers.reason, request.reference if whole else f"half of {request.reference}"])
    return found


def changes():
    """[[change note, slug]] of all editions."""
    return [list(pair) for pair in Edition.objects.order_by("pk").values_list("change_note", "slug")]


def faults(hours=0):
    """Sentences: what is not whole in the database, as it will be in so many hours."""
    at = timezone.now() + timedelta(hours=hours)
    found = _of_the_file() + _of_the_guards()
    for article in Article.objects.all():
        compose(article)
        editions = list(article.editions.order_by("number"))
        if [edition.number for edition in editions] != list(range(1, len(editions) + 1)):
            found.append(f"{article.slug}: editions {[edition.number for edition in editions]}")
        for before, after in zip(editions, editions[1:], strict=False):
            if before.live_until != after.live_from:
                found.append(f"{article.slug}: editions {before.number} and {after.number} do not meet")
        if editions and list(article.editions.live(at)) != editions[-1:]:
            found.append(f"{article.slug}: its newest edition is not the live one")
        found += [f"{article.slug}, edition {it.number}: half" for it in editions if not _is_whole(it)]
    return found


def _is_whole(edition):
    said = {(model.kind, getattr(row, "term", row).slug) for model in KINDS for row in _rows(edition, model)}
    rows = set(EditionTerm.objects.filter(edition=edition).values_list("kind", "slug"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM search_edition WHERE edition = %s", [edition.pk])
        return rows == said and cursor.fetchone()[0] == 1


def _rows(edition, model):
    return getattr(edition.document, model.part)


def _of_the_file():
    if connection.vendor != "sqlite":
        return []
    with closing(connection.cursor()) as cursor:
        cursor.execute("PRAGMA integrity_check")
        answers = [row[0] for row in cursor.fetchall()]
        cursor.execute("PRAGMA foreign_key_check")
        return [f"integrity_check: {answer}" for answer in answers if answer != "ok"] + [
            f"foreign_key_check: {row}" for row in cursor.fetchall()
        ]


def _of_the_guards():
    """Every trigger that the release has is there."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
        else:
            cursor.execute("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal")
        there = {name for (name,) in cursor.fetchall()}
    apps = (triggers, appointment_triggers, directory_triggers)
    missing = sorted({rule.name for app in apps for rule in app.rules(connection.vendor)} - there)
    return [f"guards are missing: {', '.join(missing)}"] if missing else []


def file_what_waits():
    """File the requests that were sent while the database was down; returns how many still wait."""
    filing.file_waiting()
    return len(spool.waiting()) + len(spool.set_aside())


def unapplied():
    """How many migrations of this release the database has not seen."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def articles():
    return Article.objects.count()


def letters():
    """[[its number, state]] of all letters."""
    return [[str(letter), state] for letter, state in Letter.objects.values_list("message_id", "state")]


def whole_backups(folder):
    """(names of those that can be read to their end, [what is wrong with the others])."""
    whole, faults = [], []
    for path in sorted(Path(folder).glob("*.tar")):
        try:
            with Backup(path) as backup:
                backup.verify()
            whole.append(path.name)
        except BackupError as error:
            faults.append(f"{path.name}: {error}")
    return whole, faults


def digest():
    """Of all that patients ever wrote and all editions, opened: the same before and after whatever keeps them."""
    said = [(model.__name__, *row) for model, field in WORDS for row in _opened(model, field)]
    said += Edition.objects.order_by("pk").values_list("slug", "number", "fingerprint")
    return hashlib.sha256(json.dumps(said, default=str).encode()).hexdigest()


def _opened(model, field):
    for pk, token in model.objects.order_by("pk").values_list("pk", field):
        yield pk, token and encryption.unseal(token)


def digest_of_editions():
    pairs = list(Edition.objects.order_by("slug", "number").values_list("slug", "fingerprint"))
    return hashlib.sha256(json.dumps(pairs).encode()).hexdigest()


def left_to_rotate():
    """Fields that the first key does not open, and hashes under another key."""
    count = 0
    for model, field, _ in key_rotation.SEALED:
        tokens = model.objects.exclude(**{field: ""}).values_list(field, flat=True)
        count += sum(not encryption.is_current(token) for token in tokens)
    for request in BookingRequest.objects.exclude(sealed_answers=""):
        hashes = intake.lookup_hashes(request.answers)
        count += any(getattr(request, name) != value for name, value in hashes.items())
    return count


def purged():
    """(requests whose words are gone, requests that kept theirs, requests with a part of them, requests still due)."""
    gone = half = 0
    for request in BookingRequest.objects.prefetch_related("letters"):
        words = [request.sealed_answers, request.phone_hash, request.birth_date_hash, request.last_name_hash]
        words += [letter.sealed_to for letter in request.letters.all() if letter.state != Letter.State.SENT]
        gone += request.purged_at is not None
        half += any(words) if request.purged_at else not all(words[:4])
    due = privacy.due(timezone.now(), OnlineRequests.load().keep_days).count()
    return gone, BookingRequest.objects.count() - gone, half, due


def waiting():
    """How many letters are not out yet."""
    return Letter.objects.filter(state=Letter.State.QUEUED).count()


# Work that is killed


def publish(number):
    """Change an article and publish it; returns its slug."""
    author = User.objects.get(username="chaos")
    articles = Article.objects.order_by("pk")
    article = articles[number % articles.count()]
    restore(dataclasses.replace(compose(article), summary=f"A quick answer of change {number}."), by=author)
    return actions.publish(article, by=author, change_note=f"change {number}").slug


def send_letters(minutes=0):
    """One round, so many minutes from now."""
    outbox.Sender().round(at=timezone.now() + timedelta(minutes=minutes))


def migrate(forward):
    """To what a later release may have, or back to this one."""
    for app in ("conditions", "appointments"):
        call_command("migrate", app, *([] if forward else [last(f"{app}.migrations")]), verbosity=0)
