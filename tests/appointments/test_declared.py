"""Every field says whether it is personal, and every model whether it ever changes."""

import pytest
from django.apps import apps

from appointments import key_rotation, privacy
from appointments.models import BookingRequest, Letter, Note, OnlineRequests, RateBucket, UnsentRequest
from clinic_site.append_only import AppendOnly

MODELS = list(apps.get_app_config("appointments").get_models())
DELETED = (RateBucket, UnsentRequest)  # whole rows, when their time is over
CHANGING = {BookingRequest, Letter, Note, OnlineRequests, *DELETED}
per_model = pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)


def declared(model):
    return {*vars(model)["personal"], *vars(model)["safe"]}  # its own, never a parent's


@per_model
def test_every_field_is_declared_personal_or_safe(model):
    fields = {field.name for field in model._meta.fields} - {"id"}
    assert fields - declared(model) == set(), "Add them to `personal` (a purge empties them) or to `safe`."
    assert declared(model) - {"id"} - fields == set(), "There are no such fields."


@per_model
def test_no_field_is_declared_both(model):
    assert model.personal & model.safe == set()


@per_model
def test_a_model_is_append_only_or_known_to_change(model):
    assert issubclass(model, AppendOnly) is (model not in CHANGING)


@per_model
def test_what_is_personal_can_be_emptied(model):
    """Of what is not deleted as a whole, every personal field is known to the purge."""
    if model not in DELETED:
        assert model.personal <= set(privacy.FIELDS)
        assert not model.personal or model in (BookingRequest, *privacy.OF_A_REQUEST)


def test_every_sealed_field_is_sealed_anew_when_keys_change():
    sealed = {(model, name) for model in MODELS for name in model.personal if name.startswith("sealed_")}
    assert sealed == {(model, field) for model, field, _reference in key_rotation.SEALED if model in MODELS}
