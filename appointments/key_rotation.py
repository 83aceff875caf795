"""A new first key: what older keys sealed is opened with them and sealed with the new one.

Batches of rows in the order of their primary key, each a transaction. A row is changed only where it still holds what
was read, so that the site may go on working, and a rotation that was interrupted is simply run again.
"""

from django.db import transaction

from appointments.answers import decode
from appointments.intake import lookup_hashes
from appointments.models import BookingRequest, Letter, Note, UnsentRequest
from clinic_site import encryption
from clinic_site.accounts.models import Account

BATCH = 500
SEALED = [  # model, its sealed field, the way to the request's reference or the user's name; None: it is soon destroyed
    (BookingRequest, "sealed_answers", "reference"),
    (Note, "sealed_text", "request__reference"),
    (Letter, "sealed_to", "request__reference"),
    (UnsentRequest, "sealed_answers", None),
    (Account, "sealed_app_secret", "user__username"),
]


class Unopened(Exception):
    """No key opens what these requests hold; everything else was done. `references`: theirs, sorted."""

    def __init__(self, references):
        self.references = sorted(references)
        super().__init__(", ".join(self.references))


def rotate():
    """Seal everything with the first key; returns how many fields were sealed anew. Raises Unopened at the end."""
    done, unopened = 0, set()
    for model, field, reference in SEALED:
        last = 0
        sealed = model.objects.exclude(**{field: ""}).order_by("pk").values_list("pk", field, reference or "pk")
        while rows := list(sealed.filter(pk__gt=last)[:BATCH]):
            last = rows[-1][0]
            with transaction.atomic():
                for pk, token, name in rows:
                    try:
                        done += _seal_anew(model, field, pk, token)
                    except encryption.WrongKey:
                        if reference:
                            unopened.add(_named(model, name))
    if unopened:
        raise Unopened(unopened)
    return done


def _named(model, name):
    """What holds something that no key opens, for whoever rotates."""
    return f"the authenticator app of {name}" if model is Account else name or "a letter to staff"


def _seal_anew(model, field, pk, token):
    if encryption.is_current(token):
        return 0
    text = encryption.unseal(token)
    changes = {field: encryption.seal(text)}
    if model is BookingRequest:
        changes |= lookup_hashes(decode(text))
    return model.objects.filter(pk=pk, **{field: token}).update(**changes)
