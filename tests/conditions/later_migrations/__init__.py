"""The app's migrations, and one as a later release may have it: it changes guarded tables."""

from conditions import migrations

__path__ = [*__path__, *migrations.__path__]
