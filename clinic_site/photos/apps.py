from django.apps import AppConfig


class PhotosConfig(AppConfig):
    name = "clinic_site.photos"
    label = "photos"
    verbose_name = "Photo library"
