"""The way in: after the password, or another proof of who it is, the second factor where the account has one.

Nobody is signed in before: what the first step proved waits in the session for ten minutes, and opens nothing.
"""

import logging
import time

from django.contrib.auth import SESSION_KEY, login
from django.contrib.auth.models import User
from django.db import transaction
from django.shortcuts import redirect

from clinic_site import rate, tarpit
from clinic_site.accounts import known_browser, letters, second_factor, sessions

logger = logging.getLogger(__name__)

PENDING = "second_step"  # what the session calls it
MINUTES = 10  # that it waits
FREE = 5  # codes from one address, before the first wait
FREE_OF_ACCOUNT = 20  # codes of the app from browsers that its owner never used, wherever they are
BACKEND = "django.contrib.auth.backends.ModelBackend"


def proceed(request, user, then):
    """Sign `user` in, who proved who they are, and lead to the address `then`; or first ask for the second factor."""
    if not second_factor.has_any(user):
        return finish(request, user, then)
    request.session[PENDING] = {
        "user": user.pk,
        "proof": user.get_session_auth_hash(),  # another password ends this, too
        "at": int(time.time()),
        "then": then,
    }
    return redirect("admin:second_step")


def pending(request):
    """(the user whose second factor is asked for, where that leads); (None, None) where nobody's is."""
    waiting = request.session.get(PENDING)
    if not waiting or time.time() - waiting["at"] > MINUTES * 60:
        return None, None
    user = User.objects.filter(pk=waiting["user"], is_active=True).first()
    if user is None or user.get_session_auth_hash() != waiting["proof"]:
        return None, None
    return user, waiting["then"]


def finish(request, user, then):
    """Sign `user` in. Of a browser that was not seen before a letter tells, but for the very first time."""
    is_new = user.last_login is not None and not known_browser.knows(request, user)
    with transaction.atomic():
        request.session.pop(PENDING, None)
        if SESSION_KEY in request.session:  # signing in again: Django keeps the session's name then (ASVS 7.2.4)
            request.session.cycle_key()
        login(request, user, backend=BACKEND)
        if is_new:
            letters.new_browser(user, sessions.describe(request.headers.get("User-Agent", "")))
    response = redirect(then)
    known_browser.remember(request, response, user)
    return response


def try_code(request, user, typed):
    """(whether `typed` is right; None: it was not looked at; how many seconds to wait before the next try).

    Waits grow by account and address, as those of passwords do. Codes of an app are short: from browsers that `user`
    never used, tries are counted for the account as a whole, too. Who holds up the owner so knows the password; the
    owner's own browser, a passkey and a recovery code do not wait for that.
    """
    here = f"{rate.address_of(request)} second step {user.pk}"
    counted = [(here, FREE)]
    if len(second_factor.plain(typed)) == second_factor.DIGITS and not known_browser.knows(request, user):
        counted.append((f"second step {user.pk}", FREE_OF_ACCOUNT))
    seconds = 0
    for who, free in counted:
        may, wait = rate.begin_try(who, free=free)
        seconds = max(seconds, wait)
        if not may:
            tarpit.hold(request)
            return None, seconds
    if second_factor.verify(user, typed):
        for who, _ in counted:
            rate.succeed(who)
        return True, 0
    tarpit.hold(request)
    logger.warning("Second step failed: account %s, address %s", user, rate.sign_in_hash(rate.address_of(request))[:16])
    if seconds == rate.FIRST_WAIT:
        letters.codes_failed(user)
    return False, seconds
