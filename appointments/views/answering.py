"""What follows from a page that was filled in: which page is next, what stands against it, and sending.

The same with the database and, while that is down, without it (stores.py).
"""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.core.validators import slug_re
from django.http import QueryDict

from appointments.forms import Page
from appointments.outage import spool
from appointments.submission import Token
from appointments.views import refusals, steps
from appointments.views.refusals import Refusal
from appointments.views.steps import REQUEST_TYPES, Step
from clinic_site import rate

HASTY = 3  # seconds from opening the form to sending it that no person needs so few of
OLD = timedelta(hours=24)
BESIDE = ("article", "token", *steps.NOTES)  # what a form holds beside the answers to its questions
BACK = ("change", "back")  # from the page to check, which is then the next one again; from any other


@dataclass
class Asked:
    """A page that was posted. `refused`: why the page that the step was made on is shown again, and nothing saved.
    `answers`: all that is known of them, as far as this got."""

    request: object
    kind: str
    submission: UUID | None = None
    page: Page = Page.FORM
    refused: Refusal | None = None
    answers: QueryDict | None = None


def answer(asked, store):
    """The response to the page `asked`, with what `store` knows."""
    kind, submission, page, refused = asked.kind, asked.submission, asked.page, asked.refused
    posted = asked.request.POST  # for a body that is no form Django has an answer of its own
    form_class = REQUEST_TYPES[kind].form
    saved_as = submission or Token.read(posted.get("token", "")).submission
    saved, _note = store.find(saved_as)
    asked.answers = answers = _merged(saved, posted, form_class)
    if saved is None and page is not Page.FORM and not any(name in posted for name in form_class.inputs()):
        return _nothing_to_send(asked, store)
    act = posted.get("step")
    _take_note(act, answers, form_class)
    form = form_class(answers, keep_days=store.online.keep_days, offered=store.offered)
    token = Token.read(answers.get("token", ""))
    step = Step(store, Page.CHECK, form, token, saved_as=saved_as if saved is not None else None)
    sending = act == "send" and form.is_valid()
    before = store.sent(token.submission, form.answers()) if sending else None
    if before and before.is_same:  # neither a pause nor a cookie changes that
        store.destroy(step.saved_as)
        return steps.see_other(before.address)
    if token.submission is None or token.older_than(OLD):
        step.token = token.renewed()
    lead = steps.show if refused else steps.lead_to
    is_stale = saved is not None and posted.get("digest") != step.digest  # another window saved other answers
    changed = refusals.CHANGED if sending and is_stale else None
    if act not in BACK and form.unread:
        store.count(form.unread)
        step.refused = changed
        return lead(step)
    if act in BACK:
        step.page = page
    elif act == "next" and "is_change" not in answers:
        step.page = Page.MORE
    if store.online.paused():
        return lead(step)
    made_on = Page.MORE if posted.get("page") == Page.MORE else Page.FORM
    if refused:
        step.page, step.refused = Page.CHECK if sending else made_on, refused
    elif changed:
        step.refused = changed
    elif sending and form.meant_email and "slip_asked" not in posted:
        pass  # the page to check asks first
    elif sending:
        return _sent(step, token, before)
    elif missing := form.page_with_problem(step.page.before):
        step.page = missing
    elif form.trapped and act not in BACK:
        step.page, step.refused = made_on, refusals.TRAPPED
    elif step.page is Page.MORE and saved is None and "saved" in posted:
        step.refused = refusals.MORE_LAPSED
    return lead(step)


def blank(store, submission=None):
    """The form before anything is typed, with what the address chooses in it."""
    chosen = store.request.GET
    form = REQUEST_TYPES[store.kind].form.blank(
        chosen.get("from", ""),
        physician=chosen.get("physician", ""),
        keep_days=store.online.keep_days,
        offered=store.offered,
    )
    return Step(store, Page.FORM, form, Token.new(submission))


def _merged(saved, posted, form_class):
    """The answers that were saved with those that were `posted` in their place. Of the page that they were given on,
    "page", what is not posted was taken back: an empty box."""
    answers = saved.copy() if saved else QueryDict(mutable=True)
    for name in form_class.inputs(posted["page"]) if posted.get("page") else ():
        answers.pop(name, None)
    for name in (*form_class.inputs(), *BESIDE, form_class.trap):
        if name in posted:
            answers.setlist(name, posted.getlist(name))
    read = dict.fromkeys([*answers.getlist("read"), *posted.getlist("read")])
    answers.setlist("read", [key for key in read if slug_re.fullmatch(key)])
    return answers


def _take_note(act, answers, form_class):
    """Note in the answers what a button says of them."""
    email = answers.get("email", "")
    if act == "take":
        answers["email"] = form_class.meant(email.strip()) or email
    elif act == "keep":
        answers["kept_email"] = email
    elif act == "change":
        answers["is_change"] = "1"


def _nothing_to_send(asked, store):
    """No answers came, and none are saved: they were sent, by a double click for one, or their time is over."""
    if sent := store.sent(asked.submission, kind=asked.kind):
        return steps.see_other(sent.address)
    if not asked.refused:
        return steps.see_other(steps.address(asked.kind, asked.submission, asked.page))
    step = blank(store, asked.submission)
    step.refused = asked.refused
    return steps.show(step)


def _sent(step, token, before):
    """Send the answers once; whatever stands against it leads back to the page they were sent from. `token`: as it
    came; `before`: the Sent that the same form made with other answers, or None."""
    if before is None:
        if refused := _refusal(step.form, token):
            step.refused = refused
            return steps.lead_to(step)
        try:
            before, new = step.store.receive(step, token)
        except rate.TooOften:
            step.refused = refusals.TOO_OFTEN
            return steps.lead_to(step)
        except spool.Full:
            step.refused = refusals.SPOOL_FULL
            return steps.lead_to(step)
        if new or before.is_same:
            return steps.see_other(before.address)
    step.token, step.refused = token.renewed(), refusals.already(before)
    return steps.lead_to(step)


def _refusal(form, token):
    if token.submission is None:
        return refusals.FORGED
    if form.trapped:
        return refusals.TRAPPED
    if token.older_than(OLD):
        return refusals.OLD_PAGE
    if token.sooner_than(HASTY):
        return refusals.TOO_FAST
    return None
