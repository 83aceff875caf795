from django.db import models


class RateBucket(models.Model):
    """How many requests came from one network address in one hour. The address is kept as a keyed hash alone."""

    address_hash = models.CharField(max_length=64)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    personal = {"address_hash"}
    safe = {"hour", "count"}

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address_hash", "hour"], name="one_bucket_an_hour")]

    def __str__(self):
        return f"{self.hour}: {self.count}"
