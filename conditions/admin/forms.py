from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join

from conditions.models import Article


class ArticleForm(forms.ModelForm):
    """The working copy. A save on top of somebody else's is refused: who changed what is said, the text kept."""

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

    def clean(self):
        cleaned = super().clean()
        if self.instance.pk:
            stored = Article.objects.select_for_update(no_key=True).get(pk=self.instance.pk)
            token = stored.updated_at.isoformat()
            if token not in (cleaned.get("seen_at"), self.data.get("overwrite")):
                self.refuse_stale(stored, token)
        return cleaned

    def refuse_stale(self, stored, token):
        changes = format_html_join("", "<li>{}: {}</li>", _changes_since(self.cleaned_data.get("seen_at"), stored))
        raise ValidationError(
            format_html(
                "<p>Not saved: {} saved this article while you were writing. Your text is kept below.</p>"
                "<ul>{}</ul>"
                '<p><a href="{}" target="_blank">See the article as it is now (new tab)</a> and copy over what you '
                "need, or decide that your version counts. Rows you took out are back: take them out again.</p>"
                '<p><label><input type="checkbox" name="overwrite" value="{}"> Save my version over theirs</label></p>',
                _name(stored.updated_by),
                changes,
                "../preview/",
                token,
            ),
            code="stale",
        )


def _changes_since(seen_at, article):
    """[(who, what)] from the admin's log, for what came after the save at `seen_at` (ISO 8601, in UTC)."""
    log = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Article), object_id=article.pk)
    latest = log.select_related("user").order_by("-action_time")[:10]
    return [
        (_name(entry.user), entry.get_change_message())
        for entry in latest
        if entry.action_time.isoformat() > (seen_at or "")
    ]


def _name(user):
    return (user.get_full_name() or user.get_username()) if user else "Somebody"


class PublishForm(forms.Form):
    """`seen` is the fingerprint of the draft that was looked at."""

    seen = forms.CharField(widget=forms.HiddenInput)
    change_note = forms.CharField(
        label="What changed, and why?",
        help_text="One or two sentences. Patients read them at the foot of the page, for good: name nobody.",
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
        max_length=2000,
    )


class WithdrawForm(forms.Form):
    reason = forms.CharField(
        label="Why is this page withdrawn?",
        help_text="Patients read this at the page's old address.",
        widget=forms.Textarea(attrs={"rows": 3, "cols": 80}),
        max_length=2000,
    )
    instead = forms.ModelChoiceField(
        label="Where should patients go instead? (optional)",
        queryset=Article.objects.none(),
        required=False,
        empty_label="No other page",
    )

    def __init__(self, *args, article, **kwargs):
        super().__init__(*args, **kwargs)
        states = [Article.State.LIVE, Article.State.CHANGED]
        self.fields["instead"].queryset = Article.objects.with_state().filter(state__in=states).exclude(pk=article.pk)
