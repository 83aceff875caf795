from django.contrib import admin
from django.urls import path, reverse
from django.utils.html import format_html

from conditions.admin.term_merge import may_merge, merge
from conditions.admin.term_report import term_report
from conditions.models import KINDS, BodyArea, EditionCombination, EditionTerm, Symptom


class FormerFilter(admin.SimpleListFilter):
    title = "former words"
    parameter_name = "former"

    def lookups(self, request, model_admin):
        return [("no", "In use"), ("yes", "Former words")]

    def queryset(self, request, queryset):
        return queryset.filter(merged_into__isnull=self.value() == "no") if self.value() else queryset


@admin.register(*[model for model in KINDS if model is not BodyArea])
class TermAdmin(admin.ModelAdmin):
    """Words shared by all articles. The slug is an address: it is chosen once. A former word is only looked at."""

    list_display = ["name", "now_called", "description", "synonym_list"]
    list_filter = [FormerFilter]
    list_select_related = ["merged_into"]
    search_fields = ["name", "synonyms"]
    prepopulated_fields = {"slug": ["name"]}
    former_fields = ["name", "now_called", "slug", "description", "synonym_list"]
    change_form_template = "admin/conditions/term_change_form.html"
    change_list_template = "admin/conditions/term_change_list.html"

    @admin.display(description="synonyms")
    def synonym_list(self, term):
        return ", ".join(term.synonyms)

    @admin.display(description="now called", ordering="merged_into__name", empty_value="")
    def now_called(self, term):
        if term.merged_into is None:
            return None
        address = reverse(f"admin:conditions_{self.model._meta.model_name}_change", args=[term.merged_into_id])
        return format_html('<a href="{}">{}</a>', address, term.merged_into)

    def get_fields(self, request, obj=None):
        return self.former_fields if _former(obj) else super().get_fields(request, obj)

    def get_readonly_fields(self, request, obj=None):
        if _former(obj):
            return self.former_fields
        return ["slug"] if obj else []

    def get_autocomplete_fields(self, request):
        return ["broader"] if self.model is Symptom else []

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name == "broader":  # that word has a page of its own
            field.widget.can_add_related = field.widget.can_change_related = False
            field.widget.can_delete_related = field.widget.can_view_related = False
        return field

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def get_search_results(self, request, queryset, search_term):
        """An article is offered present words alone; the former ones are among their synonyms."""
        if request.resolver_match.view_name == "admin:autocomplete":
            queryset = queryset.filter(merged_into=None)
        return super().get_search_results(request, queryset, search_term)

    def has_change_permission(self, request, obj=None):
        return super().has_change_permission(request, obj) and not _former(obj)

    def has_delete_permission(self, request, obj=None):
        if not super().has_delete_permission(request, obj):
            return False
        return not (_former(obj) or _is_published(obj))

    def get_actions(self, request):
        return {}  # deleting in bulk would pass over terms that editions name

    def get_urls(self):
        name, view = self.model._meta.model_name, self.admin_site.admin_view
        own = [path("<int:pk>/merge/", view(merge), {"model": self.model}, name=f"conditions_{name}_merge")]
        if self.model is Symptom:  # one page for all kinds
            own.append(path("report/", view(term_report), name="conditions_term_report"))
        return [*own, *super().get_urls()]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        more = {"may_merge": may_merge(request.user, self.model)}
        return super().changeform_view(request, object_id, form_url, more | (extra_context or {}))

    def changelist_view(self, request, extra_context=None):
        more = {"may_see_report": request.user.has_perm("conditions.change_symptom")}
        return super().changelist_view(request, more | (extra_context or {}))


@admin.register(BodyArea)
class BodyAreaAdmin(TermAdmin):
    list_display = ["name", "now_called", "description", "synonym_list", "position"]


def _is_published(term):
    """Whether an edition says `term`."""
    if term is None:
        return False
    said = EditionTerm.objects.filter(kind=term.kind, slug=term.slug).exists()
    return said or isinstance(term, Symptom) and EditionCombination.objects.filter(companion_slug=term.slug).exists()


def _former(term):
    return bool(term and term.merged_into_id)
