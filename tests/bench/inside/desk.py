"""The desk beside a thousand requests and beside very many: what is open stays the same, the archive grows."""

import io
from functools import partial

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from appointments.models import BookingRequest
from appointments.queue import look_up, tabs
from tests.bench.inside.measure import BARE, measure

FEW = 1_000
MANY = {"postgresql": 1_000_000, "sqlite": 50_000}
AT_MOST = 1.5  # times its own time: what the queue may cost beside MANY


def report():
    """Tables in Markdown."""
    many = MANY[connection.vendor]
    fill(FEW)
    request = BookingRequest.objects.filter(state="contacted").order_by("pk").first()
    name = request.answers.last_name
    first, found = measure(asked_about(request)), [len(look_up(name))]
    fill(many - FEW)
    then = measure(asked_about(request))
    found.append(len(look_up(name)))
    lines = [
        f"Times at {many:,} requests over times at {FEW:,}; the bare view tells how evenly the machine ran.",
        "",
        f"| page | queries at {FEW:,} | at {many:,} | time |",
        "|---|---|---|---|",
    ]
    for page in first:
        (q1, t1), (q2, t2) = first[page], then[page]
        lines.append(f"| {page} | {q1} | {q2} | {t2 / t1:.2f} |")
    slowest = max(then[page][1] / first[page][1] for page in first if page.startswith("queue"))
    lines += [
        "",
        f"The queue costs at most {slowest:.2f} times as much (aim: at most {AT_MOST}). The last name is that of "
        f"{found[0]} and of {found[1]} requests; a page of them is shown.",
    ]
    return "\n".join(lines)


def asked_about(request):
    """What the front desk asks, newly signed in: filling takes longer than a session lasts."""
    user = User.objects.get(username="frontdesk")
    desk, answers = Client(), request.answers
    desk.force_login(user)
    queue = reverse("admin:appointments_bookingrequest_changelist")
    find = partial(desk.post, reverse("admin:appointments_bookingrequest_look_up"))
    return {
        BARE: partial(desk.get, "/bare"),
        **{f"queue: {tab}": partial(desk.get, f"{queue}?tab={tab}") for tab in ["waiting", *tabs(user)]},
        "look-up: reference": partial(find, {"typed": request.reference}),
        "look-up: phone": partial(find, {"typed": answers.phone.typed}),
        "look-up: birth date": partial(find, {"typed": f"{answers.birth_date:%m/%d/%Y}"}),
        "look-up: last name": partial(find, {"typed": answers.last_name}),
        "request": partial(desk.get, reverse("admin:appointments_bookingrequest_change", args=[request.pk])),
    }


def fill(number):
    call_command("fill_bookings", number, stdout=io.StringIO())
    if connection.vendor == "postgresql":  # as its own housekeeping does, sooner or later
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
