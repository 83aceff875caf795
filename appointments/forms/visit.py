"""The forms for the two kinds of visit: which questions they ask, in which groups, and what comes out of them."""

from django import forms
from django.conf import settings
from django.utils import timezone

from appointments.answers import ADULT, Answers, Kind, full_years
from appointments.forms.choices import YES_NO, YES_NO_UNSURE, ConsentField, ListField, MenuField, PickField, TicksField
from appointments.forms.danger import DangerSignsForm
from appointments.forms.dates import BirthDateField, SurgeryField
from appointments.forms.mail_slips import suggestion
from appointments.forms.offered import Offered
from appointments.forms.phone import PhoneField
from appointments.forms.text import EmailField, LineField, NameField, TextField
from clinic_site import encryption
from clinic_site.directory.models.places import WEEKDAYS

ASKING_FOR = [("me", "Me"), ("child", "My child"), ("other", "Someone else")]
CALL_TIMES = [("morning", "Morning"), ("midday", "Around noon"), ("afternoon", "Afternoon")]
DAY_PARTS = [("morning", "Mornings"), ("afternoon", "Afternoons")]
NEEDS = [
    ("interpreter", "An interpreter"),
    ("relay", "A relay service on the phone"),
    ("access", "Help with access, such as a wheelchair"),
]
OWN = {  # what a browser may fill in, input by input, where people ask for themselves (WCAG 1.3.5: about the user)
    "first_name": ["given-name"],
    "last_name": ["family-name"],
    "birth_date": ["bday-month", "bday-day", "bday-year"],
}
CALLER_MISSING = {  # {field: (where somebody asks for another, where a minor asks)}
    "caller_name": (
        "Enter your own name, so that we know whom to ask for.",
        "Patients under 18 need a parent or guardian. Enter the name of the one we should talk to.",
    ),
    "caller_relation": (
        "Enter your relation to the patient, such as mother or caregiver.",
        "Enter that person’s relation to the patient, such as mother or guardian.",
    ),
}
CALLER_OF_A_MINOR = {
    "caller_name": "Name of the parent or guardian",
    "caller_relation": "Their relation to the patient",
}
OWN_GUARDIAN = (
    "This is the patient’s own name. Enter the name of a parent or guardian. If they share a name, add “Senior” or a "
    "middle name."
)


class OriginField(forms.Field):
    """The article that the patient came from, by its number; None for anything else, without a word."""

    widget = forms.HiddenInput

    def clean(self, value):
        edition = self.offered.edition(value or "")
        return edition and edition.article


