"""A patient's words go through the form, a crash, letters, the desk and a purge, and turn up nowhere else."""

import email
import logging
import time
from datetime import timedelta
from email import policy

import pytest
from django.conf import settings as site_settings
from django.contrib.admin.models import LogEntry
from django.contrib.sessions.models import Session
from django.core import signing
from django.core.management import call_command
from django.db import connection
from django.template import Context, Template
from django.test import Client
from django.utils import timezone
from django.views.debug import ExceptionReporter

from appointments import desk, privacy, submission
from appointments.models import BookingRequest, OnlineRequests, UnsentRequest
from appointments.rules import CloseReason, Outcome
from clinic_site import triggers
from conditions.models import BodyArea
from tests.admin.desk import LOOK_UP, at_desk, done
from tests.appointments.canary import EMAIL, NOTE, TYPED, ask_through, everything_stored, personal
from tests.conftest import signed_in, user

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.database]
CRASH = [triggers.Refusal("booking_crash", "appointments_bookingrequest", "INSERT", "Out of order.")]


@pytest.fixture(autouse=True)
def debug_logs(caplog):
    """Everything that any logger says, statements of the database and their values included."""
    for name in ("", *logging.root.manager.loggerDict):
        caplog.set_level(logging.DEBUG, logger=name)
    connection.force_debug_cursor = True
    yield
    connection.force_debug_cursor = False


@pytest.fixture
def patient(clinic, monkeypatch, settings, tmp_path):
    """Somebody at the form, who takes a minute to fill it in, at a clinic that writes letters into files."""
    BodyArea.objects.create(name="Knee", slug="knee")
    OnlineRequests.objects.create(desk_email="desk@example.org")
    settings.MAIL_FILES = settings.EMAIL_FILE_PATH = tmp_path / "mail"
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    monkeypatch.setattr(submission.SIGNER, "timestamp", lambda: signing.b62_encode(int(time.time()) - 60))
    return Client(raise_request_exception=False)


def told(records):
    """What a log file would hold of `records`, tracebacks included."""
    return "\n".join(map(logging.Formatter("%(name)s %(message)s").format, records))


def database():
    return [held for _, held in everything_stored()]


def files(*folders):
    return [path for folder in folders for path in folder.rglob("*") if path.is_file()]


def worked_on():
    """The desk calls, writes a note, schedules and closes; letters go out."""
    clerk, request = user("clerk"), BookingRequest.objects.get()
    assert personal(request.answers.name)
    desk.claim(request, by=clerk)
    desk.log_call(request, by=clerk, version=2, outcome=Outcome.REACHED, note=NOTE)
    desk.schedule(request, by=clerk, version=3, scheduled_for=timezone.now() + timedelta(days=3), anyway=True)
    call_command("send_letters")
    desk.close(request, by=clerk, version=4, reason=CloseReason.DECLINED, note=NOTE)
    assert NOTE in {note.text for note in request.notes.all()}


def purged():
    assert privacy.purge(at=timezone.now() + timedelta(days=100)) == 1


def test_no_log_line_tells_anything_even_at_debug_level(patient, caplog):
    ask_through(patient)
    worked_on()
    purged()
    assert {"django.db.backends", "clinic_site.mail.outbox"} <= {record.name for record in caplog.records}
    assert personal(told(caplog.records)) == []


def test_a_template_that_asks_for_what_is_not_there_tells_its_name_alone(patient, caplog):
    """Django would log all that the template was given, at debug level."""
    ask_through(patient)
    Template("{{ nothing }}{{ typed.nothing }}").render(Context({"typed": TYPED}))
    logged = told(caplog.records)
    assert logged.count("Exception while resolving variable 'nothing'") == 2 and personal(logged) == []


def test_answers_never_show_themselves(patient):
    ask_through(patient)
    answers = BookingRequest.objects.get().answers
    assert personal(answers.name) and not personal([repr(answers), str(answers), repr(answers.phone), [answers]])


