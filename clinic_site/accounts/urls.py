"""Addresses of accounts, within the admin's own name space: `admin:account` and so on."""

from django.urls import path

from clinic_site.accounts.views import own, passwords, signing_in


def own_urls(wrap):
    """Those of who is signed in; `wrap` is the admin's guard."""
    return [
        path("account/", wrap(own.account), name="account"),
        path("account/app/", wrap(own.app), name="account_app"),
        path("account/passkey/", wrap(own.passkey), name="account_passkey"),
        path("account/recovery-codes/", wrap(own.codes), name="account_codes"),
        path("account/remove/app/", wrap(own.remove), {"what": "app"}, name="account_remove_app"),
        path("account/remove/<int:what>/", wrap(own.remove), name="account_remove"),
        path("account/sessions/", wrap(own.end_sessions), name="account_sessions"),
        path("account/confirm/", wrap(own.confirm), name="account_confirm"),
    ]


def open_urls():
    """Those of who is not."""
    return [
        path("second-step/", signing_in.second_factor, name="second_step"),
        path("forgot-password/", passwords.forgot, name="forgot_password"),
        path("new-password/", passwords.choose, name="choose_password"),
        path("new-password/<str:secret>/", passwords.follow, name="new_password"),
    ]
