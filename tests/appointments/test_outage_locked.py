"""A SQLite database that another process holds for too long counts as down."""

import pytest
from django.db import connection

from appointments import outage
from appointments.models import BookingRequest
from appointments.outage import filing
from clinic_site import write_lock
from tests.appointments.asking import send
from tests.appointments.spooling import files

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("clinic", "spooling")]


def test_what_cannot_be_written_in_time_waits_in_the_spool(client, monkeypatch):
    if connection.vendor != "sqlite":
        return  # there rows are locked, and a new one never is
    outage.prepare()
    monkeypatch.setattr(write_lock, "LONGEST", 0.1)
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")
        response = send(client)
        cursor.execute("COMMIT")
    other.close()
    assert response.status_code == 303 and len(files()) == 1 and not BookingRequest.objects.exists()
    assert filing.file_waiting() == 1 and BookingRequest.objects.count() == 1
