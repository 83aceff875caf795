"""What the forms offer to choose from: the lists that the clinic keeps, and the danger signs."""

from functools import cached_property

from clinic_site.directory.models import Location, OpeningHours, Person
from conditions.models import BodyArea, Edition, RedFlag
from conditions.red_flags import live


class Offered:
    """As the database has it now. Entries of lists are (key, name)."""

    @cached_property
    def body_areas(self):
        return list(BodyArea.objects.values_list("slug", "name"))

    @cached_property
    def locations(self):
        return [(place.slug, place.name) for place in Location.objects.all()]

    @cached_property
    def weekdays(self):
        """Days on which the clinic is known to open, 0 for Monday."""
        return list(OpeningHours.objects.order_by().values_list("weekday", flat=True).distinct())

    @cached_property
    def physicians(self):
        listed = Person.objects.filter(role=Person.Role.PHYSICIAN, listed=True, accepts_new_patients=True)
        return [(person.slug, str(person)) for person in listed]

    @cached_property
    def red_flags(self):
        return live.live()

    def signs(self, keys):
        """[(key, sign)] of those `keys` that are red flags, in the list still or no longer."""
        return RedFlag.objects.filter(key__in=keys).values_list("key", "sign") if keys else ()

    def edition(self, number):
        """The live edition of the article with this number (text that anybody may have typed), or None."""
        if not (number.isascii() and number.isdecimal() and len(number) <= 9):
            return None
        return Edition.objects.live().filter(article=number).select_related("article").first()
