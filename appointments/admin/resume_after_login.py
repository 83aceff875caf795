"""An act whose page outlived its session: what was typed stays typed, through signing in and back."""

from django.conf import settings
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from appointments.admin.acts import PAGE
from appointments.admin.forms import FORMS
from appointments.admin.page import page
from appointments.admin.queue import WORKS_THE_QUEUE, context
from appointments.admin.reading import find
from appointments.rules import Act

WORDLESS = (Act.CLAIM, Act.RELEASE)  # nothing is typed for them
OUT_OF_DATE = "This page was out of date. "


def kept(act, view, site):
    """`view`, which does `act`, as a view of the admin `site` that loses nothing when the session ends meanwhile.

    Signing in makes every older page's token worthless. `token_refused` is what clinic_site/errors.py then asks.
    """

    @site.admin_view
    @permission_required(WORKS_THE_QUEUE, raise_exception=True)
    def look(request, pk):
        """The address of an act, opened as a page: after signing in, or from the browser's history."""
        return redirect(PAGE, find(pk).pk)

    @permission_required(WORKS_THE_QUEUE, raise_exception=True)
    def again(request, pk):
        """The request's page with what was typed, of the version that was looked at: a change since then is told when
        it is saved."""
        booking = find(pk)
        if act in WORDLESS:
            return page(request, pk, refusal=f"{OUT_OF_DATE}Nothing was changed. Try again.", status=403)
        form = FORMS[act](booking, request.POST)
        return page(
            request, pk, form=form, refusal=f"{OUT_OF_DATE}What you typed is still here: save it again.", status=403
        )

    do = site.admin_view(view)

    @never_cache
    @require_http_methods(["GET", "HEAD", "POST"])
    def answer(request, pk):
        if request.method != "POST":
            return look(request, pk)
        return do(request, pk) if site.has_permission(request) else _signed_out(request, act, pk)

    @never_cache
    def token_refused(request):
        if request.headers.get("Origin") not in (None, settings.SITE_URL, request.build_absolute_uri("/")[:-1]):
            raise PermissionDenied  # what another site sends was typed by nobody here
        pk = request.resolver_match.kwargs["pk"]
        return again(request, pk) if site.has_permission(request) else _signed_out(request, act, pk)

    answer.token_refused = token_refused
    return answer


def _signed_out(request, act, pk):
    """It does not look the request up: whoever is not signed in reads what they sent, and nothing else."""
    posted = [(name, value) for name, values in request.POST.lists() for value in values]
    more = {
        "is_nav_sidebar_enabled": False,  # it would have nothing in it
        "wordless": act in WORDLESS,
        "note": request.POST.get("note") or request.POST.get("text"),
        "posted": [pair for pair in posted if pair[0] != "csrfmiddlewaretoken"],
        "sign_in": reverse("admin:login", query={"next": reverse(PAGE, args=[pk])}),
    }
    where = "admin/appointments/bookingrequest/signed_out.html"
    return render(request, where, context(request, "You were signed out", **more), status=403)
