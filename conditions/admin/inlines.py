"""The rows of the article form. `after` names the fieldset that each stands behind, in reading order."""

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db import models
from django.forms import Select, Textarea, URLInput
from django.utils.functional import cached_property
from django.utils.html import format_html

from clinic_site.ordered_rows import OrderedRowForm, OrderedRows, RowsFormSet
from conditions import models as m
from conditions.document.parts import Kind
from conditions.document.urgency import TO_BE_CONFIRMED, Urgency
from conditions.document.values import ON_THE_PAGE, PARTS
from conditions.models.fields import PlainTextField
from conditions.models.rows import model_of

CHOOSE = "Choose how urgent it is"


class Rows(OrderedRows, admin.TabularInline):
    formfield_overrides = {PlainTextField: {"widget": Textarea(attrs={"rows": 2, "cols": 60})}}


class LoadedAutocomplete(AutocompleteSelect):
    """An autocomplete that draws its option from `loaded`, so that rows do not cost a query each."""

    loaded = None

    def optgroups(self, name, value, attr=None):
        if self.loaded is None or value != [str(self.loaded.pk)]:
            return super().optgroups(name, value, attr)
        return [(None, [self.create_option(name, self.loaded.pk, str(self.loaded), True, 0)], 0)]


class LinkRowForm(OrderedRowForm):
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = getattr(field.widget, "widget", None)
            if self.instance.pk and isinstance(widget, LoadedAutocomplete):
                widget.loaded = getattr(self.instance, name)


class LinkRows(Rows):
    """Rows that link a term or an article; their queryset loads it."""

    form = LinkRowForm

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.autocomplete_fields:
            kwargs["widget"] = LoadedAutocomplete(db_field, self.admin_site)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class TermRows(LinkRows):
    autocomplete_fields = ["term"]

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if db_field.name in self.model.TERMS:  # "add new" stays; a shared word is edited on its own page
            field.widget.can_change_related = field.widget.can_view_related = False
            field.widget.can_delete_related = False
            field.widget.can_add_related = db_field.name == "term"
        return field

    def get_queryset(self, request):
        return super().get_queryset(request).select_related(*self.model.TERMS)


class BodyAreaRows(TermRows):
    model = m.ArticleBodyArea


class RiskFactorRows(TermRows):
    model = m.ArticleRiskFactor


class UrgencySelect(Select):
    """A select with what patients `read` of the symptom now (an Urgency or None) below it."""

    def __init__(self, *, read):
        super().__init__()
        self.read = read

    def get_context(self, name, value, attrs):
        described = {"aria-describedby": f"{attrs['id']}_read"} if self.read and "id" in attrs else {}
        return super().get_context(name, value, attrs | described)

    def render(self, name, value, attrs=None, renderer=None):
        select = super().render(name, value, attrs, renderer)
        if self.read is None:
            return select
        return format_html('{}<p class="help" id="{}_read">Patients read: {}</p>', select, attrs["id"], self.read.label)


class SymptomRowSet(RowsFormSet):
    """A person chooses the urgency: nothing is chosen beforehand, and a draft may be saved without."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        row, field = form.instance, form.fields.get("urgency")
        if field is None:
            return
        waits = row.pk and not row.urgency
        field.widget = UrgencySelect(read=self._live.get(row.term.slug) if waits and not row.companion_id else None)
        field.choices = [("", TO_BE_CONFIRMED if waits else CHOOSE), *Urgency.choices()]

    @cached_property
    def _live(self):
        """{symptom's slug: Urgency} of what patients read."""
        terms = m.EditionTerm.objects.live().filter(edition__article=self.instance.pk, kind=m.EditionTerm.Kind.SYMPTOM)
        return {slug: Urgency(level) for slug, level in terms.values_list("slug", "urgency")}

    def clean(self):
        super().clean()
        listed = []
        for form in self.forms:
            values = getattr(form, "cleaned_data", {})
            said = {values.get("term"), values.get("companion")} - {None}  # A with B is B with A
            if values.get("term") and not values.get("DELETE"):
                if said in listed:
                    raise ValidationError(self.get_unique_error_message(["term", "companion"]))
                listed.append(said)


class SymptomRows(TermRows):
    model = m.ArticleSymptom
    formset = SymptomRowSet
    autocomplete_fields = ["term", "companion"]
    fields = ["position", "term", "companion", "detail", "urgency"]


class TestRows(TermRows):
    model = m.ArticleTest


class SectionRows(OrderedRows, admin.StackedInline):
    model = m.ArticleSection


class QuestionRows(OrderedRows, admin.StackedInline):
    model = m.ArticleQuestion


class SourceRows(Rows):
    model = m.ArticleSource
    formfield_overrides = {
        models.URLField: {"assume_scheme": "https", "widget": URLInput(attrs={"class": "vURLField"})}
    }


class RelatedRowForm(LinkRowForm):
    def clean_related(self):
        related = self.cleaned_data["related"]
        if related.pk == self.instance.article_id:  # the model's constraint is not asked: an inline sets the article
            raise ValidationError("An article cannot be related to itself.")
        return related


class RelatedRows(LinkRows):
    model = m.RelatedArticle
    form = RelatedRowForm
    fk_name = "article"
    autocomplete_fields = ["related"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("related")


OWN = [
    BodyAreaRows,
    RiskFactorRows,
    SymptomRows,
    TestRows,
    SectionRows,
    QuestionRows,
    SourceRows,
    RelatedRows,
]


def _rows(part):
    """The rows of `part` in the form, behind the text that stands before them on the page."""
    base = TermRows if part.kind in (Kind.TERM_ROWS, Kind.TERMS) else Rows
    rows = next((own for own in OWN if own.model is model_of(part)), base)
    texts = [each for each in ON_THE_PAGE if each.kind == Kind.RICH and each.place <= part.place]
    after = (texts[-1].fieldset or texts[-1].label) if texts else "Page"
    return type(rows.__name__, (rows,), {"model": model_of(part), "after": after})


# In the form's order: as on the page, and what has no place there first
INLINES = [_rows(part) for part in sorted(PARTS.values(), key=lambda part: part.place) if part.rows]
