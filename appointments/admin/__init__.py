from appointments.admin.request import BookingRequestAdmin, OnlineRequestsAdmin

__all__ = ["BookingRequestAdmin", "OnlineRequestsAdmin"]
