from django.apps import AppConfig


class BackupsConfig(AppConfig):
    name = "clinic_site.backups"
    label = "backups"
    verbose_name = "Backups"

    def ready(self):
        from clinic_site.backups import checks  # noqa: F401
