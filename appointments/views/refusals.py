"""Why nothing was sent, for the person who tried. The page puts the phone lines below it."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Refusal:
    text: str
    status: int = 422


NO_COOKIE = Refusal(
    "Nothing was sent: your browser did not send our cookie. Allow cookies for this site and try again, or call us.",
    403,
)
COOKIE_MISMATCH = Refusal(
    "Nothing was sent: another page of ours was opened meanwhile, or this page was open for too long. Please try "
    "again, or call us.",
    403,
)
FORGED = Refusal("Nothing was sent: a part of this page got lost on its way. Please try again, or call us.")
TRAPPED = Refusal(
    "Nothing was sent: a hidden field that must stay empty was filled in, maybe by your browser. It is empty again. "
    "Please try again, or call us."
)
OLD_PAGE = Refusal(
    "This page was open for a long time, so nothing was sent yet. Look at your answers once more, then press "
    "“Send request”, or call us."
)
TOO_FAST = Refusal(
    "Nothing was sent yet: it came faster than people type. Please press “Send request” again, or call us."
)
CHANGED = Refusal(
    "Your answers were changed in another window, so nothing was sent. They stand below as they are now. Check them "
    "again, then press “Send request”, or call us.",
    409,
)
TOO_OFTEN = Refusal(
    "Nothing was sent: too many requests came from your internet connection in the last hour. Please call us, or try "
    "again in an hour.",
    429,
)
FORM_LAPSED = Refusal(
    "More than an hour went by, so what you had answered on this page was destroyed. Please answer it again, or call "
    "us. What you just answered on the next page is kept."
)
MORE_LAPSED = Refusal(
    "More than an hour went by. What you just answered is kept; what you had answered on this page before, if you had, "
    "was destroyed. Answer it again, or skip it."
)
SPOOL_FULL = Refusal(
    "Nothing was sent: the line to our database is down, and we have no room to keep more requests until it is back. "
    "Please call us. What you typed is still on this page: leave it open, and press “Send request” again later.",
    503,
)
UNREADABLE = Refusal(
    "The line to our database is down, so we cannot read what you had answered. If you sent it, we have it. If not, "
    "answer again here, or call us."
)


def already(sent):
    return Refusal(
        f"You already sent a request: {sent.reference}. If you send this too, the front desk gets a second one.", 409
    )
