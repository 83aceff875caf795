"""The desk in the admin: its addresses, and who may look at what. Each page is a view of its own beside this file."""

from django.contrib import admin
from django.urls import path

from appointments.admin import audit_log, export, look_up, page, person, personal_data, print_sheet, queue, statistics
from appointments.admin.acts import ACTS
from appointments.admin.resume_after_login import kept
from appointments.models import BookingRequest


@admin.register(BookingRequest)
class BookingRequestAdmin(admin.ModelAdmin):
    """Nothing is added, edited or deleted here: requests come from patients, and desk.py acts on them."""

    def get_urls(self):
        pages = [
            ("", queue.show, "changelist"),
            ("look-up/", look_up.look_up, "look_up"),
            ("numbers/", statistics.numbers, "numbers"),
            ("trail/", audit_log.by_person, "trail"),
            ("export/", export.export, "export"),
            ("person/", person.show, "person"),
            ("personal-data/", personal_data.show, "personal_data"),
            ("<int:pk>/change/", page.show, "change"),
            ("<int:pk>/print/", print_sheet.sheet, "print"),
            ("<int:pk>/history/", audit_log.of_request, "history"),
        ]
        views = [(route, self.admin_site.admin_view(view), name) for route, view, name in pages]
        views += [(f"<int:pk>/{act}/", kept(act, view, self.admin_site), act) for act, view in ACTS.items()]
        return [path(route, view, name=f"appointments_bookingrequest_{name}") for route, view, name in views]

    def has_add_permission(self, request):
        return False

    def has_delete_permission(self, request, obj=None):
        return False
