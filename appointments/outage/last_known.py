"""What the forms need of the database, in a file beside it: as the sender of letters found it last.

One process writes it, so that it never goes back to what another one remembers.
"""

import json
from dataclasses import dataclass

from django.conf import settings
from django.core.exceptions import ValidationError

from appointments.forms.offered import Offered
from appointments.models import OnlineRequests
from appointments.outage import files
from conditions.red_flags import values
from conditions.red_flags.shipped import shipped


@dataclass(frozen=True)
class LastKnown:
    """As Offered, from the file; `online`: the clinic's OnlineRequests."""

    online: OnlineRequests
    body_areas: list
    locations: list
    weekdays: list
    physicians: list
    red_flags: tuple

    def signs(self, keys):
        known = {flag.key: flag.sign for flag in (*shipped(), *self.red_flags)}
        return [(key, known[key]) for key in keys if key in known]

    def edition(self, number):
        """Which article is live is not known; the number is kept, and looked up when the request is filed."""
        return


def file():
    return settings.SPOOL / "last_known.json"


def remember():
    """Write down what the database says now, where that is news."""
    offered, online = Offered(), OnlineRequests.load()
    facts = {
        "online": {field.name: field.value_to_string(online) for field in OnlineRequests._meta.fields},
        **{name: getattr(offered, name) for name in ("body_areas", "locations", "weekdays", "physicians")},
        "red_flags": [values.encode(flag) for flag in offered.red_flags],
    }
    content = json.dumps(facts).encode()
    if not file().exists() or file().read_bytes() != content:
        files.folder()
        files.write(file(), content)


def load():
    """The LastKnown of the file. Raises OSError or ValueError where there is none that can be read."""
    facts = json.loads(file().read_bytes())
    try:
        online = {field.name: _value(field, facts["online"].get(field.name)) for field in OnlineRequests._meta.fields}
        flags = tuple(values.decode(flag) for flag in facts["red_flags"])
        lists = {name: [tuple(pair) for pair in facts[name]] for name in ("body_areas", "locations", "physicians")}
        return LastKnown(OnlineRequests(**online), red_flags=flags, weekdays=facts["weekdays"], **lists)
    except (KeyError, TypeError, ValidationError) as error:  # written by another release
        raise ValueError(file().name) from error


def _value(field, text):
    return field.to_python(text or field.get_default())
