from urllib.parse import unquote, urlsplit

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import Resolver404, resolve


class ClinicAdminSite(admin.AdminSite):
    site_title = "Clinic admin"
    site_header = "Clinic admin"
    index_title = "What would you like to do?"
    enable_nav_sidebar = True

    def login(self, request, extra_context=None):
        from clinic_site.tries import SignInForm  # which needs every app's models

        self.login_form = SignInForm
        response = super().login(request, extra_context)
        if isinstance(response, HttpResponseRedirect) and not _leads_somewhere(response.url):
            return redirect("admin:index")
        return response


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
