"""The one way to publish: only these modules write editions, their windows, addresses and withdrawals."""

from conditions.publishing.adopting import adopt, stops
from conditions.publishing.correcting import Clashing, correct
from conditions.publishing.publish import publish
from conditions.publishing.scheduling import call_off, call_off_withdrawal, reschedule, reschedule_withdrawal
from conditions.publishing.withdraw import withdraw
from conditions.publishing.writing import PublishRefused

__all__ = [
    "Clashing",
    "PublishRefused",
    "adopt",
    "call_off",
    "call_off_withdrawal",
    "correct",
    "publish",
    "reschedule",
    "reschedule_withdrawal",
    "stops",
    "withdraw",
]
