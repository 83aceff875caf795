from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class DirectoryConfig(AppConfig):
    name = "clinic_site.directory"
    label = "directory"
    verbose_name = "Clinic directory"

    def ready(self):
        from clinic_site.directory import checks, freshness, history, triggers  # noqa: F401
        from clinic_site.page_cache import public_version
        from clinic_site.photos.models import Photo

        pre_migrate.connect(triggers.drop_before_migration, sender=self, dispatch_uid="directory.triggers.drop")
        post_migrate.connect(triggers.create, sender=self, dispatch_uid="directory.triggers.create")
        history.watch()
        public_version.watch(self, *self.get_models(), Photo)
        public_version.changes_by_the_clock(freshness.next_day)
