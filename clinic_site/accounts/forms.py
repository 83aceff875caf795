"""What is typed to prove who one is, and to choose how to."""

from django import forms
from django.contrib.auth.forms import SetPasswordForm
from django.contrib.auth.models import Group, User

from clinic_site.mail import reaches_people
from clinic_site.roles import ROLES

CODE = {"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false", "autofocus": True}


class FocusesErrors:
    """A form that comes back has its first wrong field in focus."""

    def add_error(self, field, error):
        super().add_error(field, error)
        wrong = next((name for name in self.fields if name in self._errors), next(iter(self.fields)))
        for name, its in self.fields.items():
            its.widget.attrs["autofocus"] = name == wrong


class CodeForm(forms.Form):
    """A code of the app, or a recovery code."""

    code = forms.CharField(
        label="Code",
        max_length=50,
        help_text="The six digits that your authenticator app shows, or one of your recovery codes.",
        widget=forms.TextInput(attrs=CODE),
    )


class AppForm(FocusesErrors, forms.Form):
    """The first code that a new app shows."""

    code = forms.CharField(
        label="Six-digit code",
        max_length=20,
        widget=forms.TextInput(attrs={**CODE, "inputmode": "numeric", "autofocus": False}),
        error_messages={"required": "Type the code that the app shows now."},
    )


class PasskeyForm(FocusesErrors, forms.Form):
    name = forms.CharField(
        label="Name",
        max_length=60,
        help_text="So that you know it again: “My phone”, “Key on my key ring”.",
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    answer = forms.CharField(widget=forms.HiddenInput, required=False, max_length=20_000)


class ConfirmForm(forms.Form):
    password = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "autofocus": True}),
    )


class ForgotForm(forms.Form):
    name = forms.CharField(
        label="User name or email address",
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none", "autofocus": True}),
    )


class ChoosePasswordForm(FocusesErrors, SetPasswordForm):
    """Django's own. It is not saved: links.use() gives the password, once."""


class InvitationForm(forms.ModelForm):
    """A new account: who, and what they may do. They choose their password themselves, by a link."""

    groups = forms.ModelMultipleChoiceField(
        Group.objects.filter(name__in=ROLES),
        label="Roles",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Authors write and publish. Reviewers sign clinical reviews, too. The front desk works requests for "
        "a visit. Managers do all of it, and run accounts.",
    )

    class Meta:
        model = User
        fields = ["username", "first_name", "last_name", "email", "groups"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        email = self.fields["email"]
        email.required = reaches_people()
        email.help_text = (
            "A letter goes there, with a link by which they choose their password. It is good for seven days."
            if email.required
            else "This site sends no letters: you get a link to hand over. An address helps once it does."
        )

    def save(self, commit=True):
        self.instance.set_unusable_password()
        self.instance.is_staff = True  # patients have no accounts: who has one signs in here
        return super().save(commit)
