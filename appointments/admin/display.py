"""How the desk reads a request: moments as one says them, what it waits for, and the answers as labeled lines."""

from calendar import month_name
from dataclasses import dataclass

from django.utils import dateformat, timezone
from django.utils.timesince import timesince

from appointments.labels import closing, label, labels
from appointments.rules import State


@dataclass(frozen=True)
class Waits:
    """The next step of a request, in words; `late`: it should have happened."""

    words: str
    late: bool = False


def waits(request, at):
    """Return the Waits of `request` at the moment `at`."""
    if request.state == State.NEW:
        return _until(request.due_at, at, "Call promised by {}", "Call was promised by {}, {} ago")
    if request.state == State.CLOSED:
        return Waits(f"{closing(request.close_reason)}. Closed: {moment(request.closed_at, at)}")
    if request.callback_at:
        return _until(request.callback_at, at, "Call back: {}", "Call back was due {}, {} ago")
    return _until(request.scheduled_for, at, "Visit: {}", "Visit was {}, {} ago: close it, or agree on a new time")


def _until(due, at, ahead, late):
    if due > at:
        return Waits(ahead.format(moment(due, at)))
    return Waits(late.format(moment(due, at), timesince(due, at, depth=1)), late=True)


def moment(at, now):
    """`at` as one says it at the counter: "2 p.m.", "tomorrow, 9 a.m.", "Mon, Nov 16, 9 a.m."."""
    there, today = timezone.localtime(at), timezone.localdate(now)
    clock = dateformat.format(there, "P").replace(" ", "\N{NO-BREAK SPACE}")
    days = (there.date() - today).days
    if days in NEAR:
        return f"{NEAR[days]}{clock}"
    return f"{dateformat.format(there, 'D, M j' if there.year == today.year else 'D, M j, Y')}, {clock}"


NEAR = {-1: "yesterday, ", 0: "", 1: "tomorrow, "}


def visit(request):
    """When, with whom and where the visit is to be."""
    when = dateformat.format(timezone.localtime(request.scheduled_for), "l, F j, Y, P")
    return ", ".join(filter(None, [when, str(request.provider or ""), str(request.location or "")]))


def dial(phone):
    """The address that dials `phone` (RFC 3966)."""
    return f"tel:{phone.e164}" + (f";ext={phone.extension}" if phone.extension else "")


def caller(answers):
    """Who is to be asked for on the phone where it is not the patient, with the relation; or ""."""
    relation = f" ({answers.caller_relation})" if answers.caller_relation else ""
    return f"{answers.caller_name}{relation}" if answers.caller_name else ""


def contact(answers):
    """[(what, answer)] of how to talk with the patient, besides the number."""
    needs = ", ".join(filter(None, [labels(answers.needs), answers.needs_detail]))
    lines = [("Best time", labels(answers.call_times)), ("Needs", needs), ("Email", answers.email)]
    return [(what, answer) for what, answer in lines if answer]


def facts(answers, at):
    """[(heading, [(what, answer)])] of everything the patient said but name and phone, without what is empty."""
    age = answers.age(timezone.localdate(at))
    month = answers.surgery_month and month_name[answers.surgery_month]
    born = f"{dateformat.format(answers.birth_date, 'F j, Y')} ({age} years old)"
    surgery = " ".join(str(part) for part in (month, answers.surgery_year) if part)
    sections = [
        (
            "Who",
            [
                ("Born", born),
                ("Asked for", label(answers.asking_for)),
            ],
        ),
        (
            "What",
            [
                ("Visit", answers.kind.label),
                ("Where it hurts", answers.body_area.name if answers.body_area else "Not sure"),
                ("Danger signs", "; ".join(answers.red_flags)),
                ("In their words", answers.reason),
                ("Physician", answers.physician.name if answers.physician else "No preference"),
                ("Seen here before", label(answers.seen_before)),
                ("Referral", label(answers.referral)),
                ("Referred by", answers.referring_provider),
                ("Surgery", surgery),
            ],
        ),
        (
            "When",
            [
                ("Days", labels(answers.days)),
                ("Time of day", labels(answers.day_parts)),
                ("Location", answers.location.name if answers.location else "Any"),
            ],
        ),
    ]
    return [(heading, [(what, answer) for what, answer in lines if answer]) for heading, lines in sections]
