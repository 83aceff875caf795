"""The desk in the admin: its addresses, and who may look at what. Each page is a view of its own beside this file."""

from django.contrib import admin

from appointments.models import BookingRequest, OnlineRequests


@admin.register(BookingRequest)
class BookingRequestAdmin(admin.ModelAdmin):
    """Nothing is added, edited or deleted here: requests come from patients, and desk.py acts on them."""

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(OnlineRequests)
class OnlineRequestsAdmin(admin.ModelAdmin):
    """One row: whether and how requests are taken online."""