class VisitForm(DangerSignsForm):
    """The questions of both kinds of request. `keep_days`: for how long details are kept, as the consent says."""

    kind = None
    trap = "vx7"  # the name of a field that people do not see: no word that a browser would fill in by itself
    use_required_attribute = False  # the page itself says what is missing, in our words
    sometimes_required = tuple(CALLER_MISSING)

    asking_for = PickField(
        label="Who is the visit for?",
        choices=ASKING_FOR,
        error_messages={"required": "Choose who the visit is for."},
    )
    first_name = NameField(
        label="First name",
        help_text="The name of the person who needs the visit.",
        limit=80,
        error_messages={"required": "Enter the first name."},
    )
    last_name = NameField(label="Last name", limit=80, error_messages={"required": "Enter the last name."})
    birth_date = BirthDateField(
        label="Date of birth",
        help_text="For example: 3 14 1971",
        error_messages={"required": "Enter the date of birth, such as 3 14 1971."},
    )
    caller_name = NameField(
        label="Your own name",
        help_text="Needed if you ask for someone else, or if the patient is under 18.",
        limit=120,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": " ", "autocomplete": "name"}),  # form.css asks whether it is empty
    )
    caller_relation = LineField(
        label="Your relation to the patient",
        help_text="For example: mother, husband, caregiver",
        limit=80,
        required=False,
        widget=forms.TextInput(attrs={"placeholder": " "}),
    )

    phone = PhoneField(
        label="Phone number",
        help_text="We call you at this number. Add the extension, if it has one.",
        limit=60,
        error_messages={"required": "Enter a phone number where we can call you."},
    )
    voicemail = PickField(
        label="May we leave a voicemail that says only that the clinic called?",
        choices=YES_NO,
        error_messages={"required": "Choose whether we may leave a voicemail."},
    )
    call_times = TicksField(label="When is a good time to call? (optional)", choices=CALL_TIMES, required=False)
    email = EmailField(
        label="Email (optional)",
        help_text="We send you the number of your request, and later the time of the visit. Nothing about your health.",
        limit=254,
        required=False,
    )
    needs = TicksField(label="Do you need any of these? (optional)", choices=NEEDS, required=False)
    needs_detail = LineField(
        label="Tell us more about that help (optional)",
        help_text="For example: Spanish, or an entrance without steps",
        limit=200,
        required=False,
    )

    body_area = MenuField(
        label="Where does it hurt?",
        none="Not sure",
        error_messages={"required": "Choose where it hurts, or “Not sure”."},
    )
    reason = TextField(
        label="What is the problem? (optional)",
        help_text="A few words are enough, up to 500 characters. A program looks for danger signs in them; it can miss "
        "some. In an emergency call 911.",
        limit=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    days = TicksField(label="Which days suit you? (optional)", required=False)
    day_parts = TicksField(label="What time of day suits you? (optional)", choices=DAY_PARTS, required=False)
    location = ListField(label="Which location? (optional)", none="Any location", required=False)
    consent = ConsentField(
        error_messages={"required": "Tick the box to let us call you. We cannot help online without it."}
    )
    article = OriginField(required=False)

    def __init__(self, *args, keep_days, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["consent"].offer(keep_days, self.data.get("consent", ""))
        self.fields["article"].offered = self.offered
        self.fields["body_area"].offer(self.offered.body_areas)
        self._offer("location", self.offered.locations, least=2)
        weekdays = {*range(5), *self.offered.weekdays}
        self.fields["days"].choices = [(WEEKDAYS[day].lower(), WEEKDAYS[day]) for day in sorted(weekdays)]
        self._let_browsers_fill_in()

    @classmethod
    def blank(cls, came_from, *, physician="", keep_days, offered=None):
        """The form before anything is typed. `came_from`: the number of an article, and `physician` the slug of one, as
        they stand in the address.
        """
        offered = offered or Offered()
        initial = {"physician": physician}
        if edition := offered.edition(came_from):
            areas = edition.document.body_areas
            initial |= {"article": edition.article_id, "body_area": areas[0].slug if areas else None}
        return cls(initial=initial, keep_days=keep_days, offered=offered)

    def _offer(self, name, entries, *, least):
        """Ask the question only where there is something to choose from."""
        if len(entries) >= least or self.data.get(name):
            self.fields[name].offer(entries)
        else:
            del self.fields[name]

    def _let_browsers_fill_in(self):
        """Offer them the patient's own name and birth date where the patient types; phone and email always are those of
        who types."""
        own = self.data.get("asking_for") == "me"
        for name, tokens in OWN.items():
            widget = self.fields[name].widget
            for one, token in zip(getattr(widget, "widgets", [widget]), tokens, strict=True):
                one.attrs |= {"data-autocomplete": token} | ({"autocomplete": token} if own else {})
        if own:
            self.fields["caller_name"].widget.attrs.pop("autocomplete")  # it is another's: the guardian of a minor

    def clean(self):
        minor = self.minor_asks
        if minor:
            self.renamed = CALLER_OF_A_MINOR
        if self.needs_caller:
            for name, (for_another, for_a_minor) in CALLER_MISSING.items():
                if not self.cleaned_data.get(name) and name not in self.errors:
                    self.add_error(name, for_a_minor if minor else for_another)
        caller, patient = (self._plain(*names) for names in (["caller_name"], ["first_name", "last_name"]))
        if minor and caller and caller == patient:
            self.add_error("caller_name", OWN_GUARDIAN)

    def _plain(self, *names):
        return encryption.plain_name("".join(self.cleaned_data.get(name, "") for name in names))

    @property
    def minor_asks(self):
        """Whether the patient asks alone and is under age."""
        born = self.cleaned_data.get("birth_date")
        minor = bool(born) and full_years(born, timezone.localdate()) < ADULT
        return minor and self.cleaned_data.get("asking_for") == "me"

    @property
    def needs_caller(self):
        """Whether somebody besides the patient is part of this: for someone else, or under age."""
        return self.minor_asks or self.cleaned_data.get("asking_for") in ("child", "other")

    @property
    def trapped(self):
        """Whether the field that people do not see was filled in."""
        return bool(self.data.get(self.trap))

    def given(self):
        """[(heading, [Question answered], [Question not answered])] of the page to check before sending: without the
        caller, where the patient asks alone."""
        skipped = () if self.needs_caller else CALLER_MISSING
        groups = []
        for heading, questions in self.groups():
            asked = [question for question in questions if question.field.name not in skipped]
            groups.append((heading, [q for q in asked if q.answer], [q for q in asked if not q.answer]))
        return groups

    @property
    def meant_email(self):
        """What the email address was probably meant to be, where it looks like a slip that was not asked about yet."""
        is_kept = self.data.get("email") == self.data.get("kept_email")
        return "" if is_kept else self.meant(self.cleaned_data.get("email", ""))

    @staticmethod
    def meant(email):
        return suggestion(email, own={settings.SITE_HOST.removeprefix("www.")})

    @property
    def promised_days(self):
        """For how long details are kept at most, as the wording that was agreed to says."""
        return self.cleaned_data["consent"][1]

    def answers(self):
        """The Answers of a valid form."""
        given = {
            name: self.cleaned_data[name] for name in self.fields if name not in ("article", "surgery", "danger_signs")
        }
        if not self.needs_caller:
            given |= dict.fromkeys(CALLER_MISSING, "")  # typed before "Me" was chosen
        given["red_flags"] = tuple(flag.sign for flag in self.raised)
        given["consent"] = self.cleaned_data["consent"][0]
        given["voicemail"] = given["voicemail"] == "yes"
        given["surgery_month"], given["surgery_year"] = self.cleaned_data.get("surgery", (None, None))
        return Answers(kind=self.kind, **given)


class NewPatientForm(VisitForm):
    kind = Kind.NEW_PATIENT
    physician = ListField(
        label="Which physician would you like to see? (optional)", none="No preference", required=False
    )
    seen_before = PickField(
        label="Have you been to our clinic before? (optional)", choices=YES_NO_UNSURE, required=False
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._offer("physician", self.offered.physicians, least=1)


class RehabForm(VisitForm):
    kind = Kind.REHAB
    referral = PickField(
        label="Do you have a referral from a doctor? (optional)",
        help_text="You can ask for a visit without one.",
        choices=YES_NO_UNSURE,
        required=False,
    )
    referring_provider = LineField(label="Who referred you? (optional)", limit=120, required=False)
    surgery = SurgeryField(
        label="When was the surgery, if you had one? (optional)",
        help_text="The year alone is fine. It may lie in the future.",
        required=False,
    )
