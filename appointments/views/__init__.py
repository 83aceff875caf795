from appointments.views.asking import ask
from appointments.views.ways import index, received

__all__ = ["ask", "index", "received"]
