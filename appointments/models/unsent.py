from django.db import models

from clinic_site.personal_data import NOBODY, Held


class UnsentRequest(models.Model):
    """The answers of a form that is being filled in, sealed. unsent.py alone makes, reads and destroys such rows."""

    name_hash = models.CharField(max_length=64, unique=True)  # of the form's address and the browser's cookie together
    address_hash = models.CharField(max_length=64)  # the network address, as in RateBucket
    sealed_answers = models.TextField()
    saved_at = models.DateTimeField()

    personal = {"address_hash", "sealed_answers"}
    safe = {"name_hash", "saved_at"}
    held = Held(
        "Patients",
        {
            "sealed_answers": "what was typed into a form that was not sent yet (sealed)",
            "address_hash": "keyed hash of the network address",
        },
        "To fill in the form on several pages",
        "one hour after the last step, or until it is sent",
        NOBODY,
    )
    never_backed_up = True  # it is to be gone within the hour

    class Meta:
        indexes = [
            models.Index(fields=["saved_at"], name="unsent_by_age"),
            models.Index(fields=["address_hash"], name="unsent_by_address"),
        ]

    def __str__(self):
        return f"{self.saved_at}"
