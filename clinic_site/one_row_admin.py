"""The admin of a model that has one row, such as a clinic's settings."""

from django.contrib import admin
from django.shortcuts import redirect
from django.urls import reverse


class OneRowAdmin(admin.ModelAdmin):
    """The list leads to the row, which is made as soon as somebody looks for it; it is never added or deleted here."""

    def changelist_view(self, request, extra_context=None):
        if self.has_view_permission(request):
            there, _ = self.model.objects.get_or_create()
            names = f"admin:{self.opts.app_label}_{self.opts.model_name}_change"
            return redirect(reverse(names, args=[there.pk]))
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
