"""Taking requests out of the house, for managers: what is in the file and that it is recorded, then the file."""

from datetime import date, datetime, time, timedelta

from django import forms
from django.contrib.auth.decorators import permission_required
from django.core import validators
from django.http import StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from appointments import csv_export
from appointments.admin.queue import context
from appointments.models import BookingRequest
from clinic_site import encryption


class DayField(forms.DateField):
    widget = forms.DateInput(attrs={"type": "date"})
    default_error_messages = {
        "required": "Choose a day.",
        "invalid": "Type the day as month/day/year, such as 3/27/2026.",
    }
    default_validators = [
        validators.MinValueValidator(date(2000, 1, 1), "Choose a day after 1999."),
        validators.MaxValueValidator(date(2999, 1, 1), "Choose a day that comes sooner."),
    ]


class SpanForm(forms.Form):
    first = DayField(label="First day")
    last = DayField(label="Last day")

    def clean(self):
        data = super().clean()
        if not {"first", "last"} <= data.keys():
            return
        if data["last"] < data["first"]:
            raise forms.ValidationError("The last day comes before the first. Change one of them.")
        self.pks = list(self._requests(**data).values_list("pk", flat=True)[: csv_export.MOST + 1])
        if not self.pks:
            raise forms.ValidationError("No requests came in on these days. Choose others.")
        if len(self.pks) > csv_export.MOST:
            raise forms.ValidationError(
                f"More than {csv_export.MOST:,} requests came in on these days, too many for one file. "
                "Choose fewer days."
            )

    def _requests(self, first, last):
        zone = timezone.get_default_timezone()
        since, until = (datetime.combine(day, time(), tzinfo=zone) for day in (first, last + timedelta(days=1)))
        return BookingRequest.objects.filter(submitted_at__gte=since, submitted_at__lt=until).order_by("submitted_at")


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("appointments.export_bookingrequest", raise_exception=True)
def export(request):
    today = timezone.localdate()
    form = SpanForm(request.POST or None, initial={"first": today - timedelta(days=29), "last": today})
    if form.is_valid():
        try:
            return _file(csv_export.start(form.pks, by=request.user), **form.cleaned_data)
        except encryption.WrongKey as error:
            form.add_error(None, f"Nothing was exported. Tell the administrator: “{error}”")
    more = {"form": form, "most": f"{csv_export.MOST:,}"}
    where = "admin/appointments/bookingrequest/export.html"
    return render(request, where, context(request, "Export booking requests", **more))


def _file(lines, first, last):
    return StreamingHttpResponse(
        lines,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="booking-requests-{first}-to-{last}.csv"'},
    )
