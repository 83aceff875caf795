import subprocess
import sys

import pytest
from django import forms
from django.contrib.admin.widgets import AdminTextareaWidget
from django.core.exceptions import ValidationError
from django.db import models

from clinic_site.richtext.editor import RichTextEditor
from clinic_site.richtext.fields import RichTextField, RichTextFormField, dropped_from
from clinic_site.richtext.sanitiser import LIMIT, RichText

DIRTY, CLEAN = "<p onclick=x>a<script>b</script></p>\r\n", "<p>a</p>"
LONG = "<p>" + "a" * LIMIT + "</p>"


class Form(forms.Form):
    text = RichTextFormField(label="Overview", required=False)
    other = forms.CharField(required=False)


def test_every_way_into_the_database_cleans():
    field = RichTextField()
    assert field.get_prep_value(DIRTY) == CLEAN
    assert field.to_python(DIRTY) == CLEAN
    assert isinstance(field.to_python(DIRTY), RichText)
    assert field.get_prep_value(None) is None and field.to_python(None) is None


def test_what_was_saved_is_what_the_instance_holds():
    field = RichTextField()
    field.attname = "text"

    class Row:
        text = DIRTY

    row = Row()
    assert field.pre_save(row, add=True) == CLEAN == row.text


def test_too_long_is_refused_in_a_sentence():
    for enter in (RichTextField().to_python, RichTextField().get_prep_value):
        with pytest.raises(ValidationError, match="at most 200 kB"):
            enter(LONG)
    form = Form({"text": LONG})
    assert "at most 200 kB" in form.errors["text"][0]
    assert "aaa" in str(form["text"])  # the author's words come back


def test_the_form_field_is_the_editor_even_in_the_admin():
    field = RichTextField("what is it?", blank=True, help_text="h").formfield(widget=AdminTextareaWidget)
    assert isinstance(field, RichTextFormField) and isinstance(field.widget, RichTextEditor)
    assert (field.label, field.required, field.help_text) == ("What is it?", False, "h")
    assert field.clean(DIRTY) == CLEAN
    assert not field.has_changed(CLEAN, CLEAN + "\r\n")


def test_an_empty_looking_text_is_empty():
    with pytest.raises(ValidationError):
        RichTextField().formfield().clean("<p>&nbsp;</p>")


def test_the_widget_is_given_clean_html_and_loads_our_scripts_last():
    html = RichTextEditor().render("text", DIRTY, {"id": "id_text"})
    assert "&lt;p&gt;a&lt;/p&gt;</textarea>" in html and "onclick" not in html
    names = "".join(map(str, RichTextEditor().media.render_js()))
    assert names.index("ckeditor/ckeditor/ckeditor") < names.index("richtext/csp") < names.index("richtext/editor")


@pytest.mark.parametrize(("language", "spoken"), [("de", "de"), ("fr", "en")])
def test_the_editor_speaks_only_languages_that_are_shipped(settings, monkeypatch, language, spoken):
    settings.LANGUAGES = [("de", "Deutsch")]
    monkeypatch.setattr("ckeditor.widgets.get_language", lambda: language)
    editor = RichTextEditor()
    editor.get_context("text", "", {"id": "id_text"})
    assert editor.config["language"] == spoken


def test_dropped_from_reads_the_bound_form_alone():
    assert dropped_from(Form()) == []
    assert dropped_from(Form({"text": "<p>a</p>", "other": "<script>"})) == []
    assert dropped_from(Form({"text": DIRTY})) == [("Overview", ["a script", "an event handler (onclick)"])]
    assert dropped_from(Form({"row-1-text": "<hr>"}, prefix="row-1")) == [("Overview", ["a horizontal line"])]


def test_dropped_from_works_on_the_forms_of_a_formset():
    data = {"form-TOTAL_FORMS": "2", "form-INITIAL_FORMS": "0", "form-0-text": "<p>a</p>", "form-1-text": "<hr>"}
    formset = forms.formset_factory(Form)(data)
    assert [dropped_from(form) for form in formset] == [[], [("Overview", ["a horizontal line"])]]


@pytest.mark.process
def test_migrations_name_the_field_and_do_without_the_editor():
    name, path, args, kwargs = RichTextField(blank=True).deconstruct()
    assert (path, args, kwargs) == ("clinic_site.richtext.fields.RichTextField", [], {"blank": True})
    assert issubclass(RichTextField, models.TextField)
    code = "import sys, clinic_site.richtext.fields; sys.exit('ckeditor' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
