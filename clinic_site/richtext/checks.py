"""A system check that fails when a setting would give the editor something that has no place on this site."""

from django.conf import settings
from django.core.checks import Error

from clinic_site.richtext.editor_config import REMOVED_PLUGINS

DANGEROUS_SETTINGS = ("CKEDITOR_UPLOAD_PATH", "CKEDITOR_FILENAME_GENERATOR", "CKEDITOR_IMAGE_BACKEND")
FINDER = "clinic_site.richtext.finders.FewEditorFilesFinder"
WIDE_OPEN_FINDER = "django.contrib.staticfiles.finders.AppDirectoriesFinder"


def check_editor(app_configs, **kwargs):
    errors = []
    if any(app.partition(".")[0] == "ckeditor_uploader" for app in settings.INSTALLED_APPS):
        errors.append(
            Error(
                "ckeditor_uploader takes files of any kind from any member of staff.",
                hint='Remove "ckeditor_uploader" from INSTALLED_APPS; photos have a model of their own.',
                id="richtext.E002",
            )
        )
    for name in DANGEROUS_SETTINGS:
        if hasattr(settings, name):
            errors.append(Error(f"{name} opens the editor to uploads.", hint=f"Remove {name}.", id="richtext.E003"))
    if WIDE_OPEN_FINDER in settings.STATICFILES_FINDERS:
        errors.append(
            Error(
                "The editor's demo pages and unused plugins would be served.",
                hint=f'Name "{FINDER}" instead of "{WIDE_OPEN_FINDER}".',
                id="richtext.E004",
            )
        )
    configs = getattr(settings, "CKEDITOR_CONFIGS", None) or {"default": {}}
    for name, config in configs.items():
        errors += [
            Error(
                f"CKEDITOR_CONFIGS[{name!r}]: {problem}",
                hint="CKEditor 4 gets no more security fixes. Keep to clinic_site/richtext/editor_config.py.",
                id="richtext.E001",
            )
            for problem in problems(config)
        ]
    return errors


def problems(config):
    """Return sentences on the dangers of one editor configuration."""
    loaded = set().union(*(_names(config.get(key)) for key in ("plugins", "extraPlugins", "extra_plugins")))
    if not config.get("plugins"):
        yield "plugins must name every plugin; without it all are loaded."
    if back := sorted(loaded & set(REMOVED_PLUGINS)):
        yield f"these plugins must not come back: {', '.join(back)}."
    if missing := sorted(set(REMOVED_PLUGINS) - _names(config.get("removePlugins"))):
        yield f"removePlugins must hold {', '.join(missing)}."
    if config.get("fullPage"):
        yield "fullPage lets scripts of the text run in the editor."
    if config.get("allowedContent", True) in (True, "", None) or config.get("extraAllowedContent"):
        yield "allowedContent must list what is allowed; without it the editor runs what it is given."
    toolbar = config.get("toolbar")
    if not isinstance(toolbar, list) or "Source" in str(toolbar) or config.get("startupMode") == "source":
        yield "the source mode must stay off: toolbar lists its buttons, and Source is none of them."
    if config.get("versionCheck") is not False:
        yield "versionCheck must be False, or the editor calls a foreign server."
    if config.get("customConfig") != "":
        yield 'customConfig must be "", or a file overrides what is checked here.'
    if config.get("external_plugin_resources"):
        yield "external_plugin_resources must stay empty."
    for key in sorted(config):
        if key.startswith("filebrowser") or key.lower().endswith("uploadurl"):
            yield f"{key} opens the editor to uploads."


def _names(plugins):
    return {name.strip() for name in (plugins.split(",") if isinstance(plugins, str) else plugins or [])}
