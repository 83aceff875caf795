from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ConditionsConfig(AppConfig):
    name = "conditions"
    verbose_name = "Condition articles"

    def ready(self):
        from clinic_site.page_cache import public_version
        from conditions.discovery import search
        from conditions.editing import working_copy
        from conditions.public import freshness
        from conditions.publishing import triggers
        from conditions.red_flags import live

        pre_migrate.connect(triggers.drop_before_migration, sender=self, dispatch_uid="conditions.triggers.drop")
        post_migrate.connect(triggers.create, sender=self, dispatch_uid="conditions.triggers.create")
        post_migrate.connect(live.install, sender=self, dispatch_uid="conditions.red_flags.install")
        post_migrate.connect(search.install, sender=self, dispatch_uid="conditions.discovery.search")
        public_version.watch(self, *freshness.SHOWN)
        public_version.changes_by_the_clock(freshness.next_edge)
        working_copy.watch_shared_words()
        search.watch()
