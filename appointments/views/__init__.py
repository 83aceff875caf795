from appointments.views.asking import ask
from appointments.views.landing import index, received

__all__ = ["ask", "index", "received"]
