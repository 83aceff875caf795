"""Slips of the pen in the domain of an email address, such as gmial.com. They are asked about, never refused.

Pure: no database, no HTTP.
"""

from rapidfuzz.distance.OSA import distance

FREQUENT = (  # the domains of most private addresses in the US, the most frequent first
    *("gmail.com", "yahoo.com", "hotmail.com", "outlook.com", "aol.com", "icloud.com", "comcast.net"),
    *("msn.com", "live.com", "att.net", "verizon.net", "sbcglobal.net", "bellsouth.net", "charter.net"),
    *("cox.net", "earthlink.net", "optonline.net", "ymail.com", "rocketmail.com", "proton.me", "protonmail.com"),
    *("frontier.com", "windstream.net", "mac.com", "me.com"),
)
REAL = {  # other domains with many addresses, near to one of those
    *("aim.com", "ail.com", "cloud.com", "email.com", "fastmail.com", "gmx.com", "gmx.net", "gmx.us", "googlemail.com"),
    *("hey.com", "hushmail.com", "inbox.com", "juno.com", "love.com", "mail.com", "netzero.net", "pm.me", "q.com"),
    *("rr.com", "tuta.com", "twc.com", "zoho.com", "att.com", "charter.com", "comcast.com", "cox.com", "verizon.com"),
    *("hotmail.es", "hotmail.se", "yahoo.es", "yahoo.com.mx", "yahoo.ca", "outlook.es", "live.ca"),
}
REAL_NAMES = {domain.partition(".")[0] for domain in (*FREQUENT, *REAL)}
ENDINGS = {  # slips that end no real domain
    **dict.fromkeys(("con", "cmo", "ocm", "vom", "xom", "comm", "coom", "ccom", "c0m", "cim", "copm", "cpm"), "com"),
    **dict.fromkeys(("ner", "nrt", "nte", "het", "neet", "nett"), "net"),
    **dict.fromkeys(("ogr", "orgg", "rog"), "org"),
    **dict.fromkeys(("eud", "edi", "edy"), "edu"),
}
SHORT, LONG = 5, 7  # letters of a name: in a short one a slip makes another real name, a long one may have two


def suggestion(address, own=()):
    """What `address` was probably meant to be; "" where it looks right. `own`: domains that are the clinic's."""
    local, _, typed = address.rpartition("@")
    domain = typed.casefold()
    name, _, ending = domain.rpartition(".")
    if not (local and name) or domain in REAL or domain in FREQUENT or domain in own:
        return ""
    mended = f"{name}.{ENDINGS.get(ending, ending)}"
    if mended not in REAL and mended not in FREQUENT:
        near = [(slips, place) for place, known in enumerate(FREQUENT) if (slips := _slips(mended, known))]
        mended = FREQUENT[min(near)[1]] if near else mended
    return f"{local}@{mended}" if mended != domain else ""


def _slips(domain, known):
    """How many slips lie between `domain` and `known`; 0 for more than slips explain."""
    (name, _, ending), (known_name, _, known_ending) = domain.partition("."), known.partition(".")
    in_ending = distance(ending, known_ending)
    if in_ending > 1:
        return 0
    in_name = distance(name, known_name)
    swapped = sorted(name) == sorted(known_name)  # no letter is missing, none is too many
    if name in REAL_NAMES:
        most = 0
    elif len(known_name) < SHORT:
        most = 1 if swapped and len(name) > 2 else 0
    else:
        most = 2 if swapped or len(known_name) >= LONG else 1
    return in_name + in_ending if in_name <= most else 0
