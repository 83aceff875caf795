"""Sessions in the database, as Django keeps them; one that the database cannot save is a fault of the database."""

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError

from clinic_site.errors import DATABASE_DOWN


class SessionStore(db.SessionStore):
    def save(self, must_create=False):
        """Raises UpdateError where somebody signed out meanwhile, OperationalError where the disk is full.

        Django makes one of the other, and answers both with 400.
        """
        try:
            super().save(must_create)
        except UpdateError as error:
            if isinstance(error.__context__, DATABASE_DOWN):
                raise error.__context__ from None
            raise
