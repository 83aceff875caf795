"""Inline rows that people put in order: dragged, or moved with buttons; without JavaScript, by number."""

from django import forms


class OrderedRowForm(forms.ModelForm):
    """The form of a row with a `position`. A row added but left empty is not taken for a typed one."""

    @property
    def changed_data(self):
        changed = super().changed_data
        if self.instance.pk is None and changed == ["position"]:
            return []
        return changed


class OrderedRows:
    """Mix into an inline whose model is ordered by `position`; static/clinic_admin/rows.js does the moving."""

    form = OrderedRowForm
    extra = 0

    class Media:
        js = ["clinic_admin/rows.js"]
