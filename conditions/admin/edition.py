from datetime import timedelta

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from conditions.admin.as_of import PERMISSION, AddressForm, address_as_of, record
from conditions.models import Edition
from conditions.publishing import addresses

INSTANT = timedelta(microseconds=1)  # at `live_until` itself, the edition is live no longer


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin):
    """The editions and when patients read them. To look at only: publishing an article writes them."""

    list_display = ["title", "number", "state", "live_from", "live_until", "publisher", "change_note"]
    list_filter = ["live_from", "publisher"]
    list_display_links = ["title"]
    search_fields = ["title", "slug", "change_note"]
    date_hierarchy = "live_from"
    fields = [
        *["title", "number", "state", "slug", "live_from", "live_until", "publisher", "published_at", "change_note"],
        *["page", "compare"],
    ]
    readonly_fields = fields
    change_list_template = "admin/conditions/edition/change_list.html"

    def get_queryset(self, request):
        replaced = Edition.objects.filter(replaces=OuterRef("pk"))
        return super().get_queryset(request).defer("data").annotate(replaced=Exists(replaced))

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        own = [
            path("<int:pk>/page/", self.admin_site.admin_view(page), name="conditions_edition_page"),
            path("as-of/", self.admin_site.admin_view(address_as_of), name="conditions_edition_as_of"),
        ]
        return [*own, *super().get_urls()]

    def changelist_view(self, request, extra_context=None):
        form = AddressForm(initial={"at": timezone.now()})
        return super().changelist_view(request, {"as_of_form": form, **(extra_context or {})})

    @admin.display
    def state(self, edition):
        now = timezone.now()
        if edition.live_from == edition.live_until:
            return "Replaced by one with a correction" if edition.replaced else "Called off"
        if edition.live_from > now:
            return "Scheduled"
        return "Past" if edition.live_until and edition.live_until <= now else "Live"

    @admin.display(description="as published")
    def page(self, edition):
        read = edition.live_from <= timezone.now() and edition.live_from != edition.live_until
        return format_html(
            '<a href="{}">{}</a>',
            reverse("admin:conditions_edition_page", args=[edition.pk]),
            "Read it as patients did" if read else "Read it; patients did not",
        )

    @admin.display
    def compare(self, edition):
        address = reverse("admin:conditions_article_compare", args=[edition.article_id])
        return format_html('<a href="{}?old={}&amp;new=draft">With the working copy</a>', address, edition.number)


@require_safe
def page(request, pk):
    """The record of an edition as of its last moment; of one that is live, as of now; of one to come, of its first."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    edition = get_object_or_404(Edition.objects.with_first_published(), pk=pk)
    at = timezone.now()
    if edition.live_until and edition.live_until <= at:
        at = max(edition.live_from, edition.live_until - INSTANT)
    at = max(at, edition.live_from)
    return record(request, addresses.Page(edition), at, reverse("admin:conditions_edition_change", args=[pk]))
