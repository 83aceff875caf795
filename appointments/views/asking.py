"""Asking for a visit: what must be answered, what may be, the page where answers are checked, and sending.

Between these steps the answers lie sealed in the database (unsent.py), never in session, cookie or address. Whatever
goes wrong, the page comes back with everything that was typed, a sentence that says why, and the clinic's phone lines;
but for a body that is too large, which is not read. And whatever goes wrong, nothing that was sent before is called
not sent. While the database is down, the steps do without it (appointments/outage).
"""

from uuid import uuid4

from django.conf import settings
from django.db import Error as DatabaseFailed
from django.http import QueryDict
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.log import log_response
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from appointments.forms import Page
from appointments.forms.danger import raised_in
from appointments.views import refusals, steps
from appointments.views.answering import Asked, answer, blank
from appointments.views.steps import REQUEST_TYPES
from appointments.views.stores import with_or_without
from clinic_site import errors
from conditions.red_flags.shipped import shipped

MOST = 64 * 1024  # bytes of a filled form; the longest answers come to a few thousand
FROM_ADDRESS = ("from", "physician")  # what a link to the form may choose in it
SHOWN = ("digest", "slip_asked")  # what a page that sends says of itself: which answers it showed, and whether it asked


@csrf_exempt  # the check of the CSRF token reads the whole body: its size comes first, then _posted checks
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, kind, submission=None, page=Page.FORM):
    """A step of asking. `submission` names the form that is being filled in: every tab has its own."""
    if request.method == "POST":
        response = _too_large() if _is_too_large(request) else _posted(request, kind, submission, page)
    elif submission is None:
        response = with_or_without(lambda store: _opened(request, kind, store), request, kind)
    else:
        response = _looked_at(request, kind, submission, page)
    response.headers.setdefault("Cache-Control", "no-store")
    return response


def _token_refused(request):
    """The answer of clinic_site/errors.py to a form that the CSRF check refuses: the same page, with every answer."""
    came = settings.CSRF_COOKIE_NAME in request.COOKIES
    refused = refusals.COOKIE_MISMATCH if came else refusals.NO_COOKIE
    return _answered(Asked(request, **request.resolver_match.kwargs, refused=refused))


ask.token_refused = _token_refused


def _opened(request, kind, store):
    """A form of its own for each time that one is opened."""
    if store.online.paused():
        return steps.show(blank(store))
    chosen = QueryDict(mutable=True)
    chosen.update({name: request.GET[name] for name in FROM_ADDRESS if name in request.GET})
    to = steps.address(kind, uuid4(), Page.FORM)
    return redirect(f"{to}?{chosen.urlencode()}" if chosen else to)


def _looked_at(request, kind, submission, page):
    """A page that is asked for by its address, by a redirect, by going back or reloading. Nothing is changed."""

    def looked_at(store):
        return _without(store, submission, page) if store.is_outage else _found(store, submission, page)

    try:
        return with_or_without(looked_at, request, kind)
    except errors.DATABASE_DOWN:  # the site's own page for this says that nothing was received, which may be wrong
        return errors.unavailable("appointments/unavailable.html")


def _found(store, submission, page):
    if step := steps.find(store, page, submission):
        missing = None if step.is_dangerous or store.online.paused() else step.form.page_with_problem(page.before)
        return steps.see_other(step.address(missing)) if missing else steps.show(step)
    if sent := store.sent(submission, kind=store.kind):
        return steps.see_other(sent.address)
    if page is not Page.FORM:
        return _gone(store.request, store.kind)
    response = steps.show(blank(store, submission))
    response["Cache-Control"] = "private, no-cache"  # but kept: the browser's Back finds what was typed
    return response


def _without(store, submission, page):
    """Whether this form was sent, and with what, only the database knows: so what is typed now is another one."""
    if sent := store.sent(submission):
        return steps.see_other(sent.address)
    step = blank(store)
    if page is not Page.FORM and not store.online.paused():
        step.refused = refusals.UNREADABLE
    response = steps.show(step)
    if page is Page.FORM:
        response["Cache-Control"] = "private, no-cache"  # as where it is found
    return response


def _gone(request, kind):
    return render(request, "appointments/gone.html", {"kind": kind, "request_type": REQUEST_TYPES[kind]}, status=410)


def _is_too_large(request):
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdecimal() or len(length) > 9 or int(length) > MOST


def _too_large():
    return errors.page("appointments/too_large.html", 413)


@csrf_protect
def _posted(request, kind, submission, page):
    return _answered(Asked(request, kind, submission, page))


def _answered(asked):
    """Lead to the next page."""
    asked.answers = asked.request.POST
    try:
        return with_or_without(lambda store: answer(asked, store), asked.request, asked.kind)
    except Exception as error:
        return _failed(asked.request, error, asked.answers)


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
