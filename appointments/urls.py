from django.urls import path

from appointments import views
from appointments.answers import Kind

app_name = "appointments"
urlpatterns = [
    path("appointments/", views.index, name="index"),
    path("appointments/new-patient/", views.ask, {"kind": Kind.NEW_PATIENT}, name="new-patient"),
    path("appointments/rehab/", views.ask, {"kind": Kind.REHAB}, name="rehab"),
    path("appointments/received/<str:reference>/", views.received, name="received"),
]
