"""Inline rows that people put in order: dragged, or moved with buttons; without JavaScript, by number."""

from django import forms


class OrderedRowForm(forms.ModelForm):
    """The form of a row with a `position`. A row added but left empty is not taken for a typed one."""

    replaces = False

    def validate_unique(self):
        if not self.replaces:
            super().validate_unique()

    @property
    def changed_data(self):
        changed = super().changed_data
        if self.instance.pk is None and changed == ["position"]:
            return []
        return changed


class RowsFormSet(forms.BaseInlineFormSet):
    """With `save_as_new`, the typed rows are all taken as new and replace those that are stored by now."""

    def _construct_form(self, i, **kwargs):
        form = super()._construct_form(i, **kwargs)
        form.replaces = self.save_as_new
        return form

    def save(self, commit=True):
        if self.save_as_new:
            self.model._default_manager.filter(**{self.fk.name: self.instance}).delete()
        return super().save(commit)


class OrderedRows:
    """Mix into an inline whose model is ordered by `position`; static/clinic_admin/rows.js does the moving."""

    form = OrderedRowForm
    formset = RowsFormSet
    extra = 0

    class Media:
        js = ["clinic_admin/rows.js"]
