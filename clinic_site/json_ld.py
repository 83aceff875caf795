import json

from django.utils.html import format_html
from django.utils.safestring import mark_safe

# As django.utils.html.json_script does: no text can end the script element or begin a comment in it.
ESCAPES = {ord(sign): f"\\u{ord(sign):04X}" for sign in "<>&"}


def json_ld(value):
    """`value` (dicts, lists, strings, numbers) as a block of JSON-LD for a page: data, which no browser runs."""
    data = json.dumps(value, ensure_ascii=False, separators=(",", ":")).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(data))  # noqa: S308
