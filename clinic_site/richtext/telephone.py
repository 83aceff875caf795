"""`tel:` addresses in texts, in the form of RFC 3966. Which numbers the clinic itself may list is no matter of this."""

import re
from urllib.parse import unquote

COUNTRY_CODE = "1"  # North America: a ten-digit number is dialed with it
_KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")  # ITU-T E.161
_EXTENSION = re.compile(r"[\s,;]*(?:;\s*ext=|ext(?:ension|n)?\b\.?:?|x\.?|#)\s*([0-9]{1,7})", re.IGNORECASE)
# What people write between digits: spaces of any width, dots, slashes, parentheses, hyphens and dashes.
_SEPARATORS = re.compile(r"[\s().,/\u00ad\u00b7\u200b\u2010-\u2015\u2212-]+")
# 904-JOI-2000, 1-800-FLOWERS: letters stand for digits only where they fill up a number of ten.
_TRUNK_ZERO = re.compile(r"(?<=\+)([0-9]{1,3}[\s-]*)\(0\)")  # +44 (0)20: dialed only within the country
_WITH_LETTERS = re.compile(
    r"\+?(?:1[-. ]?)?\(?[0-9]{3}\)?[-. ]?(?:[A-Z]{7}|[0-9]{3}[-.]?[A-Z]{4}|[A-Z]{3}[-.]?[0-9A-Z]{4})", re.IGNORECASE
)


def tel(address):
    """The `tel:` address that dials `address`, or None: "tel:(904) 555-0123 ext. 5" gives "tel:+19045550123;ext=5".

    Short numbers (911, 988, 211) and local ones of seven digits stay as they are.
    """
    number = unquote(address.partition(":")[2]).strip()
    if extension := _EXTENSION.search(number):
        if number[extension.end() :].strip():
            return None
        number = number[: extension.start()].rstrip()
    if _WITH_LETTERS.fullmatch(number):
        number = number.upper().translate(_KEYPAD)
    digits = _SEPARATORS.sub("", _TRUNK_ZERO.sub(r"\1", number))
    if not re.fullmatch(r"\+?[0-9]+", digits):
        return None
    if len(digits) == 10 and digits[0] in "23456789":
        digits = f"+{COUNTRY_CODE}{digits}"
    elif len(digits) == 11 and digits.startswith(COUNTRY_CODE):
        digits = f"+{digits}"
    fits = 8 <= len(digits) <= 16 if digits.startswith("+") else len(digits) in (3, 7)
    return f"tel:{digits}{f';ext={extension[1]}' if extension else ''}" if fits else None
