from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.utils.html import format_html
from django.views.decorators.http import require_safe

from conditions.models import Edition
from conditions.views.articles import page_context


@admin.register(Edition)
class EditionAdmin(admin.ModelAdmin):
    """What patients read, and when. To look at only: editions are written by publishing an article."""

    list_display = ["title", "number", "live_from", "live_until", "publisher", "change_note"]
    list_filter = ["live_from", "publisher"]
    list_display_links = ["title"]
    search_fields = ["title", "slug", "change_note"]
    date_hierarchy = "live_from"
    fields = ["title", "number", "slug", "live_from", "live_until", "publisher", "published_at", "change_note", "page"]
    readonly_fields = fields

    def get_queryset(self, request):
        return super().get_queryset(request).defer("data")

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    def get_urls(self):
        own = path("<int:pk>/page/", self.admin_site.admin_view(page), name="conditions_edition_page")
        return [own, *super().get_urls()]

    @admin.display(description="as published")
    def page(self, edition):
        return format_html(
            '<a href="{}">Read it as patients did</a>', reverse("admin:conditions_edition_page", args=[edition.pk])
        )


@require_safe
def page(request, pk):
    """An edition, live or past, in the public template."""
    if not request.user.has_perm("conditions.view_edition"):
        raise PermissionDenied
    edition = get_object_or_404(Edition.objects.with_first_published(), pk=pk)
    context = {
        "preview": True,
        "edition": edition,
        "first_published": edition.first_published,
        "back": reverse("admin:conditions_edition_change", args=[pk]),
        **page_context(edition.document),
    }
    response = render(request, "conditions/article.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response
