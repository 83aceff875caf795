"""How another person gets in, for managers: the invitation, the second factor that was lost, open sessions."""

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone

from clinic_site import mail
from clinic_site.accounts import letters, links, second_factor, sessions
from clinic_site.accounts.views.frame import confirmed, page
from clinic_site.datetimes import format_datetime


@confirmed
def show(request, user, *, may):
    """The page of `user` (None: there is no such account), and its acts. `may`: whether this manager may do them."""
    if user is None:
        raise Http404
    if not may:
        raise PermissionDenied
    if request.method == "POST":
        return ACTS.get(request.POST.get("act"), _nothing)(request, user)
    return page(
        request,
        "access",
        f"How {user} gets in",
        owner=user,
        link=links.open_links(user).first(),
        has_second_factor=second_factor.has_any(user),
        sessions=sessions.living(user).count(),
        by_letter=mail.reaches_people() and bool(user.email),
    )


@transaction.atomic
def invite(request, user):
    """Send `user` a link by which to choose a password; where no letter can go, show it, once."""
    now = timezone.now()
    link, address = links.invite(user, by=request.user, at=now)
    _log(request, user, "Made a link to choose a password.")
    if mail.reaches_people() and user.email:
        letters.invitation(user, address, expires_at=link.expires_at, at=now)
        messages.success(request, f"A letter to {user.email} is on its way. Its link is good for seven days, once.")
        return redirect("admin:auth_user_access", user.pk)
    until = format_datetime(link.expires_at)
    return page(request, "hand_over", f"A link for {user}", owner=user, address=address, until=until)


def withdraw(request, user):
    number = links.withdraw(user)
    _log(request, user, "Took the link back.")
    messages.success(request, "The link is taken back." if number else "There was no link any more.")
    return redirect("admin:auth_user_access", user.pk)


def remove_second_factor(request, user):
    second_factor.remove_all(user, by=request.user)
    told = f"A letter to {user.email} tells of it." if user.email else "No letter tells of it: there is no address."
    messages.success(request, f"The second factor of {user} is removed, and their sessions are ended. {told}")
    return redirect("admin:auth_user_access", user.pk)


def end_sessions(request, user):
    sessions.end_all(user)
    _log(request, user, "Ended all sessions.")
    messages.success(request, f"All sessions of {user} are ended.")
    return redirect("admin:auth_user_access", user.pk)


def _nothing(request, user):
    return redirect("admin:auth_user_access", user.pk)


def _log(request, user, what):
    LogEntry.objects.log_actions(request.user.pk, [user], CHANGE, change_message=what, single_object=True)


ACTS = {"invite": invite, "withdraw": withdraw, "remove": remove_second_factor, "end": end_sessions}
