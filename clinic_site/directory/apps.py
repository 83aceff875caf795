import datetime as dt

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate
from django.utils import timezone


class DirectoryConfig(AppConfig):
    name = "clinic_site.directory"
    label = "directory"
    verbose_name = "Clinic directory"

    def ready(self):
        from clinic_site.directory import checks, history, triggers  # noqa: F401
        from clinic_site.page_cache import public_version
        from clinic_site.photos.models import Photo

        pre_migrate.connect(triggers.drop_before_migration, sender=self, dispatch_uid="directory.triggers.drop")
        post_migrate.connect(triggers.create, sender=self, dispatch_uid="directory.triggers.create")
        history.watch()
        public_version.watch(self, *self.get_models(), Photo)
        public_version.changes_by_the_clock(next_day)


def next_day(at):
    """The midnight after `at`: closures that are over are no longer listed."""
    tomorrow = timezone.localdate(at) + dt.timedelta(days=1)
    return timezone.make_aware(dt.datetime.combine(tomorrow, dt.time.min))
