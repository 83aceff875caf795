"""A patient whose words exist nowhere else, and the question where they turn up."""

import re
from functools import partial

from django.db import connection

from appointments.forms import Page, RehabForm
from tests.admin.forms import fields

EMAIL = "lowercase.cello@canary.example"
TYPED = {
    "asking_for": "child",
    "first_name": "Zebulonia",
    "last_name": "Quistgaard-Obermeyer",
    "birth_date_month": "2",
    "birth_date_day": "29",
    "birth_date_year": "2012",
    "caller_name": "Thaddeus Quistgaard",
    "caller_relation": "Stepgrandfather",
    "phone": "(904) 555-0147",
    "voicemail": "no",
    "email": EMAIL,
    "needs_detail": "Brings an accordion",
    "body_area": "knee",
    "danger_signs": "none",
    "reason": "The left patella grinds like a coffee mill.",
    "referring_provider": "Dr. Wilhelmina Zoltan",
    "consent": "2026-11/90",
}
NOTE = "Grandmother Philippa answers in the mornings."
PERSONAL = re.compile(
    r"zebulonia|quistgaard|obermeyer|thaddeus|stepgrandfather|555.{0,3}0147|2012-0?2-29|2/29/2012|accordion|patella"
    r"|coffee|zoltan|wilhelmina|philippa|grandmother",
    re.IGNORECASE,
)


def personal(text):
    """The personal words in `text` (or bytes)."""
    text = text.decode("latin-1") if isinstance(text, bytes) else str(text)
    return sorted(set(PERSONAL.findall(text)))


def ask(get, post, *, wait=lambda: None, sending=True):
    """The patient's way through the form; returns the pages. `get(path)` and `post(path, values)` answer with one,
    redirects followed."""
    pages = [get("/appointments/rehab/")]
    wait()
    steps = [("next", RehabForm.inputs(Page.FORM)), ("check", RehabForm.inputs(Page.MORE)), ("send", ())]
    for step, names in steps if sending else steps[:-1]:
        typed = {name: TYPED[name] for name in names if name in TYPED}
        action = re.search(r'class="ask-form" method="post" action="([^"]+)"', pages[-1].content.decode())[1]
        pages.append(post(action, {**fields(pages[-1]), **typed, "step": step}))
    assert "Check your answers" in pages[2].content.decode()
    return pages


def ask_through(client, **how):
    """The same with Django's test client."""
    return ask(*(partial(method, follow=True) for method in (client.get, client.post)), **how)


def everything_stored():
    """(table, its rows as text) of each table of the database.

    A table of SQLite's full text that keeps no text of its own cannot be read; what it is made of stands in others.
    """
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE sql LIKE '%, content=%'")
            tables -= {name for (name,) in cursor.fetchall()}
        for table in sorted(tables):
            cursor.execute(f'SELECT * FROM "{table}"')
            yield table, repr(cursor.fetchall())
