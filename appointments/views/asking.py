"""Asking for a visit: what must be answered, what may be, the page where answers are checked, and sending.

Between these steps the answers lie sealed in the database (unsent.py), never in session, cookie or address. Whatever
goes wrong, the page comes back with everything that was typed, a sentence that says why, and the clinic's phone lines;
but for a body that is too large, which is not read. And whatever goes wrong, nothing that was sent before is called
not sent.
"""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.core.validators import slug_re
from django.db import Error as DatabaseFailed
from django.db import transaction
from django.http import QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.log import log_response
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from appointments import intake, spam, unsent
from appointments.forms import Page
from appointments.forms.danger import raised_in
from appointments.models import BookingRequest, OnlineRequests
from appointments.submission import Token
from appointments.views import refusals, steps
from appointments.views.steps import REQUEST_TYPES, Step
from clinic_site import errors, rate
from conditions.red_flags import live
from conditions.red_flags.shipped import shipped

MOST = 64 * 1024  # bytes of a filled form; the longest answers come to a few thousand
HASTY = 3  # seconds from opening the form to sending it that no person needs so few of
QUICK = 10  # seconds that few people get by with
OLD = timedelta(hours=24)
FROM_ADDRESS = ("from", "physician")  # what a link to the form may choose in it
BESIDE = ("article", "token", *steps.NOTES)  # what a form holds beside the answers to its questions
SHOWN = ("digest", "slip_asked")  # what a page that sends says of itself: which answers it showed, and whether it asked
BACK = ("change", "back")  # from the page to check, which is then the next one again; from any other


class TooOften(Exception):
    """More came from one network address than one may send."""


@csrf_exempt  # the check of the CSRF token reads the whole body: its size comes first, then _posted checks
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, kind, submission=None, page=Page.FORM):
    """A step of asking. `submission` names the form that is being filled in: every tab has its own."""
    if request.method == "POST":
        response = _too_large() if _is_too_large(request) else _posted(request, kind, submission, page)
    elif submission is None:
        response = _opened(request, kind)
    else:
        response = _looked_at(request, kind, submission, page)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _token_refused(request):
    """The answer of clinic_site/errors.py to a form that the CSRF check refuses: the same page, with every answer."""
    came = settings.CSRF_COOKIE_NAME in request.COOKIES
    refused = refusals.COOKIE_MISMATCH if came else refusals.NO_COOKIE
    return _answered(request, **request.resolver_match.kwargs, refused=refused)


ask.token_refused = _token_refused


def _opened(request, kind):
    """A form of its own for each time that one is opened."""
    online = OnlineRequests.load()
    if online.paused():
        return steps.show(_blank(request, kind, online))
    chosen = QueryDict(mutable=True)
    chosen.update({name: request.GET[name] for name in FROM_ADDRESS if name in request.GET})
    to = steps.address(kind, uuid4(), Page.FORM)
    return redirect(f"{to}?{chosen.urlencode()}" if chosen else to)


def _looked_at(request, kind, submission, page):
    """A page that is asked for by its address, by a redirect, by going back or reloading. Nothing is changed."""
    try:
        if step := steps.find(request, kind, page, submission):
            missing = None if step.is_dangerous or step.online.paused() else step.form.page_with_problem(page.before)
            return steps.see_other(step.address(missing)) if missing else steps.show(step)
        if sent := BookingRequest.objects.filter(submission=submission, kind=kind).first():
            return _thanks(sent)
        if page is not Page.FORM:
            return _gone(request, kind)
        response = steps.show(_blank(request, kind, OnlineRequests.load(), submission))
        response["Cache-Control"] = "private, no-cache"  # but kept: the browser's Back finds what was typed
        return response
    except errors.DATABASE_DOWN:  # the site's own page for this says that nothing was received, which may be wrong
        return errors.unavailable("appointments/unavailable.html")


def _blank(request, kind, online, submission=None):
    form = REQUEST_TYPES[kind].form.blank(
        request.GET.get("from", ""), physician=request.GET.get("physician", ""), keep_days=online.keep_days
    )
    return Step(request, kind, Page.FORM, form, online, Token.new(submission))


def _gone(request, kind):
    return render(request, "appointments/gone.html", {"kind": kind, "request_type": REQUEST_TYPES[kind]}, status=410)


def _is_too_large(request):
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdecimal() or len(length) > 9 or int(length) > MOST


def _too_large():
    return errors.page("appointments/too_large.html", 413)


@csrf_protect
def _posted(request, kind, submission, page):
    return _answered(request, kind, submission, page)


