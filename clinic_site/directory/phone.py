"""Phone numbers as people type them: what each dials, and whether it is one at all. The one place for that rule.

A number is shown as typed and dialed by its digits. Words beside it are never taken for digits: "904-555-0100 TTY"
would ring elsewhere. Letters within it are the digits on their keys: 904-JOI-2000, 1-800-FLOWERS.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers
from django.core.exceptions import ValidationError
from phonenumbers import NumberParseException, PhoneNumberFormat, ValidationResult

REGION = "US"
KEYPAD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "22233344455566677778889999")  # ITU-T E.161
LOCAL_DIGITS = 7  # of a number without its area code
EXTENSION = re.compile(
    r"[\s,;]*\(?(?:(?<![a-z])(?:ext(?:n|ension)?|x)|#)[\s.:=#-]*([0-9]{1,7})(?![0-9])\s*\)?", re.IGNORECASE
)
SHORT = re.compile(r"[2-9]11|988")  # N11 codes (911, 711 for relay calls) and the 988 lifeline
NATIONAL = re.compile(r"1(?:[2-9][0-9]{2}){2}[0-9]{4}")  # area code and exchange begin with 2 to 9 (nanpa.com)
SLIP = re.compile(r"\b(?=[A-Z]*[0-9])(?=[0-9]*[A-Z])[OIL0-9]+\b")  # O, I or L among digits, meant for 0 or 1
DIALED = re.compile(r"[(\[]?\+?[0-9A-Za-z\s().\[\]/-]+")
TWO = re.compile(r"(?:[0-9][^0-9/]*){8}/")  # a slash behind an area code is part of a number; later it parts two
NOT_DIALED = "phone"  # the code of the ValidationError
WRONG = (
    "Enter a phone number with 7 to 15 digits and nothing else, as a phone dials it: 904-555-0100, 904-JOI-2000, "
    "904-555-0100 ext. 5. Other words, such as “TTY” or “option 2”, go into the label or the note."
)


@dataclass(frozen=True)
class Typed:
    """A typed phone number, taken apart: `number` with letters as digits, `extension` or "", other `words`."""

    number: str
    extension: str
    words: str

    @property
    def digits(self):
        return re.sub(r"[^0-9]", "", self.number)


def taken_apart(text):
    """The Typed that `text` is. Dashes, spaces and digits of other scripts' keyboards count as plain ones."""
    text = "".join(sign for sign in unicodedata.normalize("NFKC", text) if unicodedata.category(sign) != "Cf")
    text = "".join("-" if unicodedata.category(sign) == "Pd" or sign == "\u2212" else sign for sign in text).strip()
    begin = re.search(r"[+(\[]*[0-9]", text)
    if not begin:
        return Typed("", "", text)
    before, text = text[: begin.start()], text[begin.start() :]
    for match in EXTENSION.finditer(text):
        if _is_whole(text[: match.start()]):
            number, extension, behind = text[: match.start()], match[1], text[match.end() :].strip(" .")
            break
    else:
        extension, (number, behind) = "", _without_words(text)
    return Typed(number.upper().translate(KEYPAD), extension, (before + behind).strip())


def _is_whole(text):
    """Whether `text` can be a number to which an extension belongs."""
    number, words = _without_words(text)
    return not words and sum(map(str.isalnum, number)) >= LOCAL_DIGITS


def _without_words(text):
    """(`text` up to the first word that is no part of the number, the rest). `text` begins with the number."""
    letter = re.search(r"[^\W\d_]", text)
    if not letter:
        return text, ""
    group = re.search(r"[^\s().\[\]/-]*$", text[: letter.start()]).start()  # where the letter's group begins
    return (text, "") if _is_spelled(text, group) else (text[:group], text[group:])


def _is_spelled(text, group):
    """Whether `text` is a number of North America in which letters stand for digits, the first in the group at `group`.

    Behind as many digits as a whole number has, letters are a word: "239-2100 TTY" is no (239) 210-0889.
    """
    keys = re.sub(r"[^0-9A-Z]", "", text.upper())
    if not text.isascii() or not re.fullmatch(r"1?[2-9][0-9]{2}[0-9A-Z]{7}", keys):
        return False
    before = re.sub(r"[^0-9]", "", text[:group]).removeprefix("1")
    within = re.match(r"[0-9]*", text[group:])[0]
    return max(len(before), len(within)) < LOCAL_DIGITS and not SLIP.search(text.upper())


@lru_cache(maxsize=1000)
def dialed(text):
    """Return the number that `text` dials: "904-JOI-2000" gives "+19045642000" (E.164), "911" itself; "" for none."""
    typed = taken_apart(text)
    if typed.words or not DIALED.fullmatch(typed.number) or TWO.search(typed.number):
        return ""
    if not typed.number.startswith("+") and (SHORT.fullmatch(typed.digits) or _is_local(typed.digits)):
        return typed.digits
    try:
        number = phonenumbers.parse(typed.number, REGION)
    except NumberParseException:
        return ""
    if phonenumbers.is_possible_number_with_reason(number) != ValidationResult.IS_POSSIBLE:
        return ""
    e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
    return e164 if number.country_code != 1 or NATIONAL.fullmatch(e164[1:]) else ""


def _is_local(digits):
    return len(digits) == LOCAL_DIGITS and digits[0] not in "01"


@lru_cache(maxsize=1000)
def tel(text):
    """The `tel:` address (RFC 3966) that dials `text`, its extension included; "" where it dials nothing."""
    number = dialed(text)
    extension = number and taken_apart(text).extension
    return number and f"tel:{number}" + (f";ext={extension}" if extension else "")


def validate(text):
    """Raises ValidationError, with code NOT_DIALED, where `text` is not one number that can be dialed."""
    if not dialed(text):
        raise ValidationError(WRONG, code=NOT_DIALED)
