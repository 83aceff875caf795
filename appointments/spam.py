"""Soft signs that nobody will answer the phone. They put a flag on a request for the desk; nothing is refused.

Pure: no database, no HTTP.
"""

import re

ADDRESS = re.compile(
    r"(?i:https?://|\bwww\.)"
    r"|(?<![\w@.-])(?:[a-z0-9-]+\.)+(?:com|net|org|info|biz|ru|cn|xyz)\b"  # no email; no ending that is a word
)
MARKUP = re.compile(r"</?[a-z][^>]*>|\[/?(url|link|b|img)\b", re.IGNORECASE)


def suspected(answers, *, hasty):
    """Whether `answers` look sent by a program. `hasty`: sooner after the form was opened than people type."""
    words = [answers.name, answers.caller_name, answers.caller_relation, answers.reason]
    words += [answers.needs_detail, answers.referring_provider]
    return hasty or any(ADDRESS.search(text) or MARKUP.search(text) for text in words)
