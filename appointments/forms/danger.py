"""The danger signs in a request: a question that lists them, and a look at what was written, the second net."""

from django.core.validators import slug_re
from django.utils.functional import cached_property

from appointments.forms.choices import TicksField
from appointments.forms.layout import LaidOutForm
from appointments.forms.offered import Offered
from conditions.red_flags.matching import raised

NO_SIGN = ("none", "None of these")
WRITTEN = ("reason", "needs_detail")  # the answers in which danger signs are looked for
MOST_READ = 2000  # characters of them


class DangerSignsForm(LaidOutForm):
    """`offered`: an Offered, or what stands for it while the database is down."""

    danger_signs = TicksField(
        label="Do you have any of these now?",
        help_text="Tick all that fit. They must not wait for a visit.",
        error_messages={"required": "Tick the danger signs that fit, or “None of these”."},
    )

    def __init__(self, *args, offered=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.offered = offered or Offered()
        self.red_flags = self.offered.red_flags
        asked = [(flag.key, flag.sign) for flag in self.red_flags if flag.is_asked]
        self.fields["danger_signs"].choices = [*asked, *self._asked_before(dict(asked)), NO_SIGN]

    def _asked_before(self, asked):
        """[(key, sign)] of what was ticked and has been taken from the list since the page was opened."""
        ticked = {key for key in self.data.getlist("danger_signs") if slug_re.fullmatch(key)} - {NO_SIGN[0], *asked}
        return self.offered.signs(ticked)

    @cached_property
    def raised(self):
        """The red flags in the answers, valid or not, the most pressing first."""
        return raised_in(self.data, self.red_flags)

    @property
    def unread(self):
        """Those of them that no page told of yet."""
        return [flag for flag in self.raised if flag.key not in self.data.getlist("read")]

    @property
    def is_unread_ticked(self):
        """Whether one of them was ticked, and not only written of."""
        return any(flag.key in self.data.getlist("danger_signs") for flag in self.unread)


def raised_in(posted, flags):
    """Those of `flags` that were ticked in a form, or that what was written raises, the most pressing first."""
    ticked, written = posted.getlist("danger_signs"), " . ".join(posted.get(name, "") for name in WRITTEN)
    read = raised(written[:MOST_READ], flags)
    return sorted((flag for flag in flags if flag in read or flag.key in ticked), key=lambda flag: flag.action.rank)
