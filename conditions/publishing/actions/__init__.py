"""The one way to publish: only these modules write editions, their windows, addresses and withdrawals."""

from conditions.publishing.actions.correct import Clashing, correct
from conditions.publishing.actions.import_editions import import_editions, publish_errors
from conditions.publishing.actions.publish import publish
from conditions.publishing.actions.schedule import call_off, call_off_withdrawal, reschedule, reschedule_withdrawal
from conditions.publishing.actions.withdraw import withdraw
from conditions.publishing.preconditions import PublishRefused

__all__ = [
    "Clashing",
    "PublishRefused",
    "call_off",
    "call_off_withdrawal",
    "correct",
    "import_editions",
    "publish",
    "publish_errors",
    "reschedule",
    "reschedule_withdrawal",
    "withdraw",
]
