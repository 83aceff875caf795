"""The editor as a form widget."""

from html import escape

from ckeditor.widgets import CKEditorWidget
from django.forms import Media

from clinic_site.richtext.deleted import words_without_deleted
from clinic_site.richtext.finders import editor_languages
from clinic_site.richtext.sanitiser import RichTextTooLong, clean


class RichTextEditor(CKEditorWidget):
    """CKEditor, given only clean HTML and able to start under a policy without inline scripts."""

    @property
    def media(self):
        # One list, so that the two scripts after the editor's own stay after them.
        editor = super().media
        (css,), (js,) = editor._css_lists, editor._js_lists
        return Media(
            css={"all": [*css["all"], "richtext/editor.css"]},
            js=[*js, "richtext/csp.js", "richtext/editor.js", "richtext/pasted.js", "richtext/paste.js"],
        )

    def format_value(self, value):
        try:
            return clean(value or "")
        except RichTextTooLong:
            # Refused by the form already: its author gets the words back, to divide them.
            return escape(words_without_deleted(value), quote=False)

    def _set_config(self):
        super()._set_config()
        if self.config["language"] not in editor_languages():
            self.config["language"] = "en"
