"""The editor's toolbar and the headers of its pages. Plain data, so that settings may import it."""

from clinic_site.richtext.policy import (
    ATTRIBUTES,
    CLASSES_OF_DELETED,
    DELETED,
    GONE_WITH_CONTENT,
    KINDS_OF_DELETED,
    LOSSES,
    TAGS,
    UNDERLINED,
    UNDERLINED_WORDS,
)

# Everything the editor loads, by name. A plugin that is not here, or that one of these requires, stays out.
PLUGINS = [
    *("wysiwygarea", "toolbar", "button", "notification", "clipboard", "undo", "enterkey", "tab"),
    *("basicstyles", "format", "removeformat", "list", "indentlist", "blockquote", "link", "specialchar"),
    *("table", "tabletools", "tableselection", "showborders", "contextmenu", "selectall", "maximize"),
    *("pastetext", "pastetools", "pastefromword", "pastefromlibreoffice"),
    *("autogrow", "entities", "htmlwriter", "a11yhelp"),
]
# Named as well, so that no extraPlugins line brings one back.
REMOVED_PLUGINS = [
    *("sourcearea", "sourcedialog", "docprops", "iframe", "iframedialog", "flash", "forms", "smiley", "bidi"),
    *(
        "newpage",
        "save",
        "print",
        "preview",
        "templates",
        "scayt",
        "wsc",
        "exportpdf",
        "about",
        "language",
        "div",
    ),
    *("image", "image2", "uploadimage", "uploadfile", "uploadwidget", "filebrowser", "filetools"),
    *("embed", "embedbase", "embedsemantic", "autoembed", "mathjax", "codesnippetgeshi", "devtools"),
    *("font", "colorbutton", "colordialog", "copyformatting", "stylescombo", "dialogadvtab", "liststyle"),
]
TOOLBAR = [
    ["Format"],
    ["Bold", "Italic", "Subscript", "Superscript", "RemoveFormat"],
    ["BulletedList", "NumberedList", "Blockquote"],
    ["Link", "Unlink", "Table", "SpecialChar"],
    ["PasteText", "Undo", "Redo", "Maximize"],
]
# The sanitizer's list once more, in the editor's notation: what authors see is what is kept.
ALLOWED_CONTENT = "; ".join(
    [" ".join(sorted(TAGS - ATTRIBUTES.keys()))]
    + [f"{tag}[{','.join(names)}]".replace("href", "!href") for tag, names in ATTRIBUTES.items()]
)
DISALLOWED_CONTENT = f"{' '.join(sorted(GONE_WITH_CONTENT))}; *[on*]; *{{*}}; *(*)"
# What static/richtext/paste.js takes out, and what it calls it: as the sanitizer does.
PASTE = {
    "losses": [[*names, ", ".join(tags)] for names, tags in LOSSES.items()],
    "deleted": [tag.replace(":", "\\:") for tag in sorted(DELETED)] + ["[role=deletion]"],
    "classes": sorted(CLASSES_OF_DELETED),
    "kinds": KINDS_OF_DELETED,
    "underlined": [", ".join(sorted(UNDERLINED)), UNDERLINED_WORDS],
    "gone": ", ".join(sorted(GONE_WITH_CONTENT - DELETED - {"style", "title"})),
}

CKEDITOR_CONFIGS = {
    "default": {
        "plugins": ",".join(PLUGINS),
        "removePlugins": ",".join(REMOVED_PLUGINS),
        "toolbar": TOOLBAR,
        "format_tags": "p;h3;h4",
        "allowedContent": ALLOWED_CONTENT,
        "disallowedContent": DISALLOWED_CONTENT,
        "pasteFilter": "semantic-content",
        "paste": PASTE,
        "fullPage": False,
        "versionCheck": False,
        "customConfig": "",
        "contentsCss": [],
        "stylesSet": False,
        "entities": False,
        "disableNativeSpellChecker": False,
        "linkDefaultProtocol": "https://",
        "linkShowAdvancedTab": False,
        "linkShowTargetTab": False,
        "removeDialogTabs": "link:upload",
        "skin": "moono-lisa",
        "height": 180,
        "width": "100%",
        "autoGrow_minHeight": 180,
        "autoGrow_maxHeight": 560,
        "autoGrow_onStartup": True,
    }
}

# What a page with an editor needs beyond the site's policy.
EDITOR_CSP = {"style-src": ["'self'", "'unsafe-inline'"], "img-src": ["'self'", "data:"]}
