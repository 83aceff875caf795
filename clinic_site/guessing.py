"""Addresses that hold a secret: whoever tries ones that there are not waits longer each time. One that is good always
opens, so that nobody keeps its owner waiting."""

from clinic_site import errors, rate, tarpit
from clinic_site.write_lock import hurried

FREE = 5  # of one network address, before the first wait
HURRY = 0.5  # seconds that are given to the count


def seconds_after(request, what):
    """Count a look-up of `what` that found nothing; returns for how many seconds it is refused: 0 where it is not.

    The answer is held back in either case. While the database takes no count, nothing is refused.
    """
    tarpit.hold(request)
    try:
        with hurried(HURRY):
            may, wait = rate.begin_try(f"{rate.address_of(request)} {what}", free=FREE)
    except errors.DATABASE_DOWN:
        return 0
    return 0 if may else wait


def refused(seconds):
    """429: when one may try again, and whom to call."""
    response = errors.page("429.html", 429, wait=rate.in_words(seconds))
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response
