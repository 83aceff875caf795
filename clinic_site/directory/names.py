"""What the clinic's people and places are called."""

from clinic_site.directory.models import Location, Person


def names():
    """The names of everybody in the directory, and of the places, streets and cities, in two queries."""
    people = Person.objects.order_by().values_list("name")
    places = Location.objects.order_by().values_list("name", "street", "city")
    return [name for row in (*people, *places) for name in row]
