from django.core.management.base import BaseCommand

from clinic_site import privacy_register

HEAD = """# Personal data

What personal data lies where, whose it is, why, for how long, and which roles see it in the admin. `manage.py
personal_data` makes this page from what the models declare (`held` beside their fields, clinic_site/personal_data.py);
a test compares the two. A clinic may keep the details of closed requests for another number of days than {keep_days};
its own stands in the admin, under Booking requests, "Which personal data lies where".

"""


class Command(BaseCommand):
    help = "Prints which personal data lies where, as docs/PERSONAL_DATA.md has it."

    def handle(self, **options):
        self.stdout.write(page(), ending="")


def page(keep_days=90):
    """The text of docs/PERSONAL_DATA.md; 90 days are the default of a new site."""
    return HEAD.format(keep_days=keep_days) + privacy_register.markdown(keep_days)
