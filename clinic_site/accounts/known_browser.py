"""Which browsers somebody signed in with before: the browser itself keeps it, in a cookie that names nobody.

The cookie holds a random number and a mark for each account that signed in there: a hash of number and account under
SECRET_KEY, which nobody else can make or read. The site keeps nothing.
"""

import re
import secrets

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

AGE = 400 * 24 * 60 * 60  # seconds: browsers keep no cookie longer
MOST = 20  # accounts of one browser: the one at the counter
SHAPE = re.compile(r"([\w-]{22})((?:\.[0-9a-f]{32}){0,20})", re.ASCII)


def cookie():
    return f"{'__Secure-' if settings.SESSION_COOKIE_SECURE else ''}known_browser"


def knows(request, user):
    """Whether `user` signed in from this browser before."""
    number, marks = _read(request)
    return any(constant_time_compare(mark, _mark(number, user)) for mark in marks)


def remember(request, response, user):
    number, marks = _read(request)
    own = _mark(number, user)
    marks = [*(mark for mark in marks if mark != own), own][-MOST:]
    response.set_cookie(
        cookie(),
        ".".join([number, *marks]),
        max_age=AGE,
        path="/admin/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _read(request):
    """(the browser's number, the marks of accounts); a new number where there is none."""
    if found := SHAPE.fullmatch(request.COOKIES.get(cookie(), "")):
        return found[1], found[2].split(".")[1:]
    return secrets.token_urlsafe(16), []


def _mark(number, user):
    return salted_hmac("accounts.known_browser", f"{number}:{user.pk}", algorithm="sha256").hexdigest()[:32]
