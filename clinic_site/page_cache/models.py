from django.db import models


class PublicVersion(models.Model):
    """Counts what was changed of all that public pages show. Database triggers alone write it (version.py).

    The version is the sum over the rows. There are several, so that nobody who publishes waits for another.
    """

    number = models.BigIntegerField()

    def __str__(self):
        return str(self.number)
