from datetime import datetime
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.http import Http404
from django.test import RequestFactory
from django.urls import Resolver404, resolve
from django.utils import timezone

from clinic_site.page_cache import middleware, public_version, replica, store

STATUSES = {
    middleware.HIT: "it was kept, and nothing that public pages show has changed since it was proven right",
    middleware.REVALIDATED: "it was kept; something changed since, but nothing that this page shows",
    middleware.UNPROVEN: "it was kept, and no database answers that could say whether it is still right",
    middleware.MISS: "the process that answered had not kept it, and made it",
    middleware.STALE: "what was kept was no longer right, and it was made anew",
    middleware.BYPASS: "such pages are not kept: it was made for this request",
}
PATIENCE = 20  # seconds


class Command(BaseCommand):
    help = "Explain whether a public page is kept, what proves it fresh, and how the running site answered for it."

    def add_arguments(self, parser):
        parser.add_argument("address", help="a path on this site, as /conditions/acl-tear/")
        parser.add_argument("--at", default=f"http://127.0.0.1:{settings.PORT}", help="where the site runs")

    def handle(self, *, address, at, **options):
        request = RequestFactory().get(address, headers={"host": settings.SITE_HOST}, secure=settings.HTTPS)
        try:
            view = resolve(request.path_info)
        except Resolver404 as error:
            raise CommandError(f"{address} is no address of this site.") from error
        if not getattr(view.func, "is_public", False):
            raise CommandError(f"{address} ({view.view_name}) is not a public page: it is made for each request.")
        self._say("Page", f"{address} ({view.view_name})")
        self._say("Told apart by", ", ".join(f"{name}=" for name in middleware.PARAMETERS) + " in its query; no others")
        try:
            response = view.func(request, *view.args, **view.kwargs)
        except Http404 as error:
            raise CommandError(f"{address} answers 404: there is no such page (now).") from error
        validity = getattr(response, "validity", None)
        if validity is None:
            self._say("Kept", f"no: the answer is {response.status_code}, and of a kind that is made for each request")
        else:
            self._validity(validity)
            self._elsewhere(request, validity)
        self._running(at, address)

    def _validity(self, validity):
        self._say("Kept", f"while the public version is {validity.version}, which all changes of what pages show move")
        if validity.validator:
            name, arguments = validity.validator
            self._say("Outlives", f"changes that leave {name}{tuple(arguments)} as it is ({validity.digest[:8]})")
        if validity.until is None:
            self._say("Until", "no planned change is in sight")
        else:
            until = datetime.fromtimestamp(validity.until, timezone.get_default_timezone())
            self._say("Until", f"{until:%B} {until.day}, {until:%Y, %H:%M}, when the clock alone may change it")

    def _elsewhere(self, request, validity):
        """Describe the page in the shared cache, where the site has one."""
        if store.SHARED not in settings.CACHES:
            return
        page = store.shared(store.key(middleware.address_of(request)))
        if page is None:
            self._say("Shared cache", "does not hold it")
        elif page.validity.holds(public_version.current(replica.alias()), timezone.now().timestamp()):
            self._say("Shared cache", "holds it, and it is fresh")
        else:
            same = validity.digest is not None and page.validity.digest == validity.digest
            self._say("Shared cache", "holds it, and its own validator holds" if same else "holds an older one")

    def _running(self, at, address):
        """Ask the site that runs, as a browser would."""
        headers = {"Host": settings.SITE_HOST, "X-Forwarded-Proto": "https"}
        asked = Request(at + address, headers=headers)  # noqa: S310 (where is for whoever runs the command to say)
        try:
            with urlopen(asked, timeout=PATIENCE) as answer:  # noqa: S310
                status, code = answer.headers.get("Cache-Status", ""), answer.status
        except HTTPError as error:
            status, code = error.headers.get("Cache-Status", ""), error.code
        except (URLError, OSError) as error:
            self._say("Running site", f"{at} does not answer ({getattr(error, 'reason', error)})")
            return
        self._say("Running site", f"answers {code}, Cache-Status: {status or 'none'}")
        if status in STATUSES:
            self._say("", STATUSES[status])

    def _say(self, name, text):
        self.stdout.write(f"{name + ':' if name else '':<15}{text}")
