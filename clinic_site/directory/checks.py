"""Facts of the clinic that stand stored and mislead patients, each with its remedy. `migrate` runs these checks."""

from django.core.checks import Tags, Warning, register
from django.db import connections

from clinic_site.directory import phone
from clinic_site.directory.models import PhoneLine


@register(Tags.database)
def phone_lines_dial(app_configs, databases=None, **kwargs):
    """Numbers from before words beside them were refused: pages show these as text, without a link."""
    return [
        Warning(
            f"The phone line “{label}” cannot be dialed: {number}. Pages show it without a link.",
            hint="Correct it in the admin, under Clinic profile: the number alone; other words go in the label.",
            id="directory.W001",
        )
        for using in databases or ()
        if PhoneLine._meta.db_table in connections[using].introspection.table_names()
        for label, number in PhoneLine.objects.using(using).values_list("label", "number")
        if not phone.tel(number)
    ]
