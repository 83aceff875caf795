from django.contrib import admin

from conditions.models import BodyArea, DiagnosticTest, EditionTerm, RiskFactor, Symptom


@admin.register(Symptom, RiskFactor, DiagnosticTest)
class TermAdmin(admin.ModelAdmin):
    """Words shared by all articles. The slug is an address: it is chosen once."""

    list_display = ["name", "description", "synonym_list"]
    search_fields = ["name", "synonyms"]
    prepopulated_fields = {"slug": ["name"]}
    kind = {
        Symptom: EditionTerm.Kind.SYMPTOM,
        RiskFactor: EditionTerm.Kind.RISK_FACTOR,
        DiagnosticTest: EditionTerm.Kind.TEST,
        BodyArea: EditionTerm.Kind.BODY_AREA,
    }

    @admin.display(description="synonyms")
    def synonym_list(self, term):
        return ", ".join(term.synonyms)

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else self.prepopulated_fields

    def has_delete_permission(self, request, obj=None):
        used = obj and EditionTerm.objects.filter(kind=self.kind[self.model], slug=obj.slug).exists()
        return super().has_delete_permission(request, obj) and not used

    def get_actions(self, request):
        return {}  # deleting in bulk would pass over terms that editions name


@admin.register(BodyArea)
class BodyAreaAdmin(TermAdmin):
    list_display = ["name", "description", "synonym_list", "position"]
