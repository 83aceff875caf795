from django.contrib import admin, messages
from django.http import HttpResponseRedirect
from django.urls import path, reverse
from django.utils.html import format_html

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
    list_display = ["title", "state_label", "live_since", "updated_at", "updated_by"]
    list_filter = [StateFilter, "author", "reviewer"]
    list_select_related = ["updated_by"]
    list_per_page = 50
    search_fields = ["title", "slug", "also_known_as", "summary"]
    change_form_template = "admin/conditions/article/change_form.html"

    class Media:
        css = {"all": ["clinic_admin/article.css"]}
        js = ["clinic_admin/drafts.js"]

    def get_queryset(self, request):
        return super().get_queryset(request).with_state()

    @admin.display(description="state", ordering="state")
    def state_label(self, article):
        return format_html('<span class="state state-{}">{}</span>', article.state, Article.State(article.state).label)

    @admin.display(description="live since", ordering="live_since")
    def live_since(self, article):
        return article.live_since

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
            "may_review": request.user.has_perm("conditions.sign_review"),
            "show_save_and_add_another": False,
        }
        response = super().changeform_view(request, object_id, form_url, context | (extra_context or {}))
        response._csp_config = policy(**EDITOR_CSP)
        return response

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        working_copy.record_save(form.instance, by=request.user)
        for checked in [form, *(row for formset in formsets for row in formset.forms)]:
            for label, words in dropped_from(checked):
                left_out = ", ".join(words)
                messages.warning(request, f"{label}: left out, because patients' pages may not hold it: {left_out}.")

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
