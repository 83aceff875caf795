"""What a patient agrees to. A wording that somebody agreed to is never edited: a new one gets a new version."""

WORDINGS = {  # version: wording, oldest first
    "2026-11": (
        "The clinic’s front desk may call me about this request, and email me if I gave an address. What I wrote here "
        "is used for that alone. It is destroyed {days} days after the request is closed."
    ),
}
NEWEST = list(WORDINGS)[-1]


def wording(days):
    """The newest wording, where details are kept for `days` after a request is closed."""
    return WORDINGS[NEWEST].format(days=days)
