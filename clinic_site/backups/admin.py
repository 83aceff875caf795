from django.contrib import admin
from django.template.defaultfilters import filesizeformat

from clinic_site.backups.models import BackupRun


@admin.register(BackupRun)
class BackupRunAdmin(admin.ModelAdmin):
    """What was made and tried, to read."""

    list_display = ["started_at", "kind", "succeeded", "took", "megabytes", "detail"]
    list_filter = ["kind", "succeeded"]
    list_per_page = 50

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False

    @admin.display(description="took")
    def took(self, run):
        return f"{run.seconds:.0f} s"

    @admin.display(description="size")
    def megabytes(self, run):
        return "" if run.size is None else filesizeformat(run.size)
