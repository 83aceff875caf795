from django.db import models

from clinic_site.personal_data import NOBODY, Held


class RateBucket(models.Model):
    """How often one network address sent requests in one hour, or tried to sign in, and until when it has to wait.

    The address, and the account that it tried, are kept as a keyed hash alone.
    """

    address_hash = models.CharField(max_length=64)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)
    wait_until = models.DateTimeField(null=True, blank=True)

    personal = {"address_hash"}
    safe = {"hour", "count", "wait_until"}
    held = Held(
        "Visitors, staff",
        {"address_hash": "keyed hash of the network address, or of it and the account that was tried"},
        "To slow down who guesses passwords or sends without end",
        "one day",
        NOBODY,
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address_hash", "hour"], name="one_bucket_an_hour")]

    def __str__(self):
        return f"{self.hour}: {self.count}"
