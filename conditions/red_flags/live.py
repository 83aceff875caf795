"""The red flags that hold at a moment, and the one way in which they change: a signed edition."""

from functools import lru_cache

from django.db import DatabaseError, connections, router, transaction
from django.db.models import F, Max
from django.utils import timezone

from conditions.models import RedFlag, RedFlagCount, RedFlagEdition
from conditions.red_flags.shipped import shipped
from conditions.red_flags.values import LINES, encode

SHIPPED = "Came with the software."
# In plain SQL, as each search asks it: building the query takes longer than running it.
NEWEST = f"SELECT id, live_from FROM {RedFlagEdition._meta.db_table} ORDER BY id DESC LIMIT 1"


def live():
    """(RedFlagDocument, ...) that hold now. Those that came with the software where the database does not answer."""
    try:
        with connections[router.db_for_read(RedFlagEdition)].cursor() as cursor:
            cursor.execute(NEWEST)
            newest = cursor.fetchone()
        return _editions(newest) if newest else shipped()
    except DatabaseError:
        return shipped()


@lru_cache(maxsize=2)
def _editions(newest):
    """`newest`: key and moment of the newest edition, which tell whether this process has read them all before."""
    return as_of(None)


def as_of(at):
    """(RedFlagDocument, ...) that held at the moment `at`; None: of the newest editions, whatever the clock says."""
    found = {}
    editions = RedFlagEdition.objects.order_by("red_flag_id", "number")
    editions = editions.filter(live_from__lte=at) if at else editions
    for edition in editions:
        found[edition.red_flag_id] = edition.document
    return tuple(document for document in found.values() if document)


def publish(red_flag, *, by, signature, reason):
    """Save `red_flag` and let patients have it as it is from now on. Returns the RedFlagEdition.

    `by` and `signature` None and "": it came with the software.
    """
    with transaction.atomic():
        red_flag.save()
        last = red_flag.editions.aggregate(last=Max("number"))["last"] or 0
        return RedFlagEdition.objects.create(
            red_flag=red_flag,
            number=last + 1,
            data=None if red_flag.is_withdrawn else encode(red_flag.document),
            reason=reason,
            signature=signature,
            signed_by=by,
        )


def install(using="default", **kwargs):
    """After `migrate`: add the red flags of this release, and renew those that nobody at the clinic has edited."""
    if not {RedFlag._meta.db_table, RedFlagEdition._meta.db_table} <= set(
        connections[using].introspection.table_names()
    ):
        return
    there = {flag.key: flag for flag in RedFlag.objects.using(using).all()}
    new = [_write(RedFlag(), document) for document in shipped() if document.key not in there]
    with transaction.atomic(using=using):
        RedFlag.objects.using(using).bulk_create(new)
        RedFlagEdition.objects.using(using).bulk_create(
            RedFlagEdition(red_flag=flag, number=1, data=encode(flag.document), reason=SHIPPED) for flag in new
        )
        for document in shipped():
            flag = there.get(document.key)
            if flag and flag.document != document and not flag.editions.exclude(signature="").exists():
                publish(_write(flag, document), by=None, signature="", reason=SHIPPED)


def _write(flag, document):
    """`flag`, its fields as `document` says."""
    for name, value in encode(document).items():
        setattr(flag, name, "\n".join(value) if name in LINES else value)
    return flag


def count(flags):
    """Count that `flags` were raised today. A database that does not answer keeps nobody waiting."""
    day = timezone.localdate()
    try:
        with transaction.atomic():
            for flag in flags:
                row, _ = RedFlagCount.objects.get_or_create(key=flag.key, day=day)
                RedFlagCount.objects.filter(pk=row.pk).update(times=F("times") + 1)
    except DatabaseError:
        pass
