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


class RowsFormSet(forms.BaseInlineFormSet):
    """Rows that nothing else refers to. With `save_as_new`, those typed replace all that are stored by now."""

    def get_unique_error_message(self, unique_check):
        return f"One {self.model._meta.verbose_name} is listed twice: remove one of the two."

    def save(self, commit=True):
        # Rows that change are taken out and written anew, so that two may swap what each article has but once.
        replaced = self.model._default_manager.filter(**{self.fk.name: self.instance})
        if not self.save_as_new:
            replaced = replaced.filter(pk__in=[row.instance.pk for row in self.initial_forms if row.has_changed()])
        replaced.delete()
        return super().save(commit)


class OrderedRows:
    """Mix into an inline whose model is ordered by `position`; static/clinic_admin/rows.js does the moving."""

    form = OrderedRowForm
    formset = RowsFormSet
    extra = 0

    class Media:
        css = {"all": ["clinic_admin/rows.css"]}
        js = ["clinic_admin/rows.js"]
