import uuid
from datetime import timedelta

from django.db import models

KEPT = timedelta(days=400)  # what is known of a run


class SiteIdentity(models.Model):
    """The number by which the backups of this clinic are told from those of another. There is one row."""

    number = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)

    def __str__(self):
        return self.short

    @classmethod
    def of_this_site(cls):
        """The identity of this site, made where there is none yet: with its first backup."""
        return cls.objects.first() or cls.objects.create()

    @property
    def short(self):
        """Its first eight digits, which stand in the names of files."""
        return self.number.hex[:8]


class BackupRunQuerySet(models.QuerySet):
    def of(self, kind):
        """Those of one Kind, the newest first."""
        return self.filter(kind=kind).order_by("-started_at", "-pk")

    def good(self):
        return self.filter(succeeded=True)


class BackupRun(models.Model):
    """A backup that was made, a drill that was held, a restore that this database is from; or a try that failed."""

    class Kind(models.TextChoices):
        BACKUP = "backup"
        DRILL = "drill"
        RESTORE = "restore"

    kind = models.CharField(max_length=10, choices=Kind)
    started_at = models.DateTimeField()
    seconds = models.FloatField()
    succeeded = models.BooleanField()
    file = models.CharField(max_length=200, blank=True, help_text="The name of the backup.")
    size = models.BigIntegerField(null=True, blank=True, help_text="Of the backup, in bytes.")
    without_keys = models.BooleanField(default=False, help_text="Restored without the keys of the booking requests.")
    detail = models.TextField(blank=True, help_text="What was found, or why it failed.")

    objects = BackupRunQuerySet.as_manager()

    class Meta:
        ordering = ["-started_at", "-pk"]
        indexes = [models.Index(fields=["kind", "-started_at"], name="backup_run_newest")]
        verbose_name = "backup or drill"
        verbose_name_plural = "backups and drills"

    def __str__(self):
        return f"{self.get_kind_display()} of {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def failed(self):
        return not self.succeeded
