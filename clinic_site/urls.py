from django.contrib import admin
from django.urls import include, path

from clinic_site import health, robots
from conditions.public import lists

urlpatterns = [
    path("", lists.home, name="home"),
    path("", include("conditions.public.urls")),
    path("", include("clinic_site.directory.urls")),
    path("", include("appointments.urls")),
    path("", include("clinic_site.photos.urls")),
    path("admin/", admin.site.urls),
    path("healthz", health.healthz, name="healthz"),
    path("robots.txt", robots.robots, name="robots"),
]

handler400 = "clinic_site.errors.bad_request"
handler500 = "clinic_site.errors.server_error"
