"""Asking for a visit: the form, the page where answers are checked, and sending. All in one address.

Between these steps the answers travel in the page itself, never in session, cookie or address. Whatever goes wrong,
the page comes back with everything that was typed, a sentence that says why, and the clinic's phone lines; but for a
body that is too large, which is not read. And whatever goes wrong, nothing that was sent before is called not sent.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db import Error as DatabaseFailed
from django.db import transaction
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.utils.log import log_response
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_http_methods

from appointments import intake, rate, spam
from appointments.answers import Kind
from appointments.forms import NewPatientForm, RehabForm
from appointments.forms.danger import raised_in
from appointments.models import BookingRequest, OnlineRequests
from appointments.submission import Token
from appointments.views.landing import open_sometime
from clinic_site import errors
from clinic_site.directory.models import PhoneLine
from conditions.red_flags import live
from conditions.red_flags.shipped import shipped

MOST = 64 * 1024  # bytes of a filled form; the longest answers come to a few thousand
HASTY = 3  # seconds from opening the form to sending it that no person needs so few of
QUICK = 10  # seconds that few people get by with
OLD = timedelta(hours=24)


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


@dataclass(frozen=True)
class Refusal:
    """Why nothing was sent, for the person who tried. The page puts the phone lines below it."""

    text: str
    status: int = 422


NO_COOKIE = Refusal(
    "Nothing was sent: your browser did not send our cookie. Allow cookies for this site and try again, or call us.",
    403,
)
COOKIE_MISMATCH = Refusal(
    "Nothing was sent: another page of ours was opened meanwhile, or this page was open for too long. Please try "
    "again, or call us.",
    403,
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


class TooOften(Exception):
    """More came from one network address than one may send."""


def _already(booking):
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
    return _answered(request, request.resolver_match.kwargs["kind"], refused=COOKIE_MISMATCH if came else NO_COOKIE)


ask.token_refused = _token_refused


def _opened(request, kind):
    online = OnlineRequests.load()
    if online.paused():
        return _paused(request, kind, online)
    form = REQUEST_TYPES[kind].form.blank(
        request.GET.get("from", ""), physician=request.GET.get("physician", ""), keep_days=online.keep_days
    )
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
    posted = request.POST  # for a body that is no form Django has an answer of its own
    try:
        online = OnlineRequests.load()
        form = REQUEST_TYPES[kind].form(posted, keep_days=online.keep_days)
        form.full_clean()
        token = Token.read(posted.get("token", ""))
        step = posted.get("step")
        sending = step == "send" and form.is_valid()
        before = BookingRequest.objects.filter(submission=token.submission).first() if sending else None
        if before and before.answers == form.answers():
            return _thanks(before)  # whoever has our token has sent these; neither a pause nor a cookie changes that
        if step != "change" and (unread := [flag for flag in form.raised if flag.key not in posted.getlist("read")]):
            live.count(unread)
            return _danger_page(request, kind, form, token)
        if online.paused():
            return _paused(request, kind, online, form)
        if refused:
            return (_check_page if sending else _form_page)(request, kind, form, token, refused)
        if sending:
            return _sent(request, kind, form, token, before)
        return _not_sending(request, kind, form, token)
    except Exception as error:
        return _failed(request, error)


def _failed(request, error):
    """The page for a fault of ours: with all that was typed, to try again."""
    typed = [(name, value) for name, values in request.POST.lists() for value in values]
    context = {
        "typed": [pair for pair in typed if pair[0] != "csrfmiddlewaretoken"],
        "sending": request.POST.get("step") == "send",
        "csrf_token": get_token(request),
        "red_flags": raised_in(request.POST, shipped()),  # the clinic's own cannot be read now
    }
    if isinstance(error, DatabaseFailed):
        response = errors.unavailable("appointments/unavailable.html", **context)
    else:
        response = errors.page("appointments/unavailable.html", 500, **context)
    if not isinstance(error, errors.DATABASE_DOWN):
        # As Django tells of a fault that nobody takes care of; without the words of the error, which may quote a value.
        wordless = Exception(type(error).__name__).with_traceback(error.__traceback__)
        told = {"request": request, "response": response, "exception": wordless}
        log_response("%s: %s", response.reason_phrase, request.path, **told)
    return response


def _not_sending(request, kind, form, token):
    if request.POST.get("step") == "change" or not form.is_valid():
        return _form_page(request, kind, form, token)
    if form.trapped:
        return _form_page(request, kind, form, token, TRAPPED)
    return _check_page(request, kind, form, token)


def _sent(request, kind, form, token, before):
    """Send the answers once; whatever stands against it leads back to the page they were sent from. `before`: the
    request that the same page made with other answers, or None."""
    if before is None:
        if refused := _refusal(form, token):
            return _check_page(request, kind, form, token, refused)
        try:
            before, new = _received(request, form, token)
        except TooOften:
            response = _check_page(request, kind, form, token, TOO_OFTEN)
            response["Retry-After"] = "3600"
            return response
        if new or before.answers == form.answers():
            return _thanks(before)
    return _check_page(request, kind, form, token.renewed(), _already(before))


@transaction.atomic
def _received(request, form, token):
    """Only what is new counts: sent twice at the same moment, the second finds the first, and is not held against it.

    Raises TooOften, and nothing is received.
    """
    answers, flags = form.answers(), form.raised
    booking, new = intake.receive(
        answers,
        alarm=flags[0].action if flags else "",
        submission=token.submission,
        article=form.cleaned_data["article"],
        suspected_spam=spam.suspected(answers, hasty=token.sooner_than(QUICK)),
        promised_days=form.promised_days,
    )
    if new and not rate.admit(rate.address_of(request)):
        raise TooOften
    return booking, new


def _refusal(form, token):
    if token.submission is None:
        return FORGED
    if form.trapped:
        return TRAPPED
    if token.older_than(OLD):
        return OLD_PAGE
    if token.sooner_than(HASTY):
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


def _danger_page(request, kind, form, token):
    """What was read of danger signs, and what to do now, before anything else is said. Nothing is sent yet."""
    return _page(request, "danger", kind, form=form, token=token)


def _page(request, name, kind, status=200, token=None, **context):
    if token and (token.submission is None or token.older_than(OLD)):
        token = token.renewed()
    form = context.get("form")
    context |= {"kind": kind, "request_type": REQUEST_TYPES[kind], "token": token}
    context["red_flags"] = form.raised if form and form.is_bound else []
    return render(request, f"appointments/{name}.html", context, status=status)


def _paused(request, kind, online, form=None):
    """No requests are taken online. What was typed is shown, for reading it out on the phone."""
    return _page(request, "paused", kind, 422 if form else 200, online=online, form=form, **open_sometime())
