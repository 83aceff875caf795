from django.apps import AppConfig


class PagesConfig(AppConfig):
    name = "clinic_site.page_cache"
    label = "pages"
    verbose_name = "Public pages"
