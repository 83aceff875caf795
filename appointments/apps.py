from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class AppointmentsConfig(AppConfig):
    name = "appointments"
    verbose_name = "Requests for a visit"

    def ready(self):
        from appointments import checks, guards, vault  # noqa: F401

        pre_migrate.connect(guards.lift, sender=self, dispatch_uid="appointments.guards.lift")
        post_migrate.connect(guards.install, sender=self, dispatch_uid="appointments.guards")
        post_migrate.connect(vault.ensure_key, sender=self, dispatch_uid="appointments.vault")
