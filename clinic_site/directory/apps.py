from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class DirectoryConfig(AppConfig):
    name = "clinic_site.directory"
    label = "directory"
    verbose_name = "Clinic directory"

    def ready(self):
        from clinic_site.directory import guards, history

        pre_migrate.connect(guards.lift, sender=self, dispatch_uid="directory.guards.lift")
        post_migrate.connect(guards.install, sender=self, dispatch_uid="directory.guards")
        history.watch()
