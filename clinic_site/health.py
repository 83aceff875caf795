from django.conf import settings
from django.db import Error, connections
from django.http import HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from clinic_site.pages.replica import PRIMARY, REPLICA

WORDS = {
    PRIMARY: "The database does not answer.\n",
    REPLICA: "The replica does not answer. Its pages come from the primary.\n",
}
READING = "The primary database does not answer. Public pages are read from the replica; nothing can be saved.\n"


@require_safe
@never_cache
def healthz(request):
    """200 where the process runs and pages can be read, else 503: for monitors and load balancers.

    "ok" where every database answers. Where only one of primary and replica does, it says so, with 200: a load
    balancer that took this server out for it would take the public pages away.
    """
    down = [name for name in settings.DATABASES if not _answers(name)]
    text = "".join(WORDS[name] for name in down) or "ok\n"
    if down == [PRIMARY] and REPLICA in settings.DATABASES:
        text = READING
    return HttpResponse(text, status=503 if len(down) == len(settings.DATABASES) else 200, content_type="text/plain")


def _answers(name):
    try:
        with connections[name].cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return False
    return True
