"""One's own account: the second factor, recovery codes, and where one is signed in."""

import time

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from clinic_site import encryption, rate, tarpit
from clinic_site.accounts import passkeys, qr, rules, second_factor, sessions
from clinic_site.accounts.forms import AppForm, ConfirmForm, PasskeyForm
from clinic_site.accounts.views.frame import CONFIRMED_AT, confirmed, page, private
from clinic_site.directory.clinic import Clinic

NEW_APP = "new_app"  # the sealed secret of an app that is being added, in the session


@private
def account(request):
    """Everything at a glance."""
    user, session = request.user, request.staff_session
    return page(
        request,
        "account",
        "Your account",
        has_app=second_factor.has_app(user),
        passkeys=user.passkeys.all(),
        codes_left=user.recovery_codes.count(),
        required=rules.is_required(user, rules.clinics_choice()),
        sessions=sessions.living(user),
        current=session,
        can_have_passkeys=passkeys.possible(),
    )


@confirmed
def app(request):
    """Add an authenticator app, or another one in place of it: the secret as a QR code and as letters."""
    secret, form = _secret(request), AppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        had = second_factor.has_any(request.user)
        if second_factor.add_app(request.user, secret, form.cleaned_data["code"]):
            del request.session[NEW_APP]
            return _added(request, had, "The app is set up.")
        form.add_error(
            "code", "This code does not fit. Type the one that the app shows now; the phone's clock must be right."
        )
    clinic = Clinic.load().name or settings.SITE_HOST
    picture = qr.picture(second_factor.app_address(secret, request.user, clinic))
    has_app = second_factor.has_app(request.user)
    return page(request, "app", "Authenticator app", form=form, secret=secret, picture=picture, has_app=has_app)


@confirmed
def passkey(request):
    """Add a passkey. Browsers make them with a script alone, and the page says so."""
    form = PasskeyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        had = second_factor.has_any(request.user)
        try:
            passkeys.add(request.session, request.user, form.cleaned_data["answer"], form.cleaned_data["name"])
        except passkeys.Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            return _added(request, had, "The passkey is set up.")
    options = passkeys.begin_adding(request.session, request.user) if passkeys.possible() else ""
    return page(request, "passkey", "Passkey", form=form, options=options)


@confirmed
def codes(request):
    """New recovery codes, in place of all former ones."""
    if not second_factor.has_any(request.user):
        messages.warning(request, "Recovery codes stand in for a second factor. Set one up first.")
        return redirect("admin:account")
    if request.method == "POST":
        second_factor.note(request.user, "New recovery codes were made.", by=request.user)
        return _codes(request, "Here are your new recovery codes. The former ones are void.")
    return page(request, "new_codes", "New recovery codes", left=request.user.recovery_codes.count())


@confirmed
def remove(request, what):
    """Remove the app, or the passkey with that number."""
    user = request.user
    key = None if what == "app" else user.passkeys.filter(pk=what).first()
    if key is None and not (what == "app" and second_factor.has_app(user)):
        messages.warning(request, "It is not there any more.")
        return redirect("admin:account")
    name = f"the passkey {key.name}" if key else "your authenticator app"
    if request.method == "POST":
        second_factor.remove_passkey(key, by=user) if key else second_factor.remove_app(user, by=user)
        sessions.end_all(user, but=request.staff_session)
        messages.success(request, f"Removed {name}. Your other sessions were ended.")
        return redirect("admin:account")
    required = rules.is_required(user, rules.clinics_choice())
    return page(request, "remove", "Remove a second factor", name=name, required=required)


@require_POST
@private
def end_sessions(request):
    """End one session of one's own, or all but this one."""
    if one := request.POST.get("session"):
        row = request.user.staff_sessions.filter(pk=one if one.isdecimal() and len(one) < 19 else 0)
        row.exclude(pk=request.staff_session.pk).delete()
        messages.success(request, "That session was ended.")
    else:
        sessions.end_all(request.user, but=request.staff_session)
        messages.success(request, "All your other sessions were ended.")
    return redirect("admin:account")


@private
def confirm(request):
    """Type the password once more."""
    then = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(then, allowed_hosts=None):
        then = "admin:account"
    form = ConfirmForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        who = f"{rate.address_of(request)} confirm {request.user.pk}"
        may, wait = rate.begin_try(who, free=5)
        if may and request.user.check_password(form.cleaned_data["password"]):
            rate.succeed(who)
            request.session[CONFIRMED_AT] = int(time.time())
            return redirect(then)
        tarpit.hold(request)
        words = "This is not your password." if may else "There were too many tries."
        form.add_error("password", f"{words} You can try again in {rate.in_words(wait)}." if wait else words)
    return page(request, "confirm", "Your password once more", form=form, next=then)


def _secret(request):
    """The secret that the new app is given: the same until it is set up, so that a slip costs no second scan."""
    try:
        return encryption.unseal(request.session[NEW_APP])
    except (KeyError, encryption.WrongKey):
        secret = second_factor.new_app_secret()
        request.session[NEW_APP] = encryption.seal(secret)
        return secret


def _added(request, had, words):
    sessions.end_all(request.user, but=request.staff_session)
    request.staff_session.standing = rules.Standing(has_second_factor=True)
    if not had:
        return _codes(request, f"{words} From now on it is asked for when you sign in.")
    messages.success(request, words)
    return redirect("admin:account")


def _codes(request, words):
    """The one page that ever shows recovery codes."""
    return page(request, "codes", "Recovery codes", codes=second_factor.new_recovery_codes(request.user), words=words)
