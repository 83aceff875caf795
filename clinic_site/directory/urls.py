from django.urls import path

from clinic_site.directory import views

app_name = "directory"
urlpatterns = [
    path("people/", views.people, name="people"),
    path("locations/", views.locations, name="locations"),
]
