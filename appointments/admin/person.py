"""A patient asks what we hold, wants it as a file, or wants it erased. For managers; nothing of it is in an address."""

import json

from django import forms
from django.contrib.auth.decorators import permission_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from appointments import audit_log, person, queue
from appointments.admin.queue import context
from appointments.admin.reading import reading
from appointments.desk import ActRefused
from appointments.models import OnlineRequests
from appointments.models.request import same_reference
from clinic_site import encryption

ERASES = "appointments.erase_bookingrequest"
WHERE = "admin/appointments/bookingrequest/person.html"


class PersonForm(forms.Form):
    reference = forms.CharField(
        max_length=20, error_messages={"required": "Type the reference of one of the person's requests."}
    )
    birth_date = forms.CharField(
        max_length=40,
        help_text="Month/day/year, such as 3/14/1971.",
        error_messages={"required": "Type the patient's birth date."},
    )

    def clean_reference(self):
        reference = same_reference(self.cleaned_data["reference"])
        if not reference:
            raise forms.ValidationError("A reference has eight characters, such as 7K2M-9QPX. Look at it again.")
        return reference

    def clean_birth_date(self):
        day = queue.birth_date(self.cleaned_data["birth_date"])
        if not day:
            raise forms.ValidationError("Type the birth date as month/day/year, such as 3/14/1971.")
        return day

    def clean(self):
        data = super().clean()
        self.person = None
        if self.errors:
            return
        try:
            self.person = person.find(**data)
        except encryption.WrongKey as error:
            raise forms.ValidationError(f"Nothing was opened. Tell the administrator: “{error}”") from error
        if self.person is None:
            raise forms.ValidationError(
                "No request has this reference and this birth date. Ask for both again. Where the details of a request "
                "were destroyed already, nothing is left that tells whose it was."
            )


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required("appointments.export_bookingrequest", raise_exception=True)
def show(request):
    form = PersonForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, form)
    found, act = form.person, request.POST.get("act")
    if act == "file":
        return _file(request, form)
    if act == "erase" and request.user.has_perm(ERASES):
        return _erased(request, form)
    audit_log.record_views(found.requests, by=request.user)
    return _page(request, form)


def _page(request, form, *, refusal=""):
    more = {"form": form, "refusal": refusal, "may_erase": request.user.has_perm(ERASES)}
    if found := getattr(form, "person", None):
        at = timezone.now()
        more |= {
            "found": found,
            "readings": [reading(booking, at) for booking in found.requests],
            "has_open": any(booking.is_open for booking in found.requests),
            "looks": person.looks(found.requests),
            "at": at,
        }
    return render(request, WHERE, context(request, "What we hold of one person", **more))


def _file(request, form):
    requests = form.person.requests
    audit_log.record_all(requests, audit_log.Kind.EXPORTED, by=request.user)
    held = {"made at": timezone.now(), "requests": person.told(requests)}
    return HttpResponse(
        json.dumps(held, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2),
        content_type="application/json; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="request-{form.cleaned_data["reference"]}.json"'},
    )


def _erased(request, form):
    requests = form.person.requests
    if not request.POST.get("sure"):
        return _page(request, form, refusal="Nothing was erased: tick that you are sure first.")
    seen = request.POST.getlist("seen")
    if seen != _versions(requests):
        return _page(request, form, refusal="Nothing was erased: something changed since you looked. Look again.")
    try:
        person.erase(requests, by=request.user)
    except ActRefused as refused:
        return _page(request, form, refusal=f"Nothing was erased. {refused}")
    more = {"form": PersonForm(), "erased": requests, "keep_days": OnlineRequests.load().keep_days}
    return render(request, WHERE, context(request, "Erased", **more))


def _versions(requests):
    return [f"{request.reference} {request.version}" for request in requests]
