"""On every request of somebody who is signed in: is the session still theirs, and may they go on without a second
factor? One query, and none for who is not signed in."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.models import AnonymousUser
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse

from clinic_site.accounts import sessions
from clinic_site.accounts.rules import GRACE

OPEN = {  # pages of the admin that somebody without a second factor reaches after the days of grace
    *("account_app", "account_passkey", "account_confirm", "account"),
    *("logout", "login", "password_change", "password_change_done", "jsi18n"),
}


class AccountMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated:
            session = sessions.current(request)
            if session is None:
                logout(request)
                messages.warning(request, "You were signed out, here or from another browser. Please sign in again.")
            else:
                request.staff_session = session
                if is_held_up(session) and (answer := _held_up(request)):
                    return answer
        return self.get_response(request)


def is_held_up(session):
    """Whether the days of grace were over when `session` began: who is at work then loses nothing."""
    ends_at = session.standing.ends_at
    return ends_at is not None and session.began_at >= ends_at


def _held_up(request):
    """The way to the page that sets a second factor up; elsewhere than in the admin its owner is nobody."""
    if not request.path_info.startswith(reverse("admin:index")):
        request.user = AnonymousUser()
        return None
    try:
        name = resolve(request.path_info).url_name
    except Resolver404:
        name = None
    if name in OPEN:
        return None
    messages.warning(
        request, f"Your {GRACE.days} days are over: set up a second factor, and everything is as you left it."
    )
    return redirect("admin:account")
