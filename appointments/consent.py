"""The wordings that patients agree to. One that somebody agreed to is never edited: a new one gets a new version.

The box in the form has the value "2026-11/90": the version, and the days for which it says that details are kept.
"""

WORDINGS = {  # version: wording, oldest first
    "2026-11": (
        "The clinic’s front desk may call me about this request, and email me if I gave an address. What I wrote here "
        "is used for that alone. It is destroyed {days} days after the request is closed."
    ),
}
NEWEST = list(WORDINGS)[-1]


def wording(version, days):
    return WORDINGS[version].format(days=days)


def read(value):
    """(version, days) of the value of a box; None for a value that no page of ours has."""
    version, _, days = value.partition("/")
    if version not in WORDINGS or not (days.isascii() and days.isdecimal() and 0 < len(days) <= 5 and int(days)):
        return None
    return version, int(days)
