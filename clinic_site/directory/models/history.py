from django.db import models
from django.utils import timezone

from clinic_site.append_only import AppendOnly


class ClinicVersion(AppendOnly):
    """The clinic as every page named it from `since` until the next version. Written by history.py alone."""

    data = models.JSONField()  # a Clinic, as a dict
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["since", "pk"]
        indexes = [models.Index(fields=["since"], name="clinic_version_by_moment")]

    def __str__(self):
        return f"{self.data.get('name', '')}, since {self.since:%Y-%m-%d %H:%M}"
