import re

import pytest
from django.contrib.staticfiles.finders import AppDirectoriesFinder
from django.core.management import call_command

from clinic_site.richtext.finders import FewEditorFilesFinder


@pytest.fixture
def shipped(settings):
    return {path for path, _ in FewEditorFilesFinder().list([]) if path.startswith("ckeditor/")}


def test_few_files_are_shipped_and_the_core_is_among_them(shipped):
    assert 30 < len(shipped) < 60
    assert shipped >= {
        "ckeditor/ckeditor-init.js",
        "ckeditor/fixups.js",
        "ckeditor/ckeditor/ckeditor.js",
        "ckeditor/ckeditor/LICENSE.md",
        "ckeditor/ckeditor/lang/en.js",
        "ckeditor/ckeditor/skins/moono-lisa/editor.css",
        "ckeditor/ckeditor/skins/moono-lisa/dialog.css",
        "ckeditor/ckeditor/plugins/link/dialogs/link.js",
        "ckeditor/ckeditor/plugins/table/dialogs/table.js",
        "ckeditor/ckeditor/plugins/specialchar/dialogs/lang/en.js",
        "ckeditor/ckeditor/plugins/pastefromword/filter/default.js",
    }
    assert not [path for path in shipped if re.search(r"\.html$|jquery|galleriffic|geshi|exportpdf|wsc", path)]


def test_the_finder_finds_what_it_ships_and_nothing_else_of_the_editor(shipped):
    finder = FewEditorFilesFinder()
    for path, _ in AppDirectoriesFinder().list([]):
        assert bool(finder.find(path)) == (path in shipped or not path.startswith("ckeditor/")), path


def test_the_languages_of_the_site_are_shipped(settings):
    settings.LANGUAGE_CODE = "de-at"
    settings.LANGUAGES = [("de-at", "Deutsch"), ("es", "Español")]
    paths = {path for path, _ in FewEditorFilesFinder().list([])}
    assert {f"ckeditor/ckeditor/lang/{code}.js" for code in ("en", "de", "es")} <= paths
    assert "ckeditor/ckeditor/lang/fr.js" not in paths


def test_collectstatic_works_with_hashed_names(settings, tmp_path):
    settings.STATIC_ROOT = tmp_path
    settings.STATICFILES_FINDERS = ["clinic_site.richtext.finders.FewEditorFilesFinder"]
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
    }
    call_command("collectstatic", interactive=False, verbosity=0)
    core = {path.name for path in (tmp_path / "ckeditor/ckeditor").glob("ckeditor*.js")}
    assert "ckeditor.js" in core and len(core) == 2  # the editor asks for its parts by their plain names
