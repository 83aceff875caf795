"""This pattern, under MEDIA_URL, is all of the media folder that can be reached."""

from django.urls import re_path

from clinic_site.photos import views

app_name = "photos"
urlpatterns = [
    re_path(
        r"^media/photos/(?P<digest>[0-9a-f]{64})/(?P<width>[1-9][0-9]{2,3})\.(?P<extension>jpg|webp)$",
        views.photo,
        name="photo",
    ),
]
