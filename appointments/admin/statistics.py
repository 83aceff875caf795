"""How the desk is doing, for managers: counts, a chart and the table it is drawn from."""

from dataclasses import dataclass
from datetime import date
from itertools import count

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.views.decorators.http import require_safe

from appointments import statistics
from appointments.admin.queue import context

LEFT, RIGHT, TOP, BOTTOM = 36, 358, 8, 140  # of the chart's plot, in the units of its viewBox
LABELS = 5  # at most, below the bars


@require_safe
@permission_required("appointments.audit_bookingrequest", raise_exception=True)
def numbers(request):
    days = next((days for days in statistics.SPANS if str(days) == request.GET.get("days")), 30)
    found = statistics.count(days)
    more = {
        "numbers": found,
        "chart": chart(found.periods),
        "days": days,
        "span": statistics.SPANS[days],
        "spans": statistics.SPANS.items(),
        "smallest": statistics.SMALLEST,
        "timed": statistics.TIMED,
    }
    return render(request, "admin/appointments/bookingrequest/numbers.html", context(request, "Numbers", **more))


@dataclass(frozen=True)
class Bar:
    """A period as drawn: rehab stands on new patients. `label`: its first day, where it is written below."""

    x: float
    width: float
    new_patient: tuple  # top, height
    rehab: tuple
    period: object
    label: date | None

    @property
    def middle(self):
        return round(self.x + self.width / 2, 2)


def chart(periods):
    """{"bars": [Bar], "lines": [(number, y)]} for the template to draw."""
    most = max(period.asked for period in periods)
    step = _step(most)
    lines = max(-(-most // step), 1)
    scale = (BOTTOM - TOP) / (step * lines)
    width = (RIGHT - LEFT) / len(periods)
    every = -(-len(periods) // LABELS)
    bars = []
    for i, period in enumerate(periods):
        new, rehab = period.new_patient * scale, period.rehab * scale
        bars.append(
            Bar(
                x=round(LEFT + i * width + width * 0.1, 2),
                width=round(width * 0.8, 2),
                new_patient=(round(BOTTOM - new, 2), round(new, 2)),
                rehab=(round(BOTTOM - new - rehab, 2), round(rehab, 2)),
                period=period,
                label=period.first if i % every == 0 else None,
            )
        )
    return {"bars": bars, "lines": [(step * i, round(BOTTOM - step * i * scale, 2)) for i in range(lines + 1)]}


def _step(most):
    """The smallest of 1, 2, 5, 10, 20, 50 ... of which four reach `most`."""
    return next(step for power in count() for step in (10**power, 2 * 10**power, 5 * 10**power) if 4 * step >= most)
