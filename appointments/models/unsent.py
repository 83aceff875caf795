from django.db import models


class UnsentRequest(models.Model):
    """The answers of a form that is being filled in, sealed. unsent.py alone makes, reads and destroys such rows."""

    name_hash = models.CharField(max_length=64, unique=True)  # of the form's address and the browser's cookie together
    address_hash = models.CharField(max_length=64)  # the network address, as in RateBucket
    sealed_answers = models.TextField()
    saved_at = models.DateTimeField()

    personal = {"address_hash", "sealed_answers"}
    safe = {"name_hash", "saved_at"}
    never_backed_up = True  # it is to be gone within the hour

    class Meta:
        indexes = [
            models.Index(fields=["saved_at"], name="unsent_by_age"),
            models.Index(fields=["address_hash"], name="unsent_by_address"),
        ]

    def __str__(self):
        return f"{self.saved_at}"
