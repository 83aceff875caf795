"""Phone numbers: shown as typed, dialed by their digits."""

import re

from django.core.exceptions import ValidationError

COUNTRY_CODE = "1"  # North America: a ten-digit number is dialed with it
KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")  # ITU-T E.161
EXTENSION = re.compile(r"[\s,;]*(?<![a-z])(?:ext(?:ension)?\.?|x)\s*([0-9]{1,7})\s*$", re.IGNORECASE)


def parts(number):
    """(digits, extension or "") of a number as typed; letters become the digits on their keys."""
    text = number.strip()
    extension = EXTENSION.search(text)
    if extension:
        text = text[: extension.start()]
    return re.sub(r"[^0-9]", "", text.upper().translate(KEYPAD)), extension[1] if extension else ""


def tel(number):
    """The `tel:` address (RFC 3966) that dials `number`: "904-JOI-2000" gives "tel:+19045642000"."""
    digits, extension = parts(number)
    if number.strip().startswith("+") or (len(digits) == 11 and digits.startswith(COUNTRY_CODE)):
        digits = f"+{digits}"
    elif len(digits) == 10:
        digits = f"+{COUNTRY_CODE}{digits}"
    return f"tel:{digits}" + (f";ext={extension}" if extension else "")


def validate(number):
    """Raises ValidationError where `number` has no 7 to 15 digits (ITU-T E.164) to dial."""
    if not 7 <= len(parts(number)[0]) <= 15:
        raise ValidationError("Enter a phone number with 7 to 15 digits; letters count as the digits on their keys.")
