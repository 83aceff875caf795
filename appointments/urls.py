from django.urls import path

from appointments import views

app_name = "appointments"
urlpatterns = [
    path("appointments/", views.index, name="index"),
    path("appointments/new-patient/", views.index, name="new-patient"),
    path("appointments/rehab/", views.index, name="rehab"),
]
