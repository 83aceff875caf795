from datetime import datetime
from urllib.error import HTTPError, URLError
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.http import Http404
from django.test import RequestFactory
from django.urls import Resolver404, resolve
from django.utils import timezone

from clinic_site.pages import kept, replica, store, version

STATUSES = {
    kept.HIT: "it was kept, and nothing that public pages show has changed since it was proven right",
    kept.REVALIDATED: "it was kept; something changed since, but nothing that this page shows",
    kept.UNPROVEN: "it was kept, and no database answers that could say whether it is still right",
    kept.MISS: "the process that answered had not kept it, and made it",
    kept.STALE: "what was kept was no longer right, and it was made anew",
    kept.BYPASS: "such pages are not kept: it was made for this request",
}
PATIENCE = 20  # seconds


class Command(BaseCommand):
    help = (
        "Explain whether a public page is kept, what proves it fresh, and whether the running site shows it as it is."
    )

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
        self._say("Told apart by", ", ".join(f"{name}=" for name in kept.PARAMETERS) + " in its query; no others")
        try:
            response = view.func(request, *view.args, **view.kwargs)
        except Http404 as error:
            raise CommandError(f"{address} answers 404: there is no such page (now).") from error
        promise = getattr(response, "promise", None)
        if promise is None:
            self._say("Kept", f"no: the answer is {response.status_code}, and of a kind that is made for each request")
        else:
            self._promise(promise)
            self._elsewhere(request, promise)
        self._running(at, address)

    def _promise(self, promise):
        self._say("Kept", f"while the public version is {promise.version}, which every change of what pages show moves")
        if promise.proof:
            name, arguments = promise.proof
            self._say("Outlives", f"changes that leave {name}{tuple(arguments)} as it is (digest {promise.stamp[:8]})")
        if promise.until is None:
            self._say("Until", "no planned change is in sight")
        else:
            until = datetime.fromtimestamp(promise.until, timezone.get_default_timezone())
            self._say("Until", f"{until:%B} {until.day}, {until:%Y, %H:%M}, when the clock alone may change it")

    def _elsewhere(self, request, promise):
        """What the shared cache holds, where the site has one."""
        if store.SHARED not in settings.CACHES:
            return
        page = store.shared(store.key(kept.address_of(request)))
        if page is None:
            self._say("Shared cache", "does not hold it")
        elif page.promise.holds(version.current(replica.alias()), timezone.now().timestamp()):
            self._say("Shared cache", "holds it, and it is fresh")
        else:
            same = promise.stamp is not None and page.promise.stamp == promise.stamp
            self._say("Shared cache", "holds it, and its own proof holds" if same else "holds an older one")

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
