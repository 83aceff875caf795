from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

# Views are imported where they are used: they need every app's models.


class ClinicAdminSite(admin.AdminSite):
    site_title = "Clinic admin"
    site_header = "Clinic admin"
    index_title = "What would you like to do?"
    enable_nav_sidebar = True

    def get_urls(self):
        from clinic_site.accounts import urls

        return [*urls.own_urls(self.admin_view), *urls.open_urls(), *super().get_urls()]

    @method_decorator(never_cache)
    def login(self, request, extra_context=None):
        """Django's own, with the site's form and with a second step."""
        from clinic_site.accounts.views.signing_in import SignInView
        from clinic_site.tries import SignInForm

        if request.method == "GET" and self.has_permission(request):
            return redirect("admin:index")
        context = {
            **self.each_context(request),
            "title": "Log in",
            "subtitle": None,
            "app_path": request.get_full_path(),
            "username": request.user.get_username(),
            **(extra_context or {}),
        }
        if "next" not in request.GET and "next" not in request.POST:
            context["next"] = reverse("admin:index")
        request.current_app = self.name
        view = SignInView.as_view(
            extra_context=context, authentication_form=SignInForm, template_name="admin/login.html"
        )
        return view(request)

    def password_change(self, request, extra_context=None):
        """Django's own. It ends all sessions of the account; this one goes on."""
        from clinic_site.accounts import sessions

        response = super().password_change(request, extra_context)
        if response.status_code == 302:
            sessions.begin(request, request.user)
        return response
