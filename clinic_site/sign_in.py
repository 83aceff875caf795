"""A signed-in session ends after 30 idle minutes (SESSION_COOKIE_AGE) and, however busy, after 12 hours."""

import time

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver

SIGNED_IN_AT = "signed_in_at"


@receiver(user_logged_in)
def remember_when(sender, request, **kwargs):
    request.session[SIGNED_IN_AT] = int(time.time())


class SessionLimitMiddleware:
    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and request.user.is_authenticated
        if signed_in and time.time() - request.session.get(SIGNED_IN_AT, 0) > settings.SESSION_HARD_LIMIT:
            logout(request)
        return self.get_response(request)
