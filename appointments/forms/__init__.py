from appointments.forms.visit import NewPatientForm, RehabForm

__all__ = ["NewPatientForm", "RehabForm"]
