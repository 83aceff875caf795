"""The acts on an article, with who did them and why, in the admin's log: the page "History" shows it."""

from django.contrib.admin.models import CHANGE, LogEntry


def name_of(user):
    """Return the name of the account `user` for colleagues."""
    return user.get_full_name() or user.get_username()


def note(article, by, message, *, at=None):
    """Write down that `by` (a user) did to `article` what `message` says; returns the LogEntry.

    Called by the acts themselves, in their transaction, so that an act from a shell is noted too. An act that is a
    save of the working copy names that save's moment `at`: it must not count as a later change.
    """
    entry = LogEntry.objects.log_actions(by.pk, [article], CHANGE, change_message=message, single_object=True)
    return dated(entry, at) if at else entry


def dated(entry, moment):
    """Give `entry` the moment of what it tells; returns it."""
    entry.action_time = moment
    entry.save(update_fields=["action_time"])
    return entry
