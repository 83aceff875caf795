"""What tests of later migrations need to know of the present ones."""

from importlib import import_module
from pkgutil import iter_modules


def last(package):
    """The name of the newest migration of `package` (a module or its name) that a release has."""
    path = import_module(package).__path__
    return max(module.name for module in iter_modules(path) if not module.name.startswith(("9999", "__")))
