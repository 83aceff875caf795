"""The desk's pages in a few words."""

from django.urls import reverse

from appointments import desk
from tests.appointments.requests import NAME, PHONE, REASON, fresh

QUEUE = "/admin/appointments/bookingrequest/"
LOOK_UP = f"{QUEUE}look-up/"
PERSONAL = [*NAME.split(), PHONE, REASON, "quillon@example.org"]


def at_desk(request, name="change"):
    """The address of a page or an act of `request`."""
    return reverse(f"admin:appointments_bookingrequest_{name}", args=[request.pk])


def text(response, status=200):
    assert response.status_code == status, response.status_code
    return response.content.decode()


def references(response):
    """The references of a queue or of what was looked up, in the order of the page."""
    rows = response.context.get("found")
    if rows is None:
        rows = [row for _, part, _ in response.context["parts"] for row in part]
    return [row.request.reference for row in rows]


def done(client, request, act, follow=True, **typed):
    """Do `act` by its form, as somebody who looks at the request as it is now."""
    values = {"version": fresh(request).version} | typed
    return client.post(at_desk(request, act), values, follow=follow)


def called(request, by, **more):
    """`request` after a call."""
    desk.log_call(request, by=by, **{"version": fresh(request).version, "outcome": "reached", **more})
    return fresh(request)


def kinds(request):
    return [str(event.kind) for event in request.events.all()]
