from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from conditions.admin import edit_conflict
from conditions.admin.moments import WhenForm
from conditions.models import Article


class ArticleForm(forms.ModelForm):
    """The working copy. A save on top of one that the form has not seen is settled by edit_conflict.py."""

    seen_at = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Article
        fields = "__all__"
        widgets = {"summary": forms.Textarea(attrs={"rows": 4, "cols": 80})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk and "seen_at" in self.fields:
            self.initial["seen_at"] = self.instance.updated_at.isoformat()

    def clean_slug(self):
        slug = self.cleaned_data["slug"]
        owner = Article(pk=self.instance.pk, slug=slug).slug_owner()
        if owner:
            raise ValidationError(
                f"This address was once the page of “{owner}”, and patients may still follow it there. Choose another."
            )
        return slug

    @property
    def saved_since(self):
        """Whether the article was saved by somebody after this form was opened."""
        return self.is_bound and "seen_at" in self.initial and "seen_at" in self.changed_data

    def clean(self):
        cleaned = super().clean()
        if self.saved_since and edit_conflict.BACK in self.data:
            self.refuse()
        return cleaned

    def refuse(self):
        """Say that nothing was saved, and why, unless this is said already."""
        if not self.has_error(NON_FIELD_ERRORS, "stale"):
            self.add_error(None, ValidationError(edit_conflict.refusal(self.instance), code="stale"))


class PublishForm(WhenForm):
    """`seen` is the fingerprint of the draft that was looked at. Without `override` no reason is asked for."""

    seen = forms.CharField(widget=forms.HiddenInput)
    change_note = forms.CharField(
        label="What changed, and why?",
        help_text="One or two sentences. Patients read them at the foot of the page, for good: name nobody.",
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
        max_length=2000,
    )
    override = forms.CharField(
        label="Emergency: why must it go live without approval?",
        help_text="Only where waiting would do harm. It is logged, and listed until somebody has approved it.",
        widget=forms.Textarea(attrs={"rows": 2, "cols": 80}),
        max_length=2000,
    )

    def __init__(self, *args, override, **kwargs):
        super().__init__(*args, **kwargs)
        if not override:
            del self.fields["override"]
