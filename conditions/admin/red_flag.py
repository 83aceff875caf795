"""The red flags: reviewers edit them, and each save is a signed edition that patients get at once."""

from itertools import chain, count

from django import forms
from django.contrib import admin
from django.db.models import OuterRef, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils import dateformat, timezone
from django.utils.html import format_html, format_html_join

from clinic_site.directory.models import Person
from clinic_site.slugs import slugify
from conditions.models import RedFlag, RedFlagCount
from conditions.red_flags import live
from conditions.red_flags.matching import raised
from conditions.red_flags.values import LINES, Action
from conditions.red_flags.wording import unreadable

DAYS = 90  # in which it is counted how often a red flag was raised


class RedFlagForm(forms.ModelForm):
    """`signature`: the name of who saves, as patients may be told it; "" for an account without a person."""

    signature = ""
    reason = forms.CharField(
        label="Why you change it", max_length=300, help_text="Kept with the edition that you sign by saving."
    )
    trial = forms.CharField(
        label="Try a sentence",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="What a patient might write. If it does not raise this red flag as it stands here, nothing is saved.",
    )

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)  # the number of the edition that was opened

    class Meta:
        model = RedFlag
        fields = ["sign", "action", "is_asked", "now", "now_spanish", "question", *LINES, "source", "is_withdrawn"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.newest = self.instance.editions.last() if self.instance.pk else None
        self.initial["seen"] = self.newest.number if self.newest else 0

    def _lines(self, name):
        for line in self.cleaned_data[name].splitlines():
            if line.strip() and (problem := unreadable(line)):
                raise forms.ValidationError(f"“{line.strip()}”: {problem}")
        return self.cleaned_data[name]

    def clean_wording(self):
        return self._lines("wording")

    def clean_asked_when(self):
        return self._lines("asked_when")

    def clean(self):
        given = super().clean()
        if not self.signature:
            self.add_error(
                None,
                "Your account is not linked to a person in the clinic directory, so nobody could be told who signed "
                "this. Ask a manager to link it there. Nothing was saved.",
            )
        if self.newest and given.get("seen") != self.newest.number:
            self.add_error(
                None,
                f"{self.newest.signature or live.SHIPPED} has saved this since you opened it ({self.newest.reason}). "
                "Nothing was saved. What you typed stands below; compare it with “What it said”, then save again.",
            )
            self.data = self.data.copy()
            self.data["seen"] = str(self.newest.number)
        if "wording" in self.changed_data and not given.get("trial") and not given.get("is_withdrawn"):
            self.add_error("trial", "You changed how patients say it: write a sentence that must raise it.")
        if bool(given.get("question")) != bool(given.get("asked_when", "").strip()) and not self.errors:
            self.add_error(
                "asked_when", "A question needs a line that gives a reason to ask it, and no other way round."
            )
        if given.get("is_withdrawn") and self.instance.pk and not self.errors and given.get("trial"):
            self.add_error("trial", "A red flag that is no longer used is raised by nothing. Leave this empty.")
        elif given.get("trial") and not self.errors:
            self._post_clean()
            if not raised(given["trial"], [self.instance.document]):
                self.add_error("trial", "This sentence does not raise it. Add a line to “how patients say it”.")
        return given


@admin.register(RedFlag)
class RedFlagAdmin(admin.ModelAdmin):
    """The list is edited by reviewers, whom patients and colleagues can hold to it by name."""

    form = RedFlagForm
    list_display = ["sign", "calls_for", "used", "asked", "signed", "times"]
    list_display_links = ["sign"]
    list_filter = ["action", "is_asked", "is_withdrawn"]
    search_fields = ["sign", "wording"]
    readonly_fields = ["editions_so_far"]
    fieldsets = [
        (None, {"fields": ["sign", "action", "is_asked", "now", "now_spanish"]}),
        ("The question that decides", {"fields": ["question", "asked_when"]}),
        ("How it is found", {"fields": ["wording", "trial"]}),
        ("On what it rests", {"fields": ["source", "is_withdrawn", "reason", "editions_so_far", "seen"]}),
    ]

    def get_queryset(self, request):
        since = timezone.localdate() - timezone.timedelta(days=DAYS)
        counts = RedFlagCount.objects.filter(key=OuterRef("key"), day__gte=since).order_by().values("key")
        times = Subquery(counts.annotate(n=Sum("times")).values("n"))
        return super().get_queryset(request).annotate(raised=Coalesce(times, 0)).prefetch_related("editions")

    @admin.display(description="calls for", ordering="action")
    def calls_for(self, flag):
        return Action(flag.action).label

    @admin.display(description="in use", boolean=True)
    def used(self, flag):
        return not flag.is_withdrawn

    @admin.display(description="in the forms", boolean=True)
    def asked(self, flag):
        return flag.is_asked and not flag.is_withdrawn

    @admin.display(description="signed")
    def signed(self, flag):
        *_, last = [None, *flag.editions.all()]
        return f"{last.signature or live.SHIPPED} {_day(last)}" if last else ""

    @admin.display(description=f"raised in {DAYS} days")
    def times(self, flag):
        return flag.raised

    @admin.display(description="editions")
    def editions_so_far(self, flag):
        rows = [
            (edition.number, _day(edition), edition.signature or live.SHIPPED, edition.reason, _said(edition))
            for edition in flag.editions.order_by("-number")
        ]
        row = '<li value="{}">{}: {} {} <details><summary>What it said</summary><pre>{}</pre></details></li>'
        return format_html("<ol>{}</ol>", format_html_join("", row, rows))

    def save_model(self, request, obj, form, change):
        if not change:
            obj.key = _unused_key(slugify(obj.sign, 50))
        live.publish(obj, by=request.user, signature=form.signature, reason=form.cleaned_data["reason"])

    def get_form(self, request, *args, **kwargs):
        form = super().get_form(request, *args, **kwargs)
        form.signature = _signature(request.user)
        return form

    def has_delete_permission(self, request, obj=None):
        return False  # what patients were told stays; “no longer used” ends it


def _said(edition):
    if not edition.data:
        return "No longer used."
    return "\n".join(f"{name}: {value}" for name, values in edition.data.items() for value in _values(values))


def _values(values):
    return values if isinstance(values, list) else [values]


def _day(edition):
    return dateformat.format(timezone.localtime(edition.live_from), "F j, Y")


def _unused_key(wanted):
    wanted = wanted or "red-flag"
    taken = {"none", *RedFlag.objects.filter(key__startswith=wanted).values_list("key", flat=True)}
    return next(key for key in chain([wanted], (f"{wanted}-{n}" for n in count(2))) if key not in taken)


def _signature(user):
    person = Person.objects.filter(user=user).first()
    return str(person) if person else ""
