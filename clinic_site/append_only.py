"""Rows that are added and never changed or deleted: what was published, what was done and by whom."""

from django.db import models


class AppendOnlyError(TypeError):
    """Somebody tried to change or delete what must stay as it was."""


class AppendOnlyQuerySet(models.QuerySet):
    def _refuse(self, *args, **kwargs):
        raise AppendOnlyError(f"{self.model._meta.verbose_name_plural} are never changed or deleted.")

    update = bulk_update = delete = update_or_create = _refuse
    for _method in (update, bulk_update, delete, update_or_create):
        _method.queryset_only = True


class AppendOnly(models.Model):
    """Database triggers hold the same rule for those who go round the models (triggers.py)."""

    objects = AppendOnlyQuerySet.as_manager()

    class Meta:
        abstract = True

    def save(self, *args, **kwargs):
        if not self._state.adding:
            raise AppendOnlyError(f"A saved {self._meta.verbose_name} is never changed.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise AppendOnlyError(f"A saved {self._meta.verbose_name} is never deleted.")