def test_the_pages_of_the_desk_leave_nothing_behind(patient, caplog):
    """What they show is personal; addresses, headers, cookies, sessions, logs and the admin's own history are not."""
    ask_through(patient)
    request, client = BookingRequest.objects.get(), signed_in(user("manager", "Managers"))
    found = [client.post(LOOK_UP, {"typed": typed}) for typed in (TYPED["phone"], "Quistgaard-Obermeyer", "2/29/2012")]
    pages = [client.get(at_desk(request, name)) for name in ("change", "print", "history")]
    acts = [done(client, request, "call", outcome="reached", note=NOTE, follow=False)]
    acts.append(client.post(at_desk(request, "note"), {"version": 1, "text": NOTE}))  # too late: what was typed is kept
    assert [page.status_code for page in [*found, *pages, *acts]] == [200] * 6 + [302, 409]
    assert all(personal(page.text) for page in [*found, *pages[:2]]) and personal(acts[1].text)
    shown = [(page.request, dict(page.headers), page.cookies.output()) for page in [*found, *pages, acts[0]]]
    sent = [{name: value for name, value in seen[0].items() if name != "wsgi.input"} for seen in shown]
    assert personal(sent) == personal([seen[1:] for seen in shown]) == personal(told(caplog.records)) == []
    assert personal([session.get_decoded() for session in Session.objects.all()]) == []
    assert personal(list(LogEntry.objects.values())) == []


def test_a_crash_tells_where_and_not_what(patient, caplog):
    triggers.create(CRASH)
    try:
        *_others, page = ask_through(patient)
    finally:
        triggers.drop(CRASH)
    (record,) = [record for record in caplog.records if record.exc_info and record.name == "django.request"]
    reporter = ExceptionReporter(record.request, *record.exc_info)
    reports = [reporter.get_traceback_html(), reporter.get_traceback_text(), told(caplog.records)]
    assert page.status_code == 503 and TYPED["reason"] in page.text  # kept in the page, to try again
    assert all("intake.py" in report for report in reports)
    assert "vx7" in reports[0]  # the names of what was posted
    assert not any(key in report for report in reports for key in site_settings.BOOKING_KEYS)
    assert [personal(report) for report in reports] == [[], [], []]


def test_no_address_header_or_cookie_carries_anything(patient):
    pages = ask_through(patient)
    hops = [pages[-1].redirect_chain, *[page.request for page in pages]]
    headers = [(dict(page.headers), page.cookies.output()) for page in pages]
    assert personal(hops) == personal(headers) == personal(patient.cookies.output()) == []
    assert "sessionid" not in patient.cookies and site_settings.SESSION_COOKIE_NAME not in patient.cookies


def test_letters_carry_nothing_but_the_address_they_go_to(patient, tmp_path):
    ask_through(patient)
    worked_on()
    text = b"\n".join(file.read_bytes() for file in files(tmp_path / "mail"))
    letters = [part for part in text.split(b"-" * 79 + b"\n") if part.strip()]
    assert len(letters) == 3
    for letter in letters:
        message = email.message_from_bytes(letter, policy=policy.default)
        address = message["To"]
        del message["To"]
        bodies = [part.get_content() for part in message.walk() if not part.is_multipart()]
        assert len(bodies) == 2 and address in (EMAIL, "desk@example.org")
        assert personal([message.items(), bodies]) == [] and EMAIL not in str([message.items(), bodies])


def test_the_database_and_every_file_tell_nothing(patient, tmp_path):
    """The database file and its log are among the files of DATA_DIR; on PostgreSQL the rows are read.

    The address stands in letters that became files, for want of a mail server, until the purge.
    """
    ask_through(patient)
    worked_on()
    for after in (purged, lambda: None):
        assert [row for row in database() if personal(row) or EMAIL in row] == []
        assert [path for path in files(site_settings.DATA_DIR, tmp_path) if personal(path.read_bytes())] == []
        after()
    assert [path for path in files(site_settings.DATA_DIR, tmp_path) if EMAIL.encode() in path.read_bytes()] == []


def test_answers_that_are_not_sent_yet_tell_nothing_either(patient, caplog, tmp_path):
    *_others, check = ask_through(patient, sending=False)
    assert personal(check.text) and UnsentRequest.objects.exists() and not BookingRequest.objects.exists()
    assert [row for row in database() if personal(row) or EMAIL in row] == []
    assert [path for path in files(site_settings.DATA_DIR, tmp_path) if personal(path.read_bytes())] == []
    assert personal([told(caplog.records), patient.cookies.output(), check.redirect_chain, dict(check.headers)]) == []


def test_the_canary_is_heard_where_it_sings():
    """The words searched for are those that were typed."""
    harmless = {"asking_for", "voicemail", "body_area", "consent", "email"}
    words = [text for name, text in TYPED.items() if name not in harmless]
    words = [word for word in words if len(word) > 4] + [
        NOTE,
        "2/29/2012",
        "2012-02-29",
        "+19045550147",
        "904-555-0147",
    ]
    assert [word for word in words if not personal(word)] == []
