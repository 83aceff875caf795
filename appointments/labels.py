"""Labels that the clinic's own people read in place of stored codes."""

from appointments.rules import CloseReason

LABELS = {
    "me": "Themselves",
    "child": "Their child",
    "other": "Somebody else",
    "yes": "Yes",
    "no": "No",
    "not_sure": "Not sure",
    "interpreter": "Interpreter",
    "relay": "Relay service",
    "access": "Help with access",
    "midday": "Around noon",
}


def label(key):
    return LABELS.get(key) or key.replace("_", " ").capitalize()


def labels(keys):
    return ", ".join(label(key) for key in keys)


def closing(reason):
    """Why a request was closed, without the hint for who chooses the reason."""
    return CloseReason(reason).label.partition(" (")[0]
