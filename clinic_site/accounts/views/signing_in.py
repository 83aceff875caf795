"""The two steps of signing in."""

from urllib.parse import unquote, urlsplit

from django.contrib import messages
from django.contrib.auth.views import LoginView
from django.shortcuts import redirect
from django.urls import Resolver404, resolve, reverse

from clinic_site import encryption, rate
from clinic_site.accounts import passkeys, second_step
from clinic_site.accounts.forms import CodeForm
from clinic_site.accounts.views.frame import page, private


class SignInView(LoginView):
    """Django's own; who proved the password goes on to the second step."""

    def form_valid(self, form):
        return second_step.proceed(self.request, form.get_user(), self.get_success_url())

    def get_success_url(self):
        url = super().get_success_url()
        return url if _leads_somewhere(url) else reverse("admin:index")


def _leads_somewhere(url):
    """Whether the site has a page at `url`. Django has refused other sites by then."""
    path = unquote(urlsplit(url).path)
    for address in (path, f"{path}/"):
        try:
            match = resolve(address)
        except Resolver404:
            continue
        if match.url_name and match.view_name not in ("admin:login", "admin:logout"):  # the admin's own 404 has no name
            return True
    return False


@private
def second_factor(request):
    user, then = second_step.pending(request)
    if user is None:
        messages.warning(request, "Signing in took too long, or was not begun here. Please begin again.")
        return redirect("admin:login")
    form, wait = CodeForm(), 0
    if request.method == "POST":
        form = CodeForm(request.POST)
        try:
            wait = _try(request, user, form)
        except (passkeys.Refused, encryption.WrongKey) as refusal:
            form.full_clean()
            form.errors.clear()
            form.add_error(None, _in_words(refusal))
        else:
            if not form.errors:
                return second_step.finish(request, user, then)
    options = passkeys.begin_asking(request.session, user)
    response = page(request, "second_step", "Second step", 429 if wait else 200, form=form, options=options)
    if wait:
        response["Retry-After"] = str(wait)
    return response


def _try(request, user, form):
    """Prove the second factor, or leave in `form` why not; returns how many seconds to wait."""
    if "answer" in request.POST:
        passkeys.check(request.session, user, request.POST["answer"])
        form.full_clean()
        form.errors.clear()
        return 0
    if not form.is_valid():
        return 0
    right, wait = second_step.try_code(request, user, form.cleaned_data["code"])
    if not right:
        words = "This code did not fit, or was used before. Type the one that the app shows now."
        if right is None:
            words = "There were too many wrong codes, so this one was not looked at."
        form.add_error("code", f"{words} You can try again in {rate.in_words(wait)}." if wait else words)
    return wait


def _in_words(refusal):
    if isinstance(refusal, encryption.WrongKey):
        return "Codes of apps cannot be checked at this moment. Use a recovery code or a passkey, or tell a manager."
    return str(refusal)
