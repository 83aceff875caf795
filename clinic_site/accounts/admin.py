from http import HTTPStatus

from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.db.models import Exists, OuterRef
from django.urls import path

from clinic_site.accounts import rules
from clinic_site.accounts.forms import InvitationForm
from clinic_site.accounts.models import Account, Passkey, SignInRules
from clinic_site.accounts.views import access
from clinic_site.one_row_admin import OneRowAdmin
from clinic_site.roles import ROLES

admin.site.unregister([User, Group])

SUPERUSER_ONLY = ["is_superuser", "user_permissions"]


class UnusedFilter(admin.SimpleListFilter):
    """Accounts that nobody signed in to for 90 days. None of them is ended by itself."""

    title = "use"
    parameter_name = "unused"

    def lookups(self, request, model_admin):
        return [("1", f"Not for {rules.UNUSED.days} days")]

    def queryset(self, request, queryset):
        return rules.unused(queryset) if self.value() == "1" else queryset


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Managers invite people and give roles. Only a superuser makes superusers, hands out single permissions or edits
    a superuser."""

    list_display = ["username", "first_name", "last_name", "is_active", "roles", "second_factor", "last_login"]
    list_filter = [UnusedFilter, "is_active", "is_superuser", "groups"]
    filter_horizontal = ["groups", "user_permissions"]
    readonly_fields = ["last_login", "date_joined"]
    add_form = InvitationForm
    add_form_template = None
    add_fieldsets = [(None, {"fields": ["username", "first_name", "last_name", "email", "groups"]})]

    def get_urls(self):
        own = path("<id>/access/", self.admin_site.admin_view(self.access), name="auth_user_access")
        return [own, *super().get_urls()]

    def access(self, request, id):
        """How this person gets in: invitation, second factor, sessions."""
        user = self.get_object(request, id)
        return access.show(request, user, may=user is not None and self.has_change_permission(request, user))

    def add_view(self, request, form_url="", extra_context=None):
        one = {"show_save_and_add_another": False, "show_save_and_continue": False, "title": "Invite somebody"}
        return super().add_view(request, form_url, {**(extra_context or {}), **one})

    def response_add(self, request, obj, post_url_continue=None):
        """Where a letter goes, a window that was opened for this closes; else it shows the link."""
        invited = access.invite(request, obj)
        if IS_POPUP_VAR in request.POST and invited.status_code == HTTPStatus.FOUND:
            return super().response_add(request, obj, post_url_continue)
        return invited

    def get_queryset(self, request):
        accounts = Account.objects.filter(user=OuterRef("pk")).exclude(sealed_app_secret="")
        passkeys = Passkey.objects.filter(user=OuterRef("pk"))
        users = super().get_queryset(request).prefetch_related("groups")
        return users.annotate(has_second_factor=Exists(accounts) | Exists(passkeys))

    @admin.display(boolean=True)
    def second_factor(self, user):
        return user.has_second_factor

    @admin.display
    def roles(self, user):
        return ", ".join(group.name for group in user.groups.all())

    def get_fieldsets(self, request, obj=None):
        fieldsets = super().get_fieldsets(request, obj)
        if request.user.is_superuser:
            return fieldsets
        return [
            (name, {**options, "fields": [field for field in options["fields"] if field not in SUPERUSER_ONLY]})
            for name, options in fieldsets
        ]

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "groups" and not request.user.is_superuser:
            kwargs["queryset"] = Group.objects.filter(name__in=ROLES)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def has_change_permission(self, request, obj=None):
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or request.user.is_superuser or not obj.is_superuser)

    def save_related(self, request, form, formsets, change):
        """Groups that are not this manager's to give are not theirs to take."""
        if change and "groups" in form.cleaned_data:
            withheld = form.instance.groups.exclude(pk__in=form.fields["groups"].queryset)
            form.cleaned_data["groups"] = [*form.cleaned_data["groups"], *withheld]
        super().save_related(request, form, formsets, change)


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    """Roles are laid down in roles.py; a clinic's own groups may be edited here by a superuser."""

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.name not in ROLES)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or obj.name not in ROLES)


@admin.register(SignInRules)
class SignInRulesAdmin(OneRowAdmin):
    """One row: whether the clinic asks for a second factor."""

    radio_fields = {"second_factor": admin.VERTICAL}
