from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "clinic_site.pages"
    label = "pages"
    verbose_name = "Public pages"
