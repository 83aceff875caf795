from appointments.admin.online import OnlineRequestsAdmin
from appointments.admin.request import BookingRequestAdmin

__all__ = ["BookingRequestAdmin", "OnlineRequestsAdmin"]
