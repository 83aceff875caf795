from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "clinic_site.accounts"
    label = "accounts"
    verbose_name = "Accounts"

    def ready(self):
        from clinic_site.accounts import watch

        watch.connect()
