"""Rich text in models and forms. Whatever way a value takes into the database, it passes the sanitizer."""

from django import forms
from django.core.exceptions import ValidationError
from django.db import models

from clinic_site.richtext.sanitiser import RichTextTooLong, clean, dropped


class RichTextFormField(forms.CharField):
    """Clean HTML; text past the cap is refused with a sentence. Its widget is always the editor."""

    def __init__(self, **kwargs):
        # Imported here, so that migrations do without the editor. A widget that comes along is set aside:
        # the admin offers its plain text area to every TextField.
        from clinic_site.richtext.editor import RichTextEditor

        super().__init__(**{**kwargs, "widget": RichTextEditor})

    def to_python(self, value):
        return _clean_or_refuse(super().to_python(value))


class RichTextField(models.TextField):
    """HTML that is cleaned by save(), update(), bulk_create(), fixtures and forms alike.

    All of them pass to_python(), which raises ValidationError past the cap. Only a database expression in
    update(), such as `Value(...)`, does not; documents clean once more when they are composed.
    """

    def to_python(self, value):
        value = super().to_python(value)
        return value if value is None else _clean_or_refuse(value)

    def pre_save(self, model_instance, add):
        value = super().pre_save(model_instance, add)
        if isinstance(value, str):
            # The instance goes on with what the database holds.
            value = self.to_python(value)
            setattr(model_instance, self.attname, value)
        return value

    def get_prep_value(self, value):
        return self.to_python(super().get_prep_value(value))

    def formfield(self, **kwargs):
        return super().formfield(**{"form_class": RichTextFormField, **kwargs})


def dropped_from(form):
    """[(label, words)]: what saving takes from the rich text of a bound form, or of one form of a formset."""
    if not form.is_bound:
        return []
    losses = []
    for name, field in form.fields.items():
        if isinstance(field, RichTextFormField):
            raw = field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
            if words := dropped(raw or ""):
                losses.append((form[name].label, words))
    return losses


def _clean_or_refuse(value):
    try:
        return clean(value)
    except RichTextTooLong as error:
        raise ValidationError(str(error), code="too_long") from error
