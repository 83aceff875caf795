import unicodedata

import phonenumbers
from django import forms
from django.core.exceptions import ValidationError
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType, ValidationResult

from appointments.answers import Phone
from appointments.forms.text import LineField
from clinic_site.directory.phone import REGION, taken_apart

EXAMPLE = "For example: (904) 555-0123."
WRONG = {
    ValidationResult.TOO_SHORT: f"This phone number is too short. Give it with its area code. {EXAMPLE}",
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: f"This phone number has no area code. Add it. {EXAMPLE}",
    ValidationResult.TOO_LONG: f"This phone number is too long. Write one number alone, without words. {EXAMPLE}",
    ValidationResult.INVALID_COUNTRY_CODE: "There is no country with this code. Check the digits after the plus sign.",
}
UNREADABLE = {
    NumberParseException.TOO_LONG: WRONG[ValidationResult.TOO_LONG],
    NumberParseException.TOO_SHORT_NSN: WRONG[ValidationResult.TOO_SHORT],
    NumberParseException.TOO_SHORT_AFTER_IDD: WRONG[ValidationResult.TOO_SHORT],
    NumberParseException.INVALID_COUNTRY_CODE: WRONG[ValidationResult.INVALID_COUNTRY_CODE],
}


class PhoneField(LineField):
    """A number that can be called, with its extension: a Phone. Words beside it, "(cell)", are kept as typed."""

    widget = forms.TextInput(attrs={"type": "tel", "size": 20, "autocomplete": "tel"})

    def clean(self, value):
        typed = super().clean(value)
        apart = taken_apart("".join(str(unicodedata.decimal(sign, sign)) for sign in typed))
        if any(sign.isdigit() for sign in apart.words):
            raise ValidationError(WRONG[ValidationResult.TOO_LONG])
        try:
            number = phonenumbers.parse(apart.number, REGION)
        except NumberParseException as error:
            raise ValidationError(
                UNREADABLE.get(error.error_type, f"Write the phone number in digits. {EXAMPLE}")
            ) from None
        possible = phonenumbers.is_possible_number_with_reason(number)
        if possible in WRONG:
            raise ValidationError(WRONG[possible])
        if not phonenumbers.is_valid_number(number):
            raise ValidationError("No phone has this number. Check its digits, the area code first.")
        if phonenumbers.number_type(number) == PhoneNumberType.PREMIUM_RATE:
            raise ValidationError("We cannot call a number that costs extra. Give another one.")
        extension, number.extension = apart.extension or number.extension or "", None
        return Phone(typed, phonenumbers.format_number(number, PhoneNumberFormat.E164), extension)

    def shown(self, phone):
        number = phonenumbers.parse(phone.e164)
        national = number.country_code == 1
        style = PhoneNumberFormat.NATIONAL if national else PhoneNumberFormat.INTERNATIONAL
        text = phonenumbers.format_number(number, style)
        return f"{text}, extension {phone.extension}" if phone.extension else text
