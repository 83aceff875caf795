"""Reports of faults to the service in SENTRY_DSN (Sentry, GlitchTip): where in the code, never what anybody typed.

A report is an allow-list (`only_where`): the kind of error and the lines of code that led to it. It holds no message of
an error or of a log line, since either may quote what was typed; no address, header, cookie or body of a request, no
value that the code had in hand, nobody's account, no name of this machine. Nothing is measured or traced.
"""

import logging

from django.conf import settings

PER_PROCESS = 100  # reports a process sends at most: a fault of every request is told often enough by then
_IDS = ("event_id", "timestamp", "platform", "level", "logger", "environment")
_FRAME = ("filename", "function", "module", "lineno", "in_app", "pre_context", "context_line", "post_context")


def start():
    """Report what is logged as an error, from now on; nothing is even imported where SENTRY_DSN is not set."""
    if not settings.SENTRY_DSN:
        return
    import sentry_sdk
    from sentry_sdk.integrations.logging import LoggingIntegration

    sentry_sdk.init(
        dsn=settings.SENTRY_DSN,
        before_send=_Limited(PER_PROCESS),
        default_integrations=False,
        auto_enabling_integrations=False,
        integrations=[LoggingIntegration(level=None, event_level=logging.ERROR)],
        send_default_pii=False,
        include_local_variables=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        server_name="",
        auto_session_tracking=False,
        send_client_reports=False,
        traces_sample_rate=None,
        profiles_sample_rate=None,
    )


class _Limited:
    """`only_where` for the first `most` events; then nothing is sent."""

    def __init__(self, most):
        self.left = most

    def __call__(self, event, hint):
        self.left -= 1
        return only_where(event, hint) if self.left >= 0 else None


def only_where(event, hint):
    """The event with what it takes to find a fault, and nothing else of it."""
    record = hint.get("log_record")
    kept = {name: event[name] for name in _IDS if name in event}
    if record is not None:
        kept["message"] = f"Logged by {record.module}, line {record.lineno}"
    if errors := event.get("exception", {}).get("values"):
        kept["exception"] = {"values": [_error(one) for one in errors]}
    return kept


def _error(error):
    frames = (error.get("stacktrace") or {}).get("frames", [])
    return {
        "type": error.get("type"),
        "module": error.get("module"),
        "stacktrace": {"frames": [{name: frame[name] for name in _FRAME if name in frame} for frame in frames]},
    }
