from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.text import capfirst

from clinic_site.headers import policy
from clinic_site.richtext.editor_config import EDITOR_CSP
from clinic_site.richtext.fields import dropped_from
from conditions import working_copy
from conditions.admin import acts
from conditions.admin.forms import ArticleForm
from conditions.admin.inlines import INLINES
from conditions.models import Article

NEXT_STEPS = ["preview", "publish", "withdraw", "review"]  # buttons of the form's bar that lead on after saving


class StateFilter(admin.SimpleListFilter):
    title = "state"
    parameter_name = "state"

    def lookups(self, request, model_admin):
        return Article.State.choices

    def queryset(self, request, queryset):
        return queryset.filter(state=self.value()) if self.value() else queryset


@admin.register(Article)
class ArticleAdmin(admin.ModelAdmin):
    form = ArticleForm
    inlines = INLINES
    fieldsets = [
        ("Page", {"fields": ["title", "slug", "also_known_as", "seen_at"]}),
        ("People", {"fields": ["author", "reviewer", "reviewed_on"]}),
        ("Quick answer", {"fields": ["summary"]}),
        ("Photo", {"fields": ["lead_photo", "photo_alt", "photo_caption"]}),
        ("What is it?", {"fields": ["overview"]}),
        ("When to get help", {"fields": ["when_to_seek_care"]}),
        ("Causes", {"fields": ["causes"]}),
        ("Diagnosis", {"fields": ["diagnosis"]}),
        ("Treatment", {"fields": ["treatment"]}),
    ]
    readonly_fields = ["reviewed_on"]
    autocomplete_fields = ["author", "reviewer", "lead_photo"]
    prepopulated_fields = {"slug": ["title"]}
    list_display = ["title", "state_label", "live_since", "saved_at", "saved_by"]
    list_filter = [StateFilter, "author", "reviewer"]
    list_select_related = ["updated_by"]
    list_per_page = 50
    search_fields = ["title", "slug", "also_known_as", "summary"]
    change_form_template = "admin/conditions/article/change_form.html"

    class Media:
        css = {"all": ["clinic_admin/article.css"]}
        js = ["clinic_admin/drafts.js", "clinic_admin/notes.js"]

    def get_queryset(self, request):
        return super().get_queryset(request).with_state()

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in self.autocomplete_fields:
            field.widget.can_delete_related = False  # a person or photo is not deleted in passing
        return field

    @admin.display(description="state", ordering="state")
    def state_label(self, article):
        return format_html('<span class="state state-{}">{}</span>', article.state, Article.State(article.state).label)

    @admin.display(description="live since", ordering="live_since")
    def live_since(self, article):
        return article.live_since

    @admin.display(description="last saved", ordering="updated_at")
    def saved_at(self, article):
        return article.updated_at

    @admin.display(description="by", ordering="updated_by")
    def saved_by(self, article):
        user = article.updated_by
        return user and (user.get_full_name() or user.get_username())

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def has_delete_permission(self, request, obj=None):
        return super().has_delete_permission(request, obj) and (obj is None or not obj.editions.exists())

    def get_actions(self, request):
        return {}  # deleting in bulk would stumble over published articles

    def get_urls(self):
        views = {
            "preview": acts.preview,
            "publish": acts.publish,
            "withdraw": acts.withdraw,
            "review": acts.sign_review,
        }
        own = [
            path(f"<int:pk>/{name}/", self.admin_site.admin_view(view), name=f"conditions_article_{name}")
            for name, view in views.items()
        ]
        return own + super().get_urls()

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        article = object_id and self.get_object(request, object_id)
        context = {
            "live_edition": article and article.live_edition,
            "state": article and Article.State(article.state).label,
            "may_publish": request.user.has_perm("conditions.publish_article"),
            "may_delete": bool(article) and self.has_delete_permission(request, article),
            "may_review": request.user.has_perm("conditions.sign_review"),
            "show_save_and_add_another": False,
        }
        response = super().changeform_view(request, object_id, form_url, context | (extra_context or {}))
        response._csp_config = policy(**EDITOR_CSP)
        return response

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """Rows of a stale form may be gone by now, and others may have come: the typed ones stand on their own."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if obj.pk and request.method == "POST":
            kwargs["save_as_new"] = request.POST.get("seen_at") != obj.updated_at.isoformat()
        return kwargs

    def save_model(self, request, obj, form, change):
        if "reviewer" in form.changed_data:
            obj.reviewed_on = None  # nobody signs for another: the new reviewer's signature is still to come
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        working_copy.record_save(form.instance, by=request.user)
        rows = [row for formset in formsets for row in formset.forms if row not in formset.deleted_forms]
        for checked in [form, *rows]:
            for label, words in dropped_from(checked):
                where = label if checked is form else f"{_row_name(checked.instance)}, {label}"
                left_out = ", ".join(words)
                messages.warning(request, f"{where}: left out, because patients' pages may not hold it: {left_out}.")

    def log_addition(self, request, obj, message):
        return acts.dated(super().log_addition(request, obj, message), obj.updated_at)

    def log_change(self, request, obj, message):
        return acts.dated(super().log_change(request, obj, message), obj.updated_at)

    def response_add(self, request, obj, post_url_continue=None):
        return self._next_step(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self._next_step(request, obj) or super().response_change(request, obj)

    def _next_step(self, request, article):
        step = next((step for step in NEXT_STEPS if f"_{step}" in request.POST), None)
        if step:
            return HttpResponseRedirect(reverse(f"admin:conditions_article_{step}", args=[article.pk]))
        if "_continue" in request.POST:
            edition = article.live_edition
            readers = f"Patients still read edition {edition.number}." if edition else "Patients do not see it yet."
            messages.success(request, f"Draft saved. {readers}")
            return HttpResponseRedirect(reverse("admin:conditions_article_change", args=[article.pk]))
        return None


def _row_name(row):
    return f"{capfirst(row._meta.verbose_name)} “{row}”"
