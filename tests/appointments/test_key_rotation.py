"""Keys change while the site works: everything is sealed anew, in batches, and nothing is lost on the way."""

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.management import CommandError, call_command

from appointments import desk, intake, key_rotation, queue
from appointments.models import BookingRequest, Letter, Note
from appointments.rules import Outcome
from clinic_site import encryption
from tests.appointments.requests import EMAIL, NAME, PHONE, fresh, received

pytestmark = [pytest.mark.django_db, pytest.mark.database]
OLD, NEW, OTHER = (Fernet.generate_key().decode() for _ in range(3))


@pytest.fixture
def old_key(settings, clinic):
    settings.BOOKING_KEYS = [OLD]


def with_note(by):
    request = received()
    desk.log_call(request, by=by, version=1, outcome=Outcome.REACHED, note="Prefers mornings.")
    return fresh(request)


def tokens():
    return {
        (model, pk): token
        for model, field, _ in key_rotation.SEALED
        for pk, token in model.objects.values_list("pk", field)
        if token
    }


def test_everything_opens_with_the_new_key_alone(old_key, frontdesk, settings):
    request = with_note(frontdesk)
    answers = request.answers
    settings.BOOKING_KEYS = [NEW, OLD]
    assert key_rotation.rotate() == 3
    settings.BOOKING_KEYS = [NEW]
    assert fresh(request).answers == answers
    assert request.notes.get().text == "Prefers mornings." and request.letters.get().to == EMAIL
    assert list(queue.look_up(PHONE)) == list(queue.look_up(NAME.split()[1])) == [request]


def test_nothing_else_changes(old_key, frontdesk, settings):
    request = with_note(frontdesk)
    hashed = {name for name in BookingRequest.personal if name.endswith("_hash")}
    settings.BOOKING_KEYS = [NEW, OLD]
    key_rotation.rotate()
    differs = {
        field.name
        for field in BookingRequest._meta.fields
        if getattr(request, field.name) != getattr(fresh(request), field.name)
    }
    assert differs == {"sealed_answers", *hashed}
    assert hashed == intake.lookup_hashes(request.answers).keys()


def test_no_sealed_field_is_forgotten():
    sealed = {
        (model, field.name)
        for model in apps.get_models()
        for field in model._meta.fields
        if field.name.startswith("sealed_")
    }
    assert {(model, field) for model, field, _ in key_rotation.SEALED} == sealed and len(sealed) == 5


def test_run_again_it_has_nothing_to_do(old_key, frontdesk, settings):
    with_note(frontdesk)
    settings.BOOKING_KEYS = [NEW, OLD]
    key_rotation.rotate()
    before = tokens()
    assert key_rotation.rotate() == 0 and tokens() == before


def test_interrupted_it_is_finished_by_the_next_run(old_key, settings, monkeypatch):
    requests = [received(email="") for _ in range(7)]
    settings.BOOKING_KEYS = [NEW, OLD]
    monkeypatch.setattr(key_rotation, "BATCH", 2)
    seal_anew, done = key_rotation._seal_anew, []

    def interrupted(*args):
        if len(done) == 5:
            raise KeyboardInterrupt
        done.append(args)
        return seal_anew(*args)

    monkeypatch.setattr(key_rotation, "_seal_anew", interrupted)
    with pytest.raises(KeyboardInterrupt):
        key_rotation.rotate()
    current = [encryption.is_current(fresh(request).sealed_answers) for request in requests]
    assert current == [True] * 4 + [False] * 3  # two whole batches; the third one was undone
    assert set(queue.look_up(PHONE)) == set(requests)
    monkeypatch.setattr(key_rotation, "_seal_anew", seal_anew)
    assert key_rotation.rotate() == 3
    settings.BOOKING_KEYS = [NEW]
    assert {fresh(request).answers.name for request in requests} == {NAME}


def test_a_row_that_changes_meanwhile_is_left_as_it_is_now(old_key, settings, monkeypatch):
    """A letter is sent, and forgets its address, between reading and writing."""
    letter = received().letters.get()
    settings.BOOKING_KEYS = [NEW, OLD]
    seal = encryption.seal

    def sent_first(text):
        if text == EMAIL:
            Letter.objects.filter(pk=letter.pk).update(sealed_to="")
        return seal(text)

    monkeypatch.setattr(encryption, "seal", sent_first)
    key_rotation.rotate()
    assert Letter.objects.get().sealed_to == ""


def test_what_no_key_opens_is_named_in_the_end_and_the_rest_is_done(old_key, frontdesk, settings):
    good = with_note(frontdesk)
    settings.BOOKING_KEYS = [OTHER]
    lost = [with_note(frontdesk) for _ in range(2)]
    settings.BOOKING_KEYS = [NEW, OLD]
    before = tokens()
    with pytest.raises(CommandError) as refused:
        call_command("rotate_booking_keys")
    message = str(refused.value)
    assert all(request.reference in message for request in lost) and good.reference not in message
    assert encryption.is_current(fresh(good).sealed_answers)
    untouched = {(BookingRequest, request.pk) for request in lost}
    untouched |= {
        (model, pk)
        for model in (Note, Letter)
        for pk in model.objects.filter(request__in=lost).values_list("pk", flat=True)
    }
    assert {key for key, token in tokens().items() if before[key] == token} == untouched


def test_what_was_purged_needs_no_key(old_key, frontdesk, settings):
    request = with_note(frontdesk)
    Note.objects.update(sealed_text="")
    Letter.objects.update(sealed_to="")
    settings.BOOKING_KEYS = [NEW, OLD]
    assert key_rotation.rotate() == 1
    assert request.notes.get().text == ""


def test_the_command_says_how_much_it_did(old_key, settings, capsys):
    received(email="")
    settings.BOOKING_KEYS = [NEW, OLD]
    call_command("rotate_booking_keys")
    assert capsys.readouterr().out == "Sealed anew with the first key: 1\n"
