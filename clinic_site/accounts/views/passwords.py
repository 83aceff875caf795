"""A password by a link: asking for one, and choosing with one. No page tells whether there is such an account."""

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from clinic_site import guessing, mail, rate, tarpit
from clinic_site.accounts import links
from clinic_site.accounts.forms import ChoosePasswordForm, ForgotForm
from clinic_site.accounts.models import PasswordLink
from clinic_site.accounts.views.frame import page, private

LINK = "password_link"  # what the session calls it
FREE = 5  # letters asked for from one address, before the first wait
TOLD = {
    links.State.USED: "This link was used already. If that was you, sign in with the password that you chose. If it "
    "was not, tell a manager of the clinic now: somebody else may have chosen one.",
    links.State.WITHDRAWN: "This link was taken back, or a newer one was sent. Open the newest letter that you have.",
    links.State.EXPIRED: "This link is too old. Nothing was changed.",
    links.State.UNKNOWN: "There is no such link. Look whether the whole address was copied, to its last letter.",
}


@private
def forgot(request):
    """Ask for a letter with a link. The answer is the same whatever was typed."""
    if not mail.reaches_people():
        return page(request, "forgot_by_hand", "Forgotten your password?")
    form = ForgotForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        tarpit.hold(request)
        may, wait = rate.begin_try(f"{rate.address_of(request)} forgot", free=FREE)
        if may:
            links.ask_reset(form.cleaned_data["name"])
            return page(request, "forgot_asked", "Look into your mail")
        form.add_error(None, f"There were many letters asked for. You can ask for another in {rate.in_words(wait)}.")
    return page(request, "forgot", "Forgotten your password?", form=form)


@require_safe
def follow(request, secret):
    """The address in the letter. It leads on to one without the secret, which so stands in no page's referrer."""
    try:
        request.session[LINK] = links.find(secret).pk
    except links.LinkDead as dead:
        response = _dead(request, dead)
    else:
        response = HttpResponseRedirect(reverse("admin:choose_password"))
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    response["Cache-Control"] = "no-store"
    return response


@private
def choose(request):
    """Choose the password. Signing in with it comes after, the second factor included."""
    if LINK not in request.session:
        messages.warning(request, "Open the link in your letter once more: this browser does not know it.")
        return redirect("admin:login")
    link = PasswordLink.objects.filter(pk=request.session[LINK]).select_related("user").first()
    current = links.state(link)
    if current is not links.State.OPEN:
        return _dead(request, links.LinkDead(current))
    form = ChoosePasswordForm(link.user, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            links.use(link, form.cleaned_data["new_password1"])
        except links.LinkDead as dead:
            return _dead(request, dead)
        del request.session[LINK]
        messages.success(request, "Your password is chosen. Sign in with it now.")
        return redirect("admin:login")
    return page(request, "choose_password", "Choose a password", form=form, owner=link.user)


def _dead(request, dead):
    """Why the link opens nothing. Who guesses is answered late; a link that is good is never kept waiting."""
    if dead.state is links.State.UNKNOWN and (wait := guessing.seconds_after(request, "password links")):
        words = f"There is no such link, and too many were tried. You can try again in {rate.in_words(wait)}."
        response = page(request, "dead_link", "This link opens nothing", 429, words=words)
        response["Retry-After"] = str(wait)
        return response
    return page(
        request,
        "dead_link",
        "This link opens nothing",
        404 if dead.state is links.State.UNKNOWN else 410,
        words=TOLD[dead.state],
        by_letter=mail.reaches_people(),
    )
