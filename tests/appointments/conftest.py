import pytest

from tests.appointments.smtp import mail_server


@pytest.fixture
def server(settings):
    """The mail server that letters go to, which does as told (smtp.py)."""
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = server.server_address
        settings.EMAIL_TIMEOUT = 1
        yield server
