from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.db.models.signals import post_migrate


class ClinicSiteConfig(AppConfig):
    name = "clinic_site"
    verbose_name = "Clinic site"

    def ready(self):
        from clinic_site import checks, fault_reports, roles, sign_in  # noqa: F401

        fault_reports.start()
        post_migrate.connect(roles.sync, dispatch_uid="clinic_site.roles")


class ClinicAdminConfig(admin_apps.AdminConfig):
    default = False
    default_site = "clinic_site.admin_site.ClinicAdminSite"
