"""What every page of accounts needs: the admin's frame, and a fresh proof of who is there before anything changes."""

import time
from functools import wraps

from django.contrib import admin
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters

from clinic_site.sign_in import SIGNED_IN_AT

CONFIRMED_AT = "confirmed_at"
FRESH = 15 * 60  # seconds since a password was typed, after which it is asked for again


def page(request, template, title, status=200, **more):
    context = {**admin.site.each_context(request), "title": title, **more}
    return render(request, f"admin/accounts/{template}.html", context, status=status)


def private(view):
    """A page that no cache keeps, and whose fields no report shows."""
    return never_cache(csrf_protect(sensitive_post_parameters()(view)))


def confirmed(view):
    """Ask for the password first, where the last time is longer ago: somebody may have left the desk."""

    @wraps(view)
    def guarded(request, *args, **kwargs):
        last = max(request.session.get(CONFIRMED_AT, 0), request.session.get(SIGNED_IN_AT, 0))
        if time.time() - last > FRESH and request.user.has_usable_password():
            return redirect(reverse("admin:account_confirm", query={"next": request.path}))
        return view(request, *args, **kwargs)

    return private(guarded)
