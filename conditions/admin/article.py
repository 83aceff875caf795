from django.contrib import admin, messages
from django.db import transaction
from django.db.models import OuterRef, Subquery
from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.urls import path
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.views.decorators.http import require_safe

from clinic_site.middleware import policy
from clinic_site.richtext.editor_config import EDITOR_CSP
from conditions.admin import edit_conflict
from conditions.admin.action_page import act_url, article_for, change_url, tell_losses
from conditions.admin.as_of import as_of
from conditions.admin.calendar import calendar
from conditions.admin.checks_report import report
from conditions.admin.compare import compare, restore_edition
from conditions.admin.correct import correct
from conditions.admin.external_review import sign_off
from conditions.admin.forms import ArticleForm
from conditions.admin.inlines import INLINES
from conditions.admin.presence import presence
from conditions.admin.publish import publish
from conditions.admin.reschedule import planned_edition, planned_withdrawal
from conditions.admin.review import review
from conditions.admin.reviews_due import correction_seen, reviews_due
from conditions.admin.unanswered import unanswered, unanswered_synonym
from conditions.admin.withdraw import withdraw
from conditions.document.parts import Kind
from conditions.document.values import ON_THE_PAGE
from conditions.editing import audit_log, working_copy
from conditions.editing.compose import compose
from conditions.editing.presence import closed, opened, others, warning
from conditions.models import Article, Review
from conditions.public.articles import page_context
from conditions.publishing.calendar import entries
from conditions.publishing.preconditions import lock


