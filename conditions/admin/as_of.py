"""A page as patients saw it at a moment, in the public template, with a record to print for a complaint."""

from urllib.parse import urlencode, urlsplit

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.views.decorators.http import require_safe

from clinic_site.datetimes import exact
from clinic_site.directory.clinic import Clinic
from conditions.admin.action_page import article_for, context
from conditions.admin.moments import MomentField
from conditions.editing.audit_log import name_of
from conditions.models import Edition
from conditions.public.articles import edition_context, notice_context
from conditions.publishing import addresses

PERMISSION = "conditions.view_edition"


class SecondsField(MomentField):
    """A moment to the second. With a time zone ("2026-11-01T01:30-05:00") it is never ambiguous."""

    def __init__(self, **kwargs):
        widget = forms.DateTimeInput(format="%Y-%m-%dT%H:%M:%S", attrs={"type": "datetime-local", "step": 1})
        super().__init__(**{"widget": widget, **kwargs})

    def to_python(self, value):
        try:
            return super().to_python(value)
        except ValidationError:
            first, second = [moment.utcoffset() for moment in both_readings(value)] or [None, None]
            if first and first > second:
                raise ValidationError(
                    "The clocks were set back in that night, so that this time came twice. Choose one of the two.",
                    code="twice",
                ) from None
            if first and first < second:
                raise ValidationError(
                    "The clocks were set forward in that night, so that this time never came. Choose another one."
                ) from None
            raise


class MomentForm(forms.Form):
    at = SecondsField(label="Day and time", help_text="On the clinic's clocks. Seconds may be left out.")

    @property
    def twice(self):
        """The moments that a time which came twice may mean, or []."""
        return both_readings(self.data.get("at")) if self.has_error("at", "twice") else []


class AddressForm(MomentForm):
    address = forms.CharField(
        label="Address of the page",
        max_length=1000,
        widget=forms.TextInput(attrs={"class": "vTextField"}),
        help_text="As patients had it, former addresses too: https://…/conditions/knee-pain/, or only knee-pain.",
    )
    field_order = ["address", "at"]

    def clean_address(self):
        """The slug in what was typed: a full address, a path or the slug itself."""
        try:
            parts = [part for part in urlsplit(self.cleaned_data["address"]).path.split("/") if part]
        except ValueError:
            parts = []
        if len(parts) == 1 or (len(parts) == 2 and parts[0].lower() == "conditions"):
            return parts[-1]
        raise ValidationError("This is no address of an article. Write it like /conditions/knee-pain/.")


@require_safe
def as_of(request, pk):
    """An article as patients saw it at `?at=`; without it, when each edition was live."""
    article = article_for(request, pk, PERMISSION)
    page = context(request, article, f"“{article}” as patients saw it")
    page["editions"] = article.editions.seen().defer("data")
    return _answered(request, MomentForm, page, lambda typed: addresses.of_article(article, typed["at"]))


@require_safe
def address_as_of(request):
    """Show the answer of the address `?address=` at the moment `?at=`."""
    if not request.user.has_perm(PERMISSION):
        raise PermissionDenied
    page = {**admin.site.each_context(request), "opts": Edition._meta, "title": "What patients saw"}
    return _answered(request, AddressForm, page, lambda typed: addresses.answer(typed["address"], typed["at"]))


def record(request, found, at, back, slug=""):
    """The answer `found` (a Page or TakenDown of publishing/addresses.py) as patients saw it at `at`, to be printed.

    `slug` is the address that was asked for; by default the edition's own.
    """
    clinic, since = Clinic.as_of(at)
    now = timezone.now()
    edition = found.edition
    if isinstance(found, addresses.Page):
        page = {"page": "conditions/article.html", **edition_context(edition, at)}
    else:
        page = {"page": "410.html", **notice_context(found)}
    page["record"] = {
        "edition": edition,
        "gone": found if "notice" in page else None,
        "address": settings.SITE_URL + reverse("conditions:article", args=[slug or edition.slug]),
        "shown": _shown(edition, at, now),
        "never": edition.live_from == edition.live_until,
        "clinic_since": since if since and since > at else None,
        "printed_at": now,
        "printed_by": name_of(request.user),
    }
    page |= {"preview": True, "back": back, "clinic": clinic}
    page |= {"opening": None, "elsewhere": None}  # hours of then are not on record
    response = render(request, "conditions/record.html", page)
    response["X-Robots-Tag"] = "noindex"
    return response


def _answered(request, form_class, page, answer):
    """The record of what `answer(cleaned data)` finds; or the form, with what there is to say without one."""
    asked = {name: value for name, value in request.GET.items() if name != "at"}
    form = form_class(request.GET if "at" in request.GET else None, initial={"at": timezone.now(), **asked})
    if form.is_valid():
        at, slug = form.cleaned_data["at"], form.cleaned_data.get("address", "")
        found = answer(form.cleaned_data)
        if found and not isinstance(found, addresses.Moved):
            return record(request, found, at, f"{request.path}?{urlencode(asked)}", slug)
        form = form_class(initial={**asked, "at": at})
        page |= {"at": at, "planned": at > timezone.now(), "moved_to": found and found.edition}
        page["first"] = _first_edition(page.get("article") or _owner(slug))
    page["form"] = form
    page["twice"] = [(moment, urlencode({**asked, "at": moment.isoformat()})) for moment in form.twice]
    return render(request, "admin/conditions/as_of.html", page)


def _shown(edition, at, now):
    if edition.live_from == edition.live_until:
        return "which was called off before it went live, so that patients never read it"
    if at > now:
        return f"as patients will read it on {exact(at)} unless the plan changes"
    return f"as patients read it on {exact(at)}"


def _owner(slug):
    address = addresses.find(slug)
    return address and address.article


def _first_edition(article):
    """The first edition of `article` (which may be None) that patients read, or None."""
    return article and article.editions.seen().last()


def both_readings(typed):
    """[moment, moment] that `typed` (ISO 8601) may mean on the clinic's clocks: the same but on a night of change."""
    try:
        naive = parse_datetime(typed or "")
    except ValueError:
        naive = None
    if naive is None or naive.tzinfo:
        return []
    return [naive.replace(tzinfo=timezone.get_default_timezone(), fold=fold) for fold in (0, 1)]
