import pytest

from appointments import unsent
from tests.appointments.spooling import spooling

__all__ = ["spooling"]


@pytest.fixture(params=["saved", "carried"])
def way(request, monkeypatch):
    """Both ways in which answers get from step to step: in the database, and in the page where that takes none."""
    if request.param == "carried":
        monkeypatch.setattr(unsent, "MOST", 0)
    return request.param
