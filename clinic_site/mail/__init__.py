"""Letters of every app: the outbox that they are written into, and the sender that empties it."""

from django.conf import settings


def reaches_people():
    """Whether letters go to a mail server. Without one they become files, which nobody but the server's owner reads."""
    return getattr(settings, "EMAIL_FILE_PATH", None) != settings.MAIL_FILES
