"""What the site keeps of an account besides Django's own row: its second factors, its links and its sessions.

Secrets are kept so that the database alone opens nothing: what is compared as a hash, what must be read again sealed.
"""

from django.conf import settings
from django.db import models
from django.db.models import Q

from clinic_site.personal_data import NOBODY, Held


class SignInRules(models.Model):
    """Whether the clinic asks for a second factor. There is one row; without it the default holds."""

    class SecondFactor(models.TextChoices):
        PUBLIC = "public", "Required where the site has a public address"
        REQUIRED = "required", "Required"
        OPTIONAL = "optional", "Not required: each person decides"

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    second_factor = models.CharField(
        "second factor",
        max_length=10,
        choices=SecondFactor,
        default=SecondFactor.PUBLIC,
        help_text="Of managers, and of everybody who sees requests for a visit: besides the password, a code of an app "
        "on the phone, or a passkey. From their next sign-in on they have 14 days to set one up.",
    )

    class Meta:
        verbose_name = "setting"
        verbose_name_plural = "signing in"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_row_of_sign_in_rules")]

    def __str__(self):
        return "Signing in"


class Account(models.Model):
    """One person's second factor: since when they are asked for one, and their authenticator app."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="account")
    required_since = models.DateTimeField(null=True, blank=True)  # the first sign-in under the rule; null: not required
    sealed_app_secret = models.TextField(blank=True)  # what the authenticator app was given; empty: there is none
    app_last_step = models.BigIntegerField(default=0)  # of 30 seconds, whose code was used last: none counts twice

    held = Held(
        "Staff",
        {
            "user": "whose it is",
            "required_since": "when they were first asked for a second factor",
            "sealed_app_secret": "what their authenticator app was given (sealed)",
        },
        "To ask for a second factor and check it",
        "until it is removed, or the account is deleted",
        NOBODY,
    )

    def __str__(self):
        return str(self.user)


class Passkey(models.Model):
    """A key pair on a phone, a computer or a security key; the site has its public half."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="passkeys")
    name = models.CharField(max_length=60)
    key_id = models.CharField(max_length=1400, unique=True)  # URL-safe base64; it has 1,023 bytes at most
    public_key = models.BinaryField()
    count = models.BigIntegerField(default=0)  # of uses, as the key tells it; many always say 0
    added_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    held = Held(
        "Staff",
        {
            "user": "whose it is",
            "name": "what they call it",
            "key_id": "number of the key",
            "public_key": "its public half",
            "used_at": "when it was used last",
        },
        "To check a passkey",
        "until it is removed, or the account is deleted",
        NOBODY,
    )

    class Meta:
        ordering = ["added_at", "pk"]

    def __str__(self):
        return self.name


class RecoveryCode(models.Model):
    """A code on paper that replaces the second factor, once."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="recovery_codes")
    position = models.PositiveSmallIntegerField()  # which the code begins with
    code_hash = models.CharField(max_length=128)  # as passwords are

    held = Held(
        "Staff",
        {
            "user": "whose it is",
            "code_hash": "hash of the code",
        },
        "To let in who lost the second factor",
        "until it is used or replaced",
        NOBODY,
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "position"], name="one_recovery_code_a_position")]

    def __str__(self):
        return f"{self.user}: {self.position}"


class PasswordLink(models.Model):
    """A link by which its owner, and nobody else, chooses a password, once."""

    class Kind(models.TextChoices):
        INVITATION = "invitation"
        RESET = "reset"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="password_links"
    )  # null: somebody asked for a name that there is not, which takes as long
    kind = models.CharField(max_length=10, choices=Kind)
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    held = Held(
        "Staff",
        {
            "user": "whose password it sets",
            "made_by": "who made it",
            "token_hash": "hash of the link",
        },
        "To let people choose their own password",
        "30 days after it ran out",
        "auth.change_user",
    )

    class Meta:
        ordering = ["-made_at", "-pk"]

    def __str__(self):
        return f"{self.kind}: {self.user}"


class StaffSession(models.Model):
    """Where a person is signed in. A session without such a row is over."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="staff_sessions")
    key_hash = models.CharField(max_length=64, unique=True)
    began_at = models.DateTimeField()
    seen_at = models.DateTimeField()  # to the hour
    browser = models.CharField(max_length=60)  # "Firefox on Windows"

    held = Held(
        "Staff",
        {
            "user": "who is signed in",
            "key_hash": "hash of a secret of the session",
            "began_at": "since when",
            "seen_at": "hour of the last page",
            "browser": "kind of browser, in words",
        },
        "To show people where they are signed in, and end it",
        "12 hours at most",
        NOBODY,
    )

    class Meta:
        ordering = ["-seen_at", "-pk"]

    def __str__(self):
        return f"{self.user}: {self.browser}"
