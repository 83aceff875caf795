from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class AppointmentsConfig(AppConfig):
    name = "appointments"
    verbose_name = "Requests for a visit"

    def ready(self):
        from appointments import checks, letters, queue, triggers  # noqa: F401
        from clinic_site import encryption  # noqa: F401
        from clinic_site.mail import outbox
        from conditions.publishing import dependents

        pre_migrate.connect(triggers.drop_before_migration, sender=self, dispatch_uid="appointments.triggers.drop")
        post_migrate.connect(triggers.create, sender=self, dispatch_uid="appointments.triggers.create")
        post_migrate.connect(encryption.ensure_key, sender=self, dispatch_uid="clinic_site.encryption")
        outbox.letter_sent.connect(letters.note_sent, dispatch_uid="appointments.letters.sent")
        outbox.letter_failed.connect(letters.note_failed, dispatch_uid="appointments.letters.failed")
        dependents.register("requests", queue.counts_from)
