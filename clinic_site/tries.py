"""Tries to sign in: who guesses waits longer each time, and keeps nobody else waiting.

Waits count by account and network address together. Never by the account alone: whoever knows a user name could lock
its owner out. Nor by the address alone, which a whole clinic may share: an address that failed often only has no tries
left without a wait, for each account its own.
"""

import logging
import re
import unicodedata
from datetime import timedelta
from functools import lru_cache
from http import HTTPStatus
from math import ceil

from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from clinic_site import hashing, rate, tarpit

FREE = 5  # tries at one account from one address before the first wait
FREE_OF_MANY = 1  # and from an address that failed MANY times in an hour, whatever accounts it tried
MANY = 30
MOST_WAITS = 1000  # that a process remembers
BUSY_FOR = 3  # seconds until a place is free again, as a rule
GAPS = {name: f"@@{name}@@" for name in ("next_try", "address", "username", "next", "csrfmiddlewaretoken")}

logger = logging.getLogger(__name__)


class SignInForm(AdminAuthenticationForm):
    def clean(self):
        name, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if not name or not password:
            return super().clean()
        address = rate.address_of(self.request)
        free = FREE_OF_MANY if rate.failed(address) >= MANY else FREE
        may, seconds = rate.begin_try(_who(address, name), free=free)
        if not may:
            raise ValidationError(_next_try(seconds), code="wait")
        try:
            cleaned = super().clean()
        except ValidationError as error:
            rate.fail(address)
            _log(name, address)
            raise ValidationError([error, _next_try(seconds)] if seconds else error) from error
        rate.succeed(_who(address, name))
        return cleaned


class SignInMiddleware:
    """Lets a try to sign in through, or refuses it at once and for next to nothing: programs that guess are fast."""

    def __init__(self, get_response):
        self.get_response = get_response
        self.waits = {}  # {who: until when}: what this process has read already

    def __call__(self, request):
        if request.method != "POST" or request.path_info != _address():
            return self.get_response(request)
        name = unicodedata.normalize("NFKC", request.POST.get("username", "").strip())  # as the form's field has it
        who, now = _who(rate.address_of(request), name), timezone.now()
        if (until := self.waits.get(who, now)) > now:
            return _again(request, 429, ceil((until - now).total_seconds()))
        with hashing.place() as free:
            if not free:
                return _again(request, 503, BUSY_FOR)
            if seconds := rate.seconds_to_wait(who, now):
                self._remember(who, now + timedelta(seconds=seconds))
                return _again(request, 429, seconds)
            response = self.get_response(request)
        if response.status_code == HTTPStatus.OK:  # the form once more: a try that failed
            tarpit.hold(request)
        return response

    def _remember(self, who, until):
        if len(self.waits) >= MOST_WAITS:
            self.waits.clear()
        self.waits[who] = until


@lru_cache(maxsize=1)
def _address():
    return reverse("admin:login")


@lru_cache(maxsize=2)
def _page(status):
    """The page of a refused try, made once; what differs from one to the other stands for itself in it."""
    return render_to_string("admin/sign_in_again.html", {"status": status, "gaps": GAPS})


def _again(request, status, seconds):
    """429 after too many tries, 503 while others sign in: the form again, with the user name that was typed."""
    tarpit.hold(request)
    typed = request.POST
    given = {
        "next_try": _next_try(seconds),
        "address": request.get_full_path(),
        **{name: typed.get(name, "") for name in ("username", "next", "csrfmiddlewaretoken")},
    }
    page = re.sub("|".join(GAPS.values()), lambda gap: escape(given[gap[0].strip("@")]), _page(status))
    response = HttpResponse(page, status=status, headers={"Retry-After": str(seconds), "Cache-Control": "no-store"})
    response._has_been_logged = True  # Django would write a line for each of thousands; a try that failed has its own
    return response


def _who(address, name):
    return f"{address} {name}"


def _log(name, address):
    """A name that is no account may be a password typed into the wrong field: it is not written down."""
    account = User.objects.filter(username=name).values_list("username", flat=True).first()
    hashed = rate.sign_in_hash(address)[:16]
    logger.warning("Sign-in failed: %s, address %s", f"account {account}" if account else "unknown account", hashed)


def _next_try(seconds):
    return f"You can try again in {rate.in_words(seconds)}."
