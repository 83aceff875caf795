from django.urls import path

from appointments import views
from appointments.answers import Kind
from appointments.forms import Page

app_name = "appointments"
urlpatterns = [
    path("appointments/", views.index, name="index"),
    path("appointments/received/<str:reference>/", views.received, name="received"),
]
for kind, name in ((Kind.NEW_PATIENT, "new-patient"), (Kind.REHAB, "rehab")):
    urlpatterns.append(path(f"appointments/{name}/", views.ask, {"kind": kind}, name=name))
    for page in Page:
        end = "" if page is Page.FORM else f"{page}/"
        address = f"appointments/{name}/<uuid:submission>/{end}"
        urlpatterns.append(path(address, views.ask, {"kind": kind, "page": page}, name=f"{name}-{page}"))
