from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class ConditionsConfig(AppConfig):
    name = "conditions"
    verbose_name = "Condition articles"

    def ready(self):
        from conditions import guards, working_copy

        pre_migrate.connect(guards.lift, sender=self, dispatch_uid="conditions.guards.lift")
        post_migrate.connect(guards.install, sender=self, dispatch_uid="conditions.guards")
        working_copy.watch_shared_words()