def _answered(request, kind, submission=None, page=Page.FORM, refused=None):
    """Lead to the next page; with `refused`, a Refusal, show the page that the step was made on, and save nothing."""
    posted, answers = request.POST, request.POST  # for a body that is no form Django has an answer of its own
    try:
        form_class = REQUEST_TYPES[kind].form
        saved_as = submission or Token.read(posted.get("token", "")).submission
        saved, _note = unsent.find(request, kind, saved_as)
        answers = _merged(saved, posted, form_class)
        online = OnlineRequests.load()
        if saved is None and page is not Page.FORM and not any(name in posted for name in form_class.inputs()):
            return _nothing_to_send(request, kind, submission, page, online, refused)
        act = posted.get("step")
        _take_note(act, answers, form_class)
        form = form_class(answers, keep_days=online.keep_days)
        token = Token.read(answers.get("token", ""))
        step = Step(request, kind, Page.CHECK, form, online, token, saved_as=saved_as if saved is not None else None)
        sending = act == "send" and form.is_valid()
        before = BookingRequest.objects.filter(submission=token.submission).first() if sending else None
        if before and before.answers == form.answers():  # neither a pause nor a cookie changes that
            unsent.destroy(request, kind, step.saved_as)
            return _thanks(before)
        if token.submission is None or token.older_than(OLD):
            step.token = token.renewed()
        lead = steps.show if refused else steps.lead_to
        is_stale = saved is not None and posted.get("digest") != step.digest  # another window saved other answers
        changed = refusals.CHANGED if sending and is_stale else None
        if act not in BACK and form.unread:
            live.count(form.unread)
            step.refused = changed
            return lead(step)
        if act in BACK:
            step.page = page
        elif act == "next" and "is_change" not in answers:
            step.page = Page.MORE
        if online.paused():
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
    except Exception as error:
        return _failed(request, error, answers)


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


def _nothing_to_send(request, kind, submission, page, online, refused):
    """No answers came, and none are saved: they were sent, by a double click for one, or their time is over."""
    if sent := BookingRequest.objects.filter(submission=submission, kind=kind).first():
        return _thanks(sent)
    if not refused:
        return steps.see_other(steps.address(kind, submission, page))
    step = _blank(request, kind, online, submission)
    step.refused = refused
    return steps.show(step)


def _failed(request, error, answers):
    """The page for a fault of ours: with all that is known of `answers`, to try again."""
    pressed = [(name, request.POST[name]) for name in ("page", "step", *SHOWN) if name in request.POST]
    typed = [(name, value) for name, values in answers.lists() for value in values]
    context = {
        "typed": [pair for pair in typed if pair[0] not in ("csrfmiddlewaretoken", "page", "step")] + pressed,
        "sending": request.POST.get("step") == "send",
        "csrf_token": get_token(request),
        "red_flags": raised_in(answers, shipped()),  # the clinic's own cannot be read now
    }
    if isinstance(error, DatabaseFailed):
        response = errors.unavailable("appointments/unavailable.html", **context)
    else:
        response = errors.page("appointments/unavailable.html", 500, **context)
    if not isinstance(error, errors.DATABASE_DOWN):
        # As Django tells of a fault that nobody takes care of; without the words of the error, which may quote a value.
        kind = type(error)
        wordless = type(kind.__name__, (Exception,), {"__module__": kind.__module__})()
        wordless.with_traceback(error.__traceback__)
        told = {"request": request, "response": response, "exception": wordless}
        log_response("%s: %s", response.reason_phrase, request.path, **told)
    return response


def _sent(step, token, before):
    """Send the answers once; whatever stands against it leads back to the page they were sent from. `token`: as it
    came; `before`: the request that the same form made with other answers, or None."""
    if before is None:
        if refused := _refusal(step.form, token):
            step.refused = refused
            return steps.lead_to(step)
        try:
            before, new = _received(step, token)
        except TooOften:
            step.refused = refusals.TOO_OFTEN
            return steps.lead_to(step)
        if new or before.answers == step.form.answers():
            return _thanks(before)
    step.token, step.refused = token.renewed(), refusals.already(before)
    return steps.lead_to(step)


@transaction.atomic
def _received(step, token):
    """Only what is new counts: sent twice at the same moment, the second finds the first, and is not held against it.
    With the request there, what was saved on the way to it is destroyed.

    Raises TooOften, and nothing is received.
    """
    answers, flags = step.form.answers(), step.form.raised
    booking, new = intake.receive(
        answers,
        alarm=flags[0].action if flags else "",
        submission=token.submission,
        article=step.form.cleaned_data["article"],
        suspected_spam=spam.suspected(answers, hasty=token.sooner_than(QUICK)),
        promised_days=step.form.promised_days,
    )
    if new and not rate.admit(rate.address_of(step.request)):
        raise TooOften
    unsent.destroy(step.request, step.kind, step.saved_as)
    return booking, new


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


def _thanks(booking):
    return steps.see_other(reverse("appointments:received", args=[booking.reference]))
