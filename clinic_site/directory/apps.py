from django.apps import AppConfig


class DirectoryConfig(AppConfig):
    name = "clinic_site.directory"
    label = "directory"
    verbose_name = "Clinic directory"
