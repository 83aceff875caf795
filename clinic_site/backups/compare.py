"""A restored site held against the living one, row by row and file by file, by digest.

The living site has gone on since the backup was made, so each kind of row says what may lawfully differ:

- what is append-only (editions, their terms and names, reviews, events of a request, calls ...) differs in nothing,
  but for edges of an edition's window that were still ahead when the backup was made;
- a request at the same version is the same in every column; at a later one the desk has acted, and what the patient
  said is still the same. A purge destroys it, and says when;
- a note of the desk is the same, or its request was purged;
- personal words that were sealed anew since (rotate_booking_keys) say the same when they are opened;
- a photo may have left the library. Its files never go, and never change.

What is new since the backup is no difference.
"""

import hashlib
from dataclasses import dataclass, field
from itertools import islice

from django.apps import apps
from django.db.models import F, JSONField, TextField
from django.db.models.functions import Cast
from django.utils.dateparse import parse_datetime

from appointments.models import BookingRequest, Note
from clinic_site import encryption
from clinic_site.append_only import AppendOnly
from clinic_site.photos.models import Photo
from conditions.models import Edition

WINDOW = ("live_from", "live_until")
SEALED = ("sealed_answers", "phone_hash", "birth_date_hash", "last_name_hash")
SAID = ("reference", "submission", "kind", "submitted_at", "consent", "keep_days")  # no act of the desk changes these
BATCH = 2_000


@dataclass
class Comparison:
    """`compared`: {what: how many}; `differences`: a sentence for each, naming no patient."""

    compared: dict = field(default_factory=dict)
    differences: list = field(default_factory=list)
    unopened: int = 0  # sealed with a key that is not in BOOKING_KEYS any longer, and anew since: not to be compared

    def differs(self, what, key, how):
        self.differences.append(f"{what} {key} {how}")


def compare(backup, restored, restored_photos, living_photos):
    """Hold the database of the alias `restored` against the living one, and return the Comparison.

    Of photos, `restored_photos` against `living_photos`, both PhotoFiles. Raises StorageDown.
    """
    found = Comparison()
    made_at = parse_datetime(backup.manifest.made_at)
    for model in apps.get_models():
        if issubclass(model, AppendOnly):
            _append_only(found, model, restored, made_at)
    _requests(found, restored)
    _notes(found, restored)
    kept = {name.split("/")[1] for name in backup.photos}
    for digest in sorted(_photos(found, restored) - kept):
        found.differs("photo", digest, "is in the library, and none of its files is in the backup.")
    _files(found, backup, restored_photos, living_photos)
    return found


def _append_only(found, model, restored, made_at):
    fields = [column.attname for column in model._meta.concrete_fields]
    edges = {fields.index(name) for name in WINDOW} if model is Edition else set()

    def digest(row):
        return _digest([_past(value, made_at) if i in edges else value for i, value in enumerate(row)])

    living, then = (_digests(model, using, digest) for using in ("default", restored))
    _same(found, model, then, living)


def _same(found, model, then, living):
    name = model._meta.verbose_name
    found.compared[str(model._meta.verbose_name_plural)] = len(then)
    for key, value in then.items():
        if key not in living:
            found.differs(name, key, "is in the backup, and not on the site.")
        elif living[key] != value:
            found.differs(name, key, "is not the same on the site as in the backup.")


def _past(edge, made_at):
    """An edge of a window that may not be moved any longer; None for one that was still ahead."""
    return edge if edge is not None and edge <= made_at else None


def _digests(model, using, digest):
    """{primary key: digest} of all rows, without holding them in memory. Documents are read as their text."""
    columns = [
        Cast(field.attname, TextField()) if isinstance(field, JSONField) else F(field.attname)
        for field in model._meta.concrete_fields
    ]
    rows = model._base_manager.using(using).order_by("pk").values_list("pk", *columns)
    return {row[0]: digest(row[1:]) for row in rows.iterator(chunk_size=BATCH)}


def _digest(values):
    return hashlib.sha256(repr(values).encode()).digest()


def _requests(found, restored):
    columns = [column.attname for column in BookingRequest._meta.concrete_fields]
    count = 0
    for then, living in _pairs(BookingRequest, columns, restored):
        count += 1
        if living is None:
            found.differs("booking request", then["reference"], "is in the backup, and not on the site.")
            continue
        same = [name for name in columns if name not in SEALED] if then["version"] == living["version"] else SAID
        purged = living["purged_at"] is not None
        if any(then[name] != living[name] for name in same) or living["version"] < then["version"]:
            found.differs("booking request", then["reference"], "is not the same on the site as in the backup.")
        elif not purged and any(then[name] != living[name] for name in SEALED):
            _sealed_anew(found, "booking request", then["reference"], then["sealed_answers"], living["sealed_answers"])
    found.compared["booking requests"] = count


def _notes(found, restored):
    columns = [column.attname for column in Note._meta.concrete_fields]
    count = 0
    for then, living in _pairs(Note, columns, restored):
        count += 1
        if living is None:
            found.differs("note", then["id"], "is in the backup, and not on the site.")
        elif any(then[name] != living[name] for name in columns if name != "sealed_text"):
            found.differs("note", then["id"], "is not the same on the site as in the backup.")
        elif living["sealed_text"] and then["sealed_text"] != living["sealed_text"]:
            _sealed_anew(found, "note", then["id"], then["sealed_text"], living["sealed_text"])
    found.compared["notes of the desk"] = count


def _pairs(model, columns, restored):
    """(row of the backup, the living row with its primary key or None), as dicts."""
    rows = model.objects.using(restored).order_by("pk").values(*columns).iterator(chunk_size=BATCH)
    while batch := list(islice(rows, BATCH)):
        first, last = batch[0]["id"], batch[-1]["id"]
        living = {row["id"]: row for row in model.objects.filter(pk__range=(first, last)).values(*columns)}
        for row in batch:
            yield row, living.get(row["id"])


def _sealed_anew(found, what, key, then, living):
    """Words under two seals: the same, where both can be opened."""
    try:
        now = encryption.unseal(living)
    except encryption.WrongKey:
        found.differs(what, key, "is sealed with another key than the site has.")
        return
    try:
        before = encryption.unseal(then)
    except encryption.WrongKey:
        found.unopened += 1
        return
    if before != now:
        found.differs(what, key, "does not say the same on the site as in the backup.")


def _photos(found, restored):
    columns = ("digest", "width", "height")
    living = dict(Photo.objects.values_list("digest", "pk"))
    facts = set(Photo.objects.values_list(*columns))
    then = list(Photo.objects.using(restored).values_list(*columns))
    for row in then:
        if row[0] in living and row not in facts:
            found.differs("photo", row[0], "has another size on the site than in the backup.")
    found.compared["photos"] = len(then)
    return {row[0] for row in then}


def _files(found, backup, restored_photos, living_photos):
    for name in backup.photos:
        try:
            living = living_photos.sha256(name)
        except FileNotFoundError:
            found.differs("file", name, "is in the backup, and not on the site.")
            continue
        if not living == backup.sums[name] == restored_photos.sha256(name):
            found.differs("file", name, "is not the same on the site as in the backup.")
    found.compared["files of photos"] = len(backup.photos)
