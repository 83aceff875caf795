from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User

from clinic_site.roles import ROLES

admin.site.unregister([User, Group])

SUPERUSER_ONLY = ["is_superuser", "user_permissions"]


@admin.register(User)
class AccountAdmin(UserAdmin):
    """Managers give roles. Only a superuser makes superusers, hands out single permissions or edits a superuser."""

    list_display = ["username", "first_name", "last_name", "is_active", "roles", "last_login"]
    filter_horizontal = ["groups", "user_permissions"]

    readonly_fields = ["last_login", "date_joined"]

    def save_model(self, request, obj, form, change):
        if not change:
            obj.is_staff = True  # patients have no accounts: who has one signs in here
        super().save_model(request, obj, form, change)

    def get_queryset(self, request):
        return super().get_queryset(request).prefetch_related("groups")

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
        withheld = list(form.instance.groups.exclude(pk__in=form.fields["groups"].queryset)) if change else []
        super().save_related(request, form, formsets, change)
        form.instance.groups.add(*withheld)  # groups that are not this manager's to give are not theirs to take


@admin.register(Group)
class RoleAdmin(GroupAdmin):
    """Roles are laid down in roles.py; a clinic's own groups may be edited here by a superuser."""

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and (obj is None or obj.name not in ROLES)

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or obj.name not in ROLES)
