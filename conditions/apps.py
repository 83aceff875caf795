from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ConditionsConfig(AppConfig):
    name = "conditions"
    verbose_name = "Condition articles"

    def ready(self):
        from clinic_site.page_cache import public_version
        from conditions import freshness, guards, search, working_copy

        pre_migrate.connect(guards.lift, sender=self, dispatch_uid="conditions.guards.lift")
        post_migrate.connect(guards.install, sender=self, dispatch_uid="conditions.guards")
        post_migrate.connect(search.install, sender=self, dispatch_uid="conditions.search")
        public_version.watch(self, *freshness.SHOWN)
        public_version.changes_by_the_clock(freshness.next_edge)
        working_copy.watch_shared_words()
        search.watch()
