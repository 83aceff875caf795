from appointments.admin.intake_settings import OnlineRequestsAdmin
from appointments.admin.request import BookingRequestAdmin

__all__ = ["BookingRequestAdmin", "OnlineRequestsAdmin"]
