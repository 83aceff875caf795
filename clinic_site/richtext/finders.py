"""Static files of the installed apps, of which the editor's come to a tenth.

The editor's app holds demo pages, an old jQuery, a dozen unused plugins and every language: nothing that a
clinic should serve.
"""

import re

from django.conf import global_settings, settings
from django.contrib.staticfiles import finders

EDITOR = "ckeditor/"
KEPT = re.compile(
    r"""
      ckeditor-init\.js | ckeditor\.css | fixups\.js
    | ckeditor/ (
          ckeditor\.js | LICENSE\.md
        | skins/moono-lisa/ ( (editor|editor_gecko|dialog)\.css | .+\.png | images/.+ )
        | plugins/ (
              icons(_hidpi)?\.png
            | autogrow/plugin\.js
            | dialog/styles/dialog\.css
            | (clipboard|table|tabletools)/dialogs/\w+\.js
            | link/ ( dialogs/\w+\.js | images/.+ )
            | tableselection/styles/\w+\.css
            | specialchar/dialogs/specialchar\.js
            | a11yhelp/dialogs/a11yhelp\.js
            | (pastetools|pastefromword|pastefromlibreoffice)/filter/\w+\.js
        )
        | (?P<folder>lang|plugins/(a11yhelp|specialchar)/dialogs/lang)/(?P<language>[\w-]+)\.js
    )
    """,
    re.VERBOSE,
)


class FewEditorFilesFinder(finders.AppDirectoriesFinder):
    """Stands in for AppDirectoriesFinder: every app's files, and of the editor's only those in KEPT."""

    def list(self, ignore_patterns):
        return ((path, storage) for path, storage in super().list(ignore_patterns) if is_kept(path))

    def find_in_app(self, app, path):
        return super().find_in_app(app, path) if is_kept(path) else None


def is_kept(path):
    path = path.replace("\\", "/")
    if not path.startswith(EDITOR):
        return True
    match = KEPT.fullmatch(path.removeprefix(EDITOR))
    return bool(match) and match["language"] in (None, *editor_languages())


def editor_languages():
    """Codes of the editor's languages that the site needs: English, and its own if it names any."""
    named = [] if settings.LANGUAGES == global_settings.LANGUAGES else dict(settings.LANGUAGES)
    codes = {code.lower() for code in (settings.LANGUAGE_CODE, *named)}
    return {"en"} | codes | {code.partition("-")[0] for code in codes}
