"""Booking requests, what the desk did with them, and the letters about them.

Each model declares every field of its own as `personal` (sealed or hashed, destroyed by a purge) or `safe`.
"""

from appointments.models.intake_settings import OnlineRequests
from appointments.models.log import BookingEvent, Call, Note
from appointments.models.request import BookingRequest
from appointments.models.unsent import UnsentRequest
from clinic_site.mail.letters import Letter
from clinic_site.rate import RateBucket

__all__ = [
    "BookingEvent",
    "BookingRequest",
    "Call",
    "Letter",
    "Note",
    "OnlineRequests",
    "RateBucket",
    "UnsentRequest",
]
