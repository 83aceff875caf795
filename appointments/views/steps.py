"""The pages on the way to a request: their addresses, and which of them can be shown now.

Where the answers could be saved (unsent.py), a step leads on by a redirect, so that going back or reloading sends
nothing again. Where they could not, the next page is the answer itself, and carries them all in hidden inputs.
"""

import json
from dataclasses import asdict, dataclass
from uuid import UUID

from django.db import Error as DatabaseFailed
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.crypto import salted_hmac

from appointments import unsent
from appointments.answers import Kind
from appointments.forms import NewPatientForm, Page, RehabForm
from appointments.submission import Token
from appointments.views.landing import in_outage, open_sometime
from appointments.views.refusals import FORM_LAPSED, Refusal
from clinic_site import encryption
from clinic_site.directory.models import PhoneLine

NOTES = ("kept_email", "is_change")  # the address that no slip was in; that the page to check was seen before
RETRY_AFTER = {429: "3600", 503: "120"}  # seconds


@dataclass(frozen=True)
class RequestType:
    form: type
    title: str
    lead: str
    line: str  # the phone line that fits


REQUEST_TYPES = {
    Kind.NEW_PATIENT: RequestType(
        NewPatientForm,
        "Ask for a first visit",
        "For a new problem, or if you have not been here before. It takes about two minutes.",
        PhoneLine.Purpose.NEW_PATIENTS,
    ),
    Kind.REHAB: RequestType(
        RehabForm,
        "Ask for a rehab visit",
        "For physical therapy and getting strong again. It takes about two minutes.",
        PhoneLine.Purpose.REHAB,
    ),
}


@dataclass
class Step:
    """A page to show, and all that it needs. `store`: see stores.py. `refused`: why the step before was not done.
    `is_saved`: its answers lie in the database; else the page carries them."""

    store: object
    page: Page
    form: object
    token: Token
    refused: Refusal | None = None
    is_saved: bool = False
    saved_as: UUID | None = None  # the submission under whose name they lay until now

    @property
    def kind(self):
        return self.store.kind

    def address(self, page=None):
        return address(self.kind, self.token.submission, page or self.page)

    @property
    def action(self):
        """Where this page posts to. A blank form posts to where it was opened, query and all: a browser then throws its
        copy away, which Back would show (RFC 9111, 4.4)."""
        return self.address() if self.form.is_bound else self.store.request.get_full_path()

    @property
    def addresses(self):
        return {page.value: self.address(page) for page in Page}

    @property
    def digest(self):
        """A keyed hash of the answers. What is sent must be what the page showed, whatever another window saved."""
        given = json.dumps([pair for pair in self.form.typed() if pair[1]])
        return salted_hmac("appointments.answers", given, algorithm="sha256").hexdigest()

    @property
    def is_dangerous(self):
        """Whether a danger sign that nobody read yet must be told of in place of this page."""
        return self.page is Page.CHECK and self.form.is_bound and bool(self.form.unread)


def address(kind, submission, page):
    return reverse(f"appointments:{kind.replace('_', '-')}-{page}", args=[submission])


def see_other(to):
    response = redirect(to)
    response.status_code = 303  # it is asked for with GET
    return response


def lead_to(step):
    """Save the answers of `step` and redirect to its page; where they cannot be saved, show it at once."""
    secret = unsent.secret_of(step.store.request)
    if not _save(step, secret):
        return show(step)
    response = see_other(step.address())
    unsent.remember(response, secret)
    return response


def _save(step, secret):
    answers = step.form.data.copy()
    answers["token"] = step.token.text
    answers.pop(step.form.trap, None)
    try:
        note = step.refused and [step.page, asdict(step.refused)]
        saved = step.store.save(answers, note=note, secret=secret, submission=step.token.submission)
        if step.saved_as and (not saved or step.saved_as != step.token.submission):
            step.store.destroy(step.saved_as)
    except (DatabaseFailed, encryption.WrongKey):
        return False
    return saved


def find(store, page, submission):
    """The Step of `page` with the answers that are saved, or None."""
    answers, note = store.find(submission)
    if answers is None:
        return None
    form = REQUEST_TYPES[store.kind].form(answers, keep_days=store.online.keep_days, offered=store.offered)
    form.full_clean()
    refused = Refusal(**note[1]) if note and note[0] == page else None
    token = Token.read(answers.get("token", ""))
    return Step(store, page, form, token, refused, is_saved=True, saved_as=submission)


def show(step):
    """The page of `step`, or what must be said before it: danger first, then that no requests are taken online."""
    if step.is_dangerous:
        return _render(step, "danger", 200)
    if step.store.online.paused():
        form = step.form if step.form.is_bound else None
        return _render(step, "paused", 422 if form else 200, form=form, **_open_sometime(step.store))
    if step.page is Page.CHECK:
        return _render(step, "check", step.refused.status if step.refused else 200)
    form = step.form
    if step.page is Page.FORM and form.is_answered(Page.MORE) and not form.is_answered(Page.FORM):
        form, step.refused = _blank(step), step.refused or FORM_LAPSED
    problems = form.problems(step.page) if form.is_bound else []
    status = step.refused.status if step.refused else 422 if problems else 200
    return _render(step, "form", status, form=form, groups=form.groups(step.page), problems=problems)


def _blank(step):
    return type(step.form).blank("", keep_days=step.store.online.keep_days, offered=step.store.offered)


def _wrapped(step):
    """[(name, value)] of what the page carries for while the database is down."""
    secret = unsent.secret_of(step.store.request)
    text = unsent.wrap(step.form.data, secret=secret, kind=step.kind, submission=step.saved_as)
    return [(unsent.WRAPPED, text)]


def _open_sometime(store):
    return {} if store.is_outage else open_sometime()


def _render(step, name, status, **context):
    form, carried = step.form, []
    if form.is_bound and not step.is_saved:
        carried = form.typed(but=step.page if name == "form" else None)
        carried += [(name, form.data[name]) for name in NOTES if name in form.data]
    context = {
        "step": step,
        "kind": step.kind,
        "request_type": REQUEST_TYPES[step.kind],
        "form": form,
        "token": step.token,
        "refused": step.refused,
        "online": step.store.online,
        "carried": carried + (_wrapped(step) if step.is_saved else []),
        "red_flags": form.raised if form.is_bound else [],
        **(in_outage() if step.store.is_outage else {}),
        **context,
    }
    response = render(step.store.request, f"appointments/{name}.html", context, status=status)
    if status in RETRY_AFTER:
        response["Retry-After"] = RETRY_AFTER[status]
    return response
