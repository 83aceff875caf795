"""Asking for a visit: the form, the page where answers are checked, and sending. All in one address.

Between these steps the answers travel in the page itself, never in session, cookie or address. Whatever goes wrong,
the page comes back with everything that was typed, a sentence that says why, and the clinic's phone lines.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from appointments import intake, rate, spam
from appointments.answers import Kind
from appointments.forms import NewPatientForm, RehabForm
from appointments.models import BookingRequest, OnlineRequests
from appointments.submission import Token
from appointments.views.ways import open_sometime
from clinic_site import errors

MOST = 64 * 1024  # bytes of a filled form; the longest answers come to a few thousand
HASTY = 3  # seconds from opening the form to sending it that no person needs so few of
QUICK = 10  # seconds that few people get by with
OLD = timedelta(hours=24)


@dataclass(frozen=True)
class Way:
    form: type
    title: str
    lead: str


WAYS = {
    Kind.NEW_PATIENT: Way(
        NewPatientForm,
        "Ask for a first visit",
        "For a new problem, or if you have not been here before. It takes about two minutes.",
    ),
    Kind.REHAB: Way(
        RehabForm,
        "Ask for a rehab visit",
        "For physical therapy and getting strong again. It takes about two minutes.",
    ),
}


@dataclass(frozen=True)
class Refusal:
    """Why nothing was sent, for the person who tried. The page puts the phone lines below it."""

    text: str
    status: int = 422


NO_COOKIE = Refusal(
    "Nothing was sent: your browser did not send our cookie. Allow cookies for this site and try again, or call us.",
    403,
)
TOKEN_EXPIRED = Refusal(
    "Nothing was sent: this page was open for too long, or our cookie was lost. Please try again, or call us.", 403
)
FORGED = Refusal("Nothing was sent: a part of this page got lost on its way. Please try again, or call us.")
TRAPPED = Refusal(
    "Nothing was sent: a hidden field that must stay empty was filled in, maybe by your browser. It is empty again. "
    "Please try again, or call us."
)
OLD_PAGE = Refusal(
    "This page was open for a long time, so nothing was sent yet. Look at your answers once more, then press "
    "“Send request”, or call us."
)
TOO_FAST = Refusal(
    "Nothing was sent yet: it came faster than people type. Please press “Send request” again, or call us."
)
TOO_OFTEN = Refusal(
    "Nothing was sent: too many requests came from your internet connection in the last hour. Please call us, or try "
    "again in an hour.",
    429,
)


def _sent_before(booking):
    return Refusal(
        f"You already sent a request: {booking.reference}. If you send this too, the front desk gets a second one.", 409
    )


@csrf_exempt  # the check of the CSRF token reads the whole body: its size comes first, then _posted checks
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request, kind):
    if request.method != "POST":
        response = _opened(request, kind)
        response["Cache-Control"] = "private, no-cache"  # but kept: the browser's Back finds what was typed
        return response
    response = _too_large() if _is_too_large(request) else _posted(request, kind)
    response["Cache-Control"] = "no-store"
    return response


def _token_refused(request):
    """The answer of clinic_site/errors.py to a form that the CSRF check refuses: the same page, with every answer."""
    came = settings.CSRF_COOKIE_NAME in request.COOKIES
    return _answered(request, request.resolver_match.kwargs["kind"], refused=TOKEN_EXPIRED if came else NO_COOKIE)


ask.token_refused = _token_refused


def _opened(request, kind):
    online = OnlineRequests.load()
    if online.paused():
        return _paused(request, kind, online)
    form = WAYS[kind].form.blank(request.GET.get("from", ""), keep_days=online.keep_days)
    return _form_page(request, kind, form, Token.new())


def _is_too_large(request):
    length = request.META.get("CONTENT_LENGTH") or "0"
    return not length.isdecimal() or len(length) > 9 or int(length) > MOST


def _too_large():
    return errors.page("appointments/too_large.html", 413)


@csrf_protect
def _posted(request, kind):
    return _answered(request, kind)


def _answered(request, kind, refused=None):
    """The next page after a step; with `refused`, a Refusal, the page that the step was made on."""
    try:
        online = OnlineRequests.load()
        form = WAYS[kind].form(request.POST, keep_days=online.keep_days)
        form.full_clean()
        if online.paused():
            return _paused(request, kind, online, form)
        return _step(request, kind, form, refused)
    except errors.DATABASE_DOWN:
        typed = [(name, value) for name, values in request.POST.lists() for value in values]
        return errors.unavailable(
            "appointments/unavailable.html",
            typed=[pair for pair in typed if pair[0] != "csrfmiddlewaretoken"],
            csrf_token=get_token(request),
        )


def _step(request, kind, form, refused):
    step, token = request.POST.get("step"), Token.read(request.POST.get("token", ""))
    sending = step == "send" and form.is_valid()
    if refused:
        return (_check_page if sending else _form_page)(request, kind, form, token, refused)
    if step == "change" or not form.is_valid():
        return _form_page(request, kind, form, token)
    if sending:
        return _sent(request, kind, form, token)
    if form.trapped:
        return _form_page(request, kind, form, token, TRAPPED)
    return _check_page(request, kind, form, token)


def _sent(request, kind, form, token):
    """Send the answers once; whatever stands against it leads back to the page they were sent from."""
    answers = form.answers()
    before = BookingRequest.objects.filter(submission=token.submission).first() if token.submission else None
    if before is None:
        if refused := _refusal(form, token):
            return _check_page(request, kind, form, token, refused)
        if not rate.admit(rate.address_of(request)):
            return _check_page(request, kind, form, token, TOO_OFTEN)
        before, new = intake.receive(
            answers,
            submission=token.submission,
            article=form.cleaned_data["article"],
            suspected_spam=spam.suspected(answers, hasty=not token.older_than(QUICK)),
        )
        if new:
            return _thanks(before)
    if before.answers == answers:
        return _thanks(before)
    return _check_page(request, kind, form, Token.new(), _sent_before(before))


def _refusal(form, token):
    if token.submission is None:
        return FORGED
    if form.trapped:
        return TRAPPED
    if token.older_than(OLD):
        return OLD_PAGE
    if not token.older_than(HASTY):
        return TOO_FAST
    return None


def _thanks(booking):
    response = redirect("appointments:received", booking.reference)
    response.status_code = 303  # the next page is asked for with GET
    return response


def _form_page(request, kind, form, token, refused=None):
    invalid = form.is_bound and not form.is_valid()
    status = refused.status if refused else 422 if invalid else 200
    return _page(request, "form", kind, status, form=form, token=token, refused=refused)


def _check_page(request, kind, form, token, refused=None):
    return _page(request, "check", kind, refused.status if refused else 200, form=form, token=token, refused=refused)


def _page(request, name, kind, status=200, token=None, **context):
    if token and (token.submission is None or token.older_than(OLD)):
        token = Token.new()
    context |= {"kind": kind, "way": WAYS[kind], "token": token}
    return render(request, f"appointments/{name}.html", context, status=status)


def _paused(request, kind, online, form=None):
    """No requests are taken online. What was typed is shown, for reading it out on the phone."""
    return _page(request, "paused", kind, 422 if form else 200, online=online, form=form, **open_sometime())
