"""How a model declares what personal data its rows hold: `held = Held(...)`. privacy_register.py makes the table."""

from dataclasses import dataclass

EVERYBODY = "everybody"  # it stands on public pages
NOBODY = "nobody"  # no page shows it


@dataclass(frozen=True)
class Held:
    """`what`: {field: what it holds, in words}; `kept`: until when, where "{keep_days}" is the clinic's own number of
    days; `seen_by`: the permission whose holders see it, EVERYBODY or NOBODY."""

    whose: str
    what: dict
    why: str
    kept: str
    seen_by: str
