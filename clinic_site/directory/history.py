"""The clinic's name, phone lines and emergency wording as pages had them in the past.

Whoever changes the profile or a phone line, one or many at once, leaves a version behind, in the same transaction. A
save that changes nothing leaves none.
"""

from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import asdict

from django.db import transaction
from django.db.models.signals import post_delete, post_save

from clinic_site.directory.clinic import Clinic
from clinic_site.directory.models import ClinicProfile, ClinicVersion, PhoneLine
from clinic_site.directory.models.profile import changed_in_bulk

_gathered = ContextVar("gathered", default=None)  # the models changed inside one_version()


@transaction.atomic
def record():
    """Add a ClinicVersion where the clinic is no longer what the newest one says."""
    # Two people change something at once: the second one sees what the first one changed.
    list(ClinicProfile.objects.select_for_update(no_key=True))
    now = asdict(Clinic.read())
    newest = ClinicVersion.objects.last()
    if (newest.data if newest else asdict(Clinic())) != now:
        ClinicVersion.objects.create(data=now)


@contextmanager
def one_version():
    """All changes made inside are one version: in between, patients saw nothing of them. Opens a transaction."""
    with transaction.atomic():
        token = _gathered.set(set())
        try:
            yield
            changed = _gathered.get()
        finally:
            _gathered.reset(token)
        if changed:
            record()


def watch():
    """Listen to the models. Called once, when the app is ready."""
    for model in (ClinicProfile, PhoneLine):
        for signal in (post_save, post_delete, changed_in_bulk):
            signal.connect(_changed, sender=model, dispatch_uid=f"directory.history.{model.__name__}")


def _changed(sender, raw=False, **kwargs):
    gathered = _gathered.get()
    if gathered is not None:
        gathered.add(sender)
    elif not raw:
        record()
