from appointments.forms.layout import Page
from appointments.forms.visit import NewPatientForm, RehabForm

__all__ = ["NewPatientForm", "Page", "RehabForm"]
