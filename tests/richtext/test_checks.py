from types import SimpleNamespace

import pytest

from clinic_site.richtext.checks import check_editor
from clinic_site.richtext.editor_config import CKEDITOR_CONFIGS, PLUGINS, REMOVED_PLUGINS

GOOD = CKEDITOR_CONFIGS["default"]


@pytest.fixture
def site(monkeypatch):
    """Settings that pass, for the check alone: what a test adds to them need not be installed."""
    site = SimpleNamespace(
        CKEDITOR_CONFIGS={"default": GOOD},
        STATICFILES_FINDERS=["clinic_site.richtext.finders.FewEditorFilesFinder"],
        INSTALLED_APPS=["ckeditor", "clinic_site.richtext"],
    )
    monkeypatch.setattr("clinic_site.richtext.checks.settings", site)
    return site


def test_the_shipped_settings_pass(site):
    assert check_editor(None) == []
    assert not set(PLUGINS) & set(REMOVED_PLUGINS)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"fullPage": True}, "fullPage"),
        ({"allowedContent": True}, "allowedContent"),
        ({"allowedContent": None}, "allowedContent"),
        ({"extraAllowedContent": "script"}, "allowedContent"),
        ({"plugins": GOOD["plugins"] + ",sourcearea"}, "sourcearea"),
        ({"plugins": ""}, "plugins must name"),
        ({"extraPlugins": "uploadimage"}, "uploadimage"),
        ({"extra_plugins": ["iframe"]}, "iframe"),
        ({"external_plugin_resources": [["x", "/x/", "plugin.js"]]}, "external_plugin_resources"),
        ({"removePlugins": ""}, "removePlugins"),
        ({"startupMode": "source"}, "source mode"),
        ({"toolbar": [["Source"]]}, "source mode"),
        ({"toolbar": "Full"}, "source mode"),
        ({"versionCheck": True}, "versionCheck"),
        ({"customConfig": "/x.js"}, "customConfig"),
        ({"filebrowserBrowseUrl": "/x/"}, "filebrowserBrowseUrl"),
        ({"filebrowserUploadUrl": "/x/"}, "filebrowserUploadUrl"),
        ({"imageUploadUrl": "/x/"}, "imageUploadUrl"),
        ({"uploadUrl": "/x/"}, "uploadUrl"),
    ],
)
def test_a_dangerous_editor_setting_fails(site, change, word):
    site.CKEDITOR_CONFIGS = {"default": GOOD, "other": {**GOOD, **change}}
    (error,) = check_editor(None)
    assert error.id == "richtext.E001" and "'other'" in error.msg and word in error.msg and error.hint


def test_no_configuration_at_all_fails(site):
    del site.CKEDITOR_CONFIGS
    assert {error.id for error in check_editor(None)} == {"richtext.E001"}


@pytest.mark.parametrize("app", ["ckeditor_uploader", "ckeditor_uploader.apps.UploaderConfig"])
def test_the_uploader_fails(site, app):
    site.INSTALLED_APPS.append(app)
    (error,) = check_editor(None)
    assert error.id == "richtext.E002" and "ckeditor_uploader" in error.hint


def test_an_upload_path_fails(site):
    site.CKEDITOR_UPLOAD_PATH = "uploads/"
    (error,) = check_editor(None)
    assert error.id == "richtext.E003" and "CKEDITOR_UPLOAD_PATH" in error.hint


def test_the_finder_that_ships_everything_fails(site):
    site.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.AppDirectoriesFinder"]
    (error,) = check_editor(None)
    assert error.id == "richtext.E004" and "FewEditorFilesFinder" in error.hint
