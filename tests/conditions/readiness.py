"""Facts that readiness judges a document by, and what it says of one."""

import datetime as dt

from conditions.publishing.readiness import RULES, Facts, check
from tests.conftest import document


def why_dead(address):
    return None if address == "/here/" or not address.startswith("/") else "leads nowhere"


def facts(**more):
    """Facts that speak for the document, but for `more`."""
    good = {
        "levels": {},
        "why_dead": why_dead,
        "clinic_numbers": frozenset({"+19045550101", "+19045642000"}),
        "emergency_wording": True,
        "emergency_elsewhere": {},
        "approved": True,
        "reviewed": True,
        "review_due": dt.date(2028, 3, 14),
        "today": dt.date(2026, 3, 14),
        "correction": False,
    }
    return Facts(**good | more)


def findings(known=None, **changes):
    """(messages that stop, messages that worry)."""
    found = check(document(**changes), known or facts())
    assert found == sorted(found, key=lambda finding: not finding.is_error)
    assert {finding.rule for finding in found} <= RULES.keys()
    return [f.message for f in found if f.is_error], [f.message for f in found if not f.is_error]