@require_safe
def preview(request, pk):
    """The working copy in the public template, for signed-in staff alone."""
    article = article_for(request, pk, "conditions.view_article")
    context = {"preview": True, "edition": None, "back": change_url(article), **page_context(compose(article))}
    response = render(request, "conditions/article.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


# Buttons of the form's bar that lead on after saving
NEXT_STEPS = ["preview", "compare", "publish", "correct", "withdraw", "review", "sign_off"]
ACTS = {  # the address below an article's own, and what answers there
    "preview": preview,
    "publish": publish,
    "withdraw": withdraw,
    "as-of": as_of,
    "review": review,
    "sign-off": sign_off,
    "presence": presence,
    "correct": correct,
    "compare": compare,
    "restore/<int:number>": restore_edition,
    "correction/<int:number>": correction_seen,
    "planned/<int:number>": planned_edition,
    "planned-withdrawal/<int:withdrawal>": planned_withdrawal,
}
PAGES = {  # the address below that of the list, and what answers there
    "report": report,
    "calendar": calendar,
    "reviews": reviews_due,
    "unanswered": unanswered,
    "unanswered/synonym": unanswered_synonym,
}


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
        ("Page", {"fields": ["title", "slug", "also_known_as", "icd_10", "seen_at"]}),
        ("People", {"fields": ["author", "owner"]}),
        ("Quick answer", {"fields": ["summary"]}),
        ("Photo", {"fields": ["lead_photo", "photo_alt", "photo_caption"]}),
        *[(part.fieldset or part.label, {"fields": [part.name]}) for part in ON_THE_PAGE if part.kind == Kind.RICH],
    ]
    autocomplete_fields = ["author", "owner", "lead_photo"]
    prepopulated_fields = {"slug": ["title"]}
    list_display = ["title", "state_label", "compare_link", "live_since", "goes_live", "saved_at", "saved_by"]
    list_filter = [StateFilter, "author", "owner"]
    list_select_related = ["updated_by"]
    list_per_page = 50
    search_fields = ["title", "slug", "also_known_as", "summary"]
    change_form_template = "admin/conditions/article/change_form.html"

    class Media:
        css = {"all": ["clinic_admin/article.css", "clinic_admin/reviews.css"]}
        js = ["clinic_admin/drafts.js", "clinic_admin/notes.js", "clinic_admin/presence.js"]

    def get_queryset(self, request):
        said = Review.objects.filter(article=OuterRef("pk"), fingerprint=OuterRef("fingerprint"))
        return super().get_queryset(request).with_state().annotate(verdict=Subquery(said.values("outcome")[:1]))

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in self.autocomplete_fields:
            field.widget.can_delete_related = False  # a person or photo is not deleted in passing
        return field

    @admin.display(description="state", ordering="state")
    def state_label(self, article):
        said = [(article.state, Article.State(article.state).label)]
        if article.verdict == Review.Outcome.CHANGE_NEEDED:
            said.append(("rejected", Review.Outcome.CHANGE_NEEDED.label))
        return format_html_join(" ", '<span class="state state-{}">{}</span>', said)

    @admin.display(description="live since", ordering="live_since")
    def live_since(self, article):
        return article.live_since

    @admin.display(description="next edition", ordering="goes_live")
    def goes_live(self, article):
        return article.goes_live

    @admin.display(description="compare")
    def compare_link(self, article):
        if article.state == Article.State.DRAFT:
            return ""
        words = "With the live page" if article.state == Article.State.CHANGED else "Versions"
        return format_html(
            '<a href="{}">{}<span class="visually-hidden">: {}</span></a>', act_url(article, "compare"), words, article
        )

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
        own = [
            path(f"<int:pk>/{address}/", self.admin_site.admin_view(view), name=f"conditions_article_{view.__name__}")
            for address, view in ACTS.items()
        ]
        own += [
            path(f"{address}/", self.admin_site.admin_view(view), name=f"conditions_article_{view.__name__}")
            for address, view in PAGES.items()
        ]
        return own + super().get_urls()

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        article = object_id and self.get_object(request, object_id)
        if request.method != "POST" or not article:
            return self._form_page(request, article, form_url, extra_context)
        with transaction.atomic():
            lock(article)
            article.refresh_from_db()
            if request.POST.get("seen_at") != article.updated_at.isoformat():
                request.POST = edit_conflict.without_removed_rows(request.POST)
            typed = request.POST.copy()  # formsets blot out the keys of rows that stand on their own
            try:
                return self._form_page(request, article, form_url, extra_context)
            except edit_conflict.SavedSince as refused:
                saved, page = edit_conflict.settle(request, article, refused.mine, typed)
            if page:
                return page
            closed(article, request.user)
            if saved:
                return self.response_change(request, saved)
            return HttpResponseRedirect(self._leads_on(request, article) or change_url(article))

    def _form_page(self, request, article, form_url, extra_context):
        context = {
            "live_edition": article and article.live_edition,
            "state": article and Article.State(article.state).label,
            "planned": entries(timezone.now(), article=article) if article else [],
            "may_publish": request.user.has_perm("conditions.publish_article"),
            "may_delete": bool(article) and self.has_delete_permission(request, article),
            "may_review": request.user.has_perm("conditions.sign_review"),
            "show_save_and_add_another": False,
        }
        if request.method == "POST":
            context["base"] = request.POST.get("base", "")
        elif article:  # composed before the form reads the article: what is saved in between counts as saved since
            context["base"] = edit_conflict.packed(edit_conflict.Version.of(article))
        object_id = str(article.pk) if article else None
        response = super().changeform_view(request, object_id, form_url, context | (extra_context or {}))
        page = getattr(response, "context_data", None) or {}
        if "adminform" in page and article and self.has_change_permission(request, article):
            if page["adminform"].form.saved_since:
                page["adminform"].form.refuse()
            page["presence"] = warning(others(article, request.user))
            page["opened_at"] = opened(article, request.user).isoformat()
        response._csp_config = policy(**EDITOR_CSP)
        return response

    def get_formset_kwargs(self, request, obj, inline, prefix):
        """Rows of a stale form may be gone by now, and others may have come: the typed ones stand on their own."""
        kwargs = super().get_formset_kwargs(request, obj, inline, prefix)
        if obj.pk and request.method == "POST":
            kwargs["save_as_new"] = request.POST.get("seen_at") != obj.updated_at.isoformat()
        return kwargs

    def save_model(self, request, obj, form, change):
        if not change and obj.owner is None:
            obj.owner = request.user
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        self._tell_losses(request, form, formsets)
        if form.saved_since:
            raise edit_conflict.SavedSince(edit_conflict.Version.of(form.instance))
        working_copy.record_save(form.instance, by=request.user)
        closed(form.instance, request.user)

    def _tell_losses(self, request, form, formsets):
        rows = [row for formset in formsets for row in formset.forms if row.instance.pk and row.has_changed()]
        tell_losses(request, form)
        for row in rows:
            tell_losses(request, row, _row_name(row.instance))

    def log_addition(self, request, obj, message):
        return audit_log.dated(super().log_addition(request, obj, message), obj.updated_at)

    def log_change(self, request, obj, message):
        if message:  # a button that leads on saves first: where nothing was typed, that is nobody's news
            return audit_log.dated(super().log_change(request, obj, message), obj.updated_at)

    def response_add(self, request, obj, post_url_continue=None):
        return self._next_step(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request, obj):
        return self._next_step(request, obj) or super().response_change(request, obj)

    def _leads_on(self, request, article):
        """The address of the act whose button was pressed, or None."""
        step = next((step for step in NEXT_STEPS if f"_{step}" in request.POST), None)
        return step and act_url(article, step)

    def _next_step(self, request, article):
        if address := self._leads_on(request, article):
            return HttpResponseRedirect(address)
        if "_continue" in request.POST:
            edition = article.live_edition
            readers = f"Patients still read edition {edition.number}." if edition else "Patients do not see it yet."
            messages.success(request, f"Draft saved. {readers}")
            return HttpResponseRedirect(change_url(article))
        return None


def _row_name(row):
    return f"{capfirst(row._meta.verbose_name)} “{row}”"
