"""Phone numbers that stand in a text, with the number that each of them dials. Pure."""

import re

import phonenumbers
from phonenumbers import Leniency, PhoneNumberFormat, PhoneNumberMatcher

from clinic_site.directory import phone
from clinic_site.directory.phone import LOCAL_DIGITS, REGION

# What anybody may be told to dial: emergencies, the suicide and crisis lifeline, poison control.
FOR_ALL = frozenset({"911", "988", "+18002221222"})

_DIGIT_OR_CAPITAL = re.compile(r"[0-9A-Z]")
_UNIT = re.compile(r"\s*(?:%|°|(?:[mkµ]?g|mcg|[mk]?cal|m?l|dl|iu|units?|[cm]?m|steps|kj|k?pa|mmhg)\b)", re.IGNORECASE)
_SHAPES = [
    # 123-456-7890 has the shape of a number, though no phone answers to it
    re.compile(r"(?<![\w.,$-])(?:\+?1[-. ])?\(?[0-9]{3}(?:\) ?|[-. ])[0-9]{3}-[0-9]{4}(?![\w-])"),
    # 904-JOI-2000, 1-800-FLOWERS: the letters dial the digits on their keys
    re.compile(
        r"(?<![\w-])(?:\+?1[-. ]\(?[2-9][0-9]{2}(?:\) ?|[-. ])|\(?[2-9][0-9]{2}(?:\) ?|[-.]))"
        r"(?=[0-9-]*[A-Z])[0-9A-Z]+(?:-[0-9A-Z]+)*(?![\w-])"
    ),
    # Call 555-0199: without an area code it is a number only where the words say so
    re.compile(
        r"\b(?:call|dial|phone|telephone|tel|fax|text)\b\.?[^0-9\n.]{0,20}?(?<![\w-])([0-9]{3}-[0-9]{4})(?![\w-])", re.I
    ),
]


def numbers_in(text):
    """{number as it is dialed: as it stands in `text`}, in E.164; a local number without its area code."""
    if len(_DIGIT_OR_CAPITAL.findall(text)) < LOCAL_DIGITS:
        return {}
    found = {}
    for match in PhoneNumberMatcher(text, REGION, leniency=Leniency.STRICT_GROUPING):
        if not _UNIT.match(text, match.end):
            found.setdefault(phonenumbers.format_number(match.number, PhoneNumberFormat.E164), match.raw_string)
    for shape in _SHAPES:
        for match in shape.finditer(text):
            typed = match[match.lastindex or 0]
            if len(phone.taken_apart(typed).digits) in (LOCAL_DIGITS, 10, 11) and not _UNIT.match(text, match.end()):
                found.setdefault(dialed(typed), typed)
    return found


def dialed(number):
    """Return the number that a typed one or a `tel:` address dials: "904-JOI-2000" gives "+19045642000", no extension.

    Where no phone answers to it, its digits: whoever compares numbers finds it among none of the clinic's.
    """
    number = re.sub(r"^tel:", "", number, flags=re.IGNORECASE).partition(";")[0]
    digits = phone.taken_apart(number).digits
    return phone.dialed(number) or (f"+1{digits}" if len(digits) == 10 else digits)
