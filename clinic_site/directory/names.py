"""What the clinic's people and places are called."""

from clinic_site.directory.models import Location, Person


def names():
    """The names of everybody in the directory, and of the places, streets and cities, in one query."""
    places = [Location.objects.order_by().values_list(field) for field in ("name", "street", "city")]
    return [name for (name,) in Person.objects.order_by().values_list("name").union(*places)]
