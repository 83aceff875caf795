from django.contrib import admin
from django.shortcuts import redirect

from appointments.models import OnlineRequests


@admin.register(OnlineRequests)
class OnlineRequestsAdmin(admin.ModelAdmin):
    """One row: whether and how requests are taken online."""

    fieldsets = [
        ("No requests online for a while", {"fields": ["paused_from", "paused_until", "pause_message"]}),
        ("Calling back", {"fields": ["callback_hours", "desk_email"]}),
        ("Privacy", {"fields": ["keep_days"]}),
    ]

    def changelist_view(self, request, extra_context=None):
        if self.has_view_permission(request):
            there, _ = OnlineRequests.objects.get_or_create()
            return redirect("admin:appointments_onlinerequests_change", there.pk)
        return super().changelist_view(request, extra_context)

    def has_add_permission(self, request):
        return False  # it is there as soon as somebody looks for it

    def has_delete_permission(self, request, obj=None):
        return False
