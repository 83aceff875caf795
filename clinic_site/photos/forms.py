from pathlib import Path

from django import forms
from django.core.exceptions import ValidationError

from clinic_site.photos.files import EMPTY, MAX_BYTES, PhotoRefused
from clinic_site.photos.models import Photo


class PhotoUpload(forms.FileField):
    """A file input whose clean value is a `Processed` photo, or None."""

    widget = forms.FileInput
    default_error_messages = {"empty": EMPTY}

    def widget_attrs(self, widget):
        return super().widget_attrs(widget) | {"accept": "image/jpeg,image/png,image/webp"}

    def to_python(self, data):
        upload = super().to_python(data)
        if upload is None:
            return None
        from clinic_site.photos.images import process  # (Pillow takes memory that processes that show pages spare)

        try:
            return process(upload.read(MAX_BYTES + 1))
        except PhotoRefused as refusal:
            raise ValidationError(str(refusal), code="refused") from refusal


class PhotoForm(forms.ModelForm):
    """Adds a photo; without a title it takes the file's name."""

    upload = PhotoUpload(label="Photo", help_text="JPEG, PNG or WebP, up to 10 MB, best 1,600 pixels wide.")
    title = forms.CharField(
        max_length=200,
        required=False,
        help_text="To find it again; patients never see it. Left empty, the file's name is taken.",
    )

    class Meta:
        model = Photo
        fields = ["title"]

    def clean_title(self):
        file = self.files.get(self.add_prefix("upload"))
        return self.cleaned_data["title"] or (Path(file.name).stem[:200] if file else "")
