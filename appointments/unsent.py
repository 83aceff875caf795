"""Answers between the steps of a form: one sealed row, which is destroyed when they are sent, or after an hour.

A row is found by two halves together: the submission, which stands in the form's address, and a secret, which stands in
a cookie. Either alone finds nothing, and neither stands in the database. So two tabs are two forms, and an address in a
history or a log shows nobody's answers. docs/decisions/0010 says why.
"""

import json
import re
import secrets
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.crypto import salted_hmac

from appointments.models import UnsentRequest
from clinic_site import encryption

KEPT = timedelta(minutes=60)  # after the last step
LONGEST = 16 * 1024  # characters of one row; the longest answers that are valid come to a fourth
MOST = 2000  # rows at a time
MOST_OF_ONE = 40  # of them from one network address, which may be that of a whole hospital
WRAPPED = "wrapped"  # the hidden input
SECRET = re.compile(r"[\w-]{43}", re.ASCII)
COOKIE = f"{'__Secure-' if settings.HTTPS else ''}answers"


def secret_of(request):
    """The secret in the browser's cookie; a new one where it has none."""
    secret = request.COOKIES.get(COOKIE, "")
    return secret if SECRET.fullmatch(secret) else secrets.token_urlsafe(32)


def find(request, kind, submission, at=None):
    """(answers, note) as `save` was given them; (None, None) where there is no such row, or no longer."""
    if COOKIE not in request.COOKIES or submission is None:
        return None, None
    fresh = UnsentRequest.objects.filter(saved_at__gt=(at or timezone.now()) - KEPT)
    row = fresh.filter(name_hash=_name(secret_of(request), kind, submission)).first()
    if row is None:
        return None, None
    try:
        saved = json.loads(encryption.unseal(row.sealed_answers))
    except encryption.WrongKey:  # it will be destroyed soon; nobody can read it
        return None, None
    return _answers(saved), saved["note"]


def save(answers, *, note, secret, kind, submission, address, at=None):
    """Seal `answers` (a QueryDict) and `note` (what JSON takes); returns whether there was room for them."""
    at = at or timezone.now()
    text = json.dumps({"answers": dict(answers.lists()), "note": note})
    if len(text) > LONGEST:
        return False
    name, address_hash = _name(secret, kind, submission), encryption.keyed_hash("address", address)
    row = UnsentRequest(name_hash=name, address_hash=address_hash, sealed_answers=encryption.seal(text), saved_at=at)
    known = UnsentRequest.objects.filter(name_hash=name)
    with transaction.atomic():
        if known.update(sealed_answers=row.sealed_answers, saved_at=at):
            return True
        purge(at=at)
        if UnsentRequest.objects.count() >= MOST:
            return False
        if UnsentRequest.objects.filter(address_hash=address_hash).count() >= MOST_OF_ONE:
            return False
        UnsentRequest.objects.bulk_create(  # pressed twice at the same moment, the later press finds the row
            [row],
            update_conflicts=True,
            unique_fields=["name_hash"],
            update_fields=["sealed_answers", "saved_at"],
        )
    return True


def wrap(answers, *, secret, kind, submission, at=None):
    """`answers`, sealed for the page to carry: for the hour in which no database can be asked for the row. It opens
    with both halves, as the row does."""
    saved_at = (at or timezone.now()).timestamp()
    name = _name(secret, kind, submission)
    return encryption.seal(json.dumps({"answers": dict(answers.lists()), "name": name, "saved_at": saved_at}))


def unwrap(request, kind, submission, at=None):
    """The answers that the page which was posted carries so; None where it carries none, or for too long."""
    try:
        carried = json.loads(encryption.unseal(request.POST.get(WRAPPED, "")))
    except encryption.WrongKey:
        return None
    limit = ((at or timezone.now()) - KEPT).timestamp()
    if carried.get("name") != _name(secret_of(request), kind, submission) or carried["saved_at"] <= limit:
        return None
    return _answers(carried)


def destroy(request, kind, submission):
    if COOKIE in request.COOKIES and submission is not None:
        UnsentRequest.objects.filter(name_hash=_name(secret_of(request), kind, submission)).delete()


def remember(response, secret):
    """Give the browser its half, for as long as the row may live."""
    response.set_cookie(
        COOKIE,
        secret,
        max_age=KEPT,
        path="/appointments/",
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",  # Strict would be missing, and replaced, where somebody comes from another site
    )


def purge(at=None):
    """Destroy the rows whose time is over."""
    UnsentRequest.objects.filter(saved_at__lte=(at or timezone.now()) - KEPT).delete()


def _answers(saved):
    answers = QueryDict(mutable=True)
    for name, values in saved["answers"].items():
        answers.setlist(name, values)
    return answers


def _name(secret, kind, submission):
    return salted_hmac("appointments.unsent", f"{secret}:{kind}:{submission}", algorithm="sha256").hexdigest()
