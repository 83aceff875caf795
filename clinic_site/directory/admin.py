from django.contrib import admin
from django.db import models
from django.shortcuts import redirect

from clinic_site.directory import history
from clinic_site.directory.forms import ClockField, OpeningHoursFormSet
from clinic_site.directory.models import (
    ClinicProfile,
    Closure,
    Location,
    OpeningHours,
    OtherCare,
    OtherCareHours,
    Person,
    PhoneLine,
)
from clinic_site.ordered_rows import OrderedRows

CLOCKS = {models.TimeField: {"form_class": ClockField}}


class PhoneLineInline(OrderedRows, admin.TabularInline):
    model = PhoneLine


@admin.register(ClinicProfile)
class ClinicProfileAdmin(admin.ModelAdmin):
    inlines = [PhoneLineInline]

    def changelist_view(self, request, extra_context=None):
        profile = ClinicProfile.objects.first()
        if profile and self.has_view_permission(request):
            return redirect("admin:directory_clinicprofile_change", profile.pk)
        return super().changelist_view(request, extra_context)

    def changeform_view(self, request, *args, **kwargs):
        with history.one_version():
            return super().changeform_view(request, *args, **kwargs)

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not ClinicProfile.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False


class OpeningHoursInline(admin.TabularInline):
    model = OpeningHours
    formset = OpeningHoursFormSet
    extra = 0
    formfield_overrides = CLOCKS


@admin.register(Location)
class LocationAdmin(admin.ModelAdmin):
    list_display = ["name", "street", "city"]
    prepopulated_fields = {"slug": ["name"]}
    inlines = [OpeningHoursInline]


class OtherCareHoursInline(OpeningHoursInline):
    model = OtherCareHours


@admin.register(OtherCare)
class OtherCareAdmin(admin.ModelAdmin):
    list_display = ["name", "kind", "city", "always_open", "position"]
    inlines = [OtherCareHoursInline]


@admin.register(Closure)
class ClosureAdmin(admin.ModelAdmin):
    list_display = ["day", "when", "reason", "location"]
    list_select_related = ["location"]
    date_hierarchy = "day"
    fields = ["day", ("closed_from", "closed_until"), "reason", "location"]
    formfield_overrides = CLOCKS

    @admin.display(description="hours")
    def when(self, closure):
        return closure.hours or "All day"


@admin.register(Person)
class PersonAdmin(admin.ModelAdmin):
    list_display = ["name", "credentials", "role", "job_title", "accepts_new_patients", "listed"]
    list_filter = ["role", "accepts_new_patients", "listed"]
    search_fields = ["name", "credentials", "job_title"]
    autocomplete_fields = ["photo", "user"]

    def get_readonly_fields(self, request, obj=None):
        return ["slug"] if obj else []  # bylines of published pages lead to it

    def get_prepopulated_fields(self, request, obj=None):
        return {} if obj else {"slug": ["name"]}
