"""A save on top of a colleague's: refused, until its author has seen both versions and saves them together.

The form carries the version that it was opened with, so that what each of the two changed can be told apart. What was
typed travels in the page's hidden fields until it is settled.
"""

import base64
import json
import re
import zlib
from collections import defaultdict
from types import NoneType
from typing import NamedTuple

from django.contrib import messages
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import QueryDict
from django.shortcuts import render

from conditions.admin.action_page import context
from conditions.document.encoding import decode, encode
from conditions.document.values import ArticleDocument
from conditions.editing import audit_log
from conditions.editing.audit_log import name_of
from conditions.editing.compose import compose
from conditions.editing.diff import changes, compare, part_difference
from conditions.editing.merge import FIELD, decisions_from, merge
from conditions.editing.restore import restore
from conditions.models import Article

BACK, SETTLE = "_back", "_settle"  # buttons: to what was typed, or save both; the latter says which save it has seen
REST = {"owner": (int, NoneType), "photo_alt": (str,), "photo_caption": (str,)}  # beside the document, with their types
LIMIT = 30_000_000  # bytes of JSON: more than the largest article has
_ROW = re.compile(r"(?P<prefix>.+)-(?P<number>\d{1,4})-(?P<field>[^-]+)")


class Version(NamedTuple):
    """An article's document, and `rest`: {field: value} of the working copy that a document does not hold."""

    document: ArticleDocument
    rest: dict

    @classmethod
    def of(cls, article):
        return cls(compose(article), Article.objects.values(*REST).get(pk=article.pk))


class SavedSince(Exception):
    """The save came on top of one that its form had not seen. All of it is rolled back; `mine` is what it would say."""

    def __init__(self, mine):
        super().__init__()
        self.mine = mine


def packed(version):
    """`version` as text for a hidden field."""
    text = json.dumps([encode(version.document), version.rest], separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode())).decode()


def unpacked(text):
    """The Version that `packed` made `text` of; None where it is missing, broken or too long."""
    try:
        unpacker = zlib.decompressobj()
        data = unpacker.decompress(base64.b64decode(text, validate=True), LIMIT)
        document, rest = json.loads(data)
        known = rest.keys() == REST.keys() and all(type(rest[name]) in kinds for name, kinds in REST.items())
        return Version(decode(document), rest) if known and unpacker.eof else None
    except (ValueError, TypeError, AttributeError, RecursionError, zlib.error):
        return None


def without_removed_rows(post):
    """The fields of a form without the rows that were taken out.

    The rows of a stale form stand on their own, and the admin offers no box "delete" for such: shown again, those
    taken out would be back.
    """
    rows = {name: row for name in post if (row := _ROW.fullmatch(name))}
    removed = defaultdict(set)
    for row in rows.values():
        if row["field"] == "DELETE":
            removed[row["prefix"]].add(int(row["number"]))
    kept = QueryDict(mutable=True)
    for name, values in post.lists():
        row = rows.get(name)
        gone = removed.get(row["prefix"] if row else name.removesuffix("-TOTAL_FORMS"), ())
        if row and int(row["number"]) in gone:
            continue
        if row:
            place = int(row["number"]) - sum(number < int(row["number"]) for number in gone)
            name = f"{row['prefix']}-{place}-{row['field']}"
        elif gone:
            values = [str(int(values[0]) - len(gone)) if re.fullmatch(r"\d{1,4}", values[0]) else values[0]]
        kept.setlist(name, values)
    return kept


def refusal(article):
    """The sentence on top of a form that was not saved, because `article` was saved since."""
    return (
        f"Not saved: {saver(article)} saved this article while you were writing. Your text is kept below. Save it to "
        "see both versions, and to save them together."
    )


def saver(article):
    return name_of(article.updated_by) if article.updated_by else "Somebody"


def settle(request, article, mine, typed):
    """Save `mine`, a Version typed on top of the stored `article`, or ask; return (the saved article, a page).

    `typed` is the form's fields as they were posted. Either the two versions were saved together, or the page shows
    both and asks what is to be decided; neither where nothing was typed at all, so that there is nothing to save.
    """
    theirs, base = Version.of(article), unpacked(request.POST.get("base", ""))
    if base == mine:
        messages.info(request, f"You had changed nothing. {saver(article)} saved this article in the meantime.")
        return None, None
    token = article.updated_at.isoformat()
    seen = request.POST.get(SETTLE)
    decisions = decisions_from(request.POST) if seen == token else {}
    merged = merge((base or theirs).document, mine.document, theirs.document, decisions)
    problems = []
    if seen == token and not merged.clashes:
        try:
            return _save(request, article, (base or theirs, mine, theirs), merged.document), None
        except ValidationError as error:
            problems = error.messages
    page = context(
        request,
        article,
        f"Two versions of “{article}”",
        token=token,
        once_more=bool(seen) and seen != token,
        problems=problems,
        base_known=base is not None,
        saver=saver(article),
        theirs_name=f"{saver(article)}’s version",
        log=_changes_since(request.POST.get("seen_at", ""), article),
        their_changes=_differences(base or theirs, theirs),
        my_changes=_differences(base or theirs, mine),
        clashes=merged.clashes,
        decided=decisions,
        undecided=seen == token and bool(merged.clashes),
        typed=[(name, value) for name, values in typed.lists() for value in values if _was_typed(name)],
    )
    return None, render(request, "admin/conditions/article/merge.html", page)


@transaction.atomic
def _save(request, article, versions, document):
    """Make the working copy say `document`, which `versions` (base, mine, theirs) came to. Raises ValidationError."""
    theirs_said = versions[2].document
    Article.objects.filter(pk=article.pk).update(slug=document.slug)  # by which restore() knows the article
    restored, notes = restore(document, by=request.user)
    base, mine, theirs = (version.rest for version in versions)
    rest = {name: mine[name] if mine[name] != base.get(name) else theirs[name] for name in mine}
    if document.photo:  # then it holds these
        del rest["photo_alt"], rest["photo_caption"]
    Article.objects.filter(pk=article.pk).update(**{"owner_id": rest.pop("owner"), **rest})
    for note in notes:
        messages.warning(request, note)
    what = "; ".join(changes(theirs_said, document)) or "nothing"
    message = f"Saved together with what {saver(article)} had saved: {what}"
    audit_log.note(article, request.user, message, at=restored.updated_at)
    return restored


def _differences(old, new):
    found = compare(old.document, new.document)
    for name in ["owner"] if old.document.photo or new.document.photo else REST:
        before, after = old.rest.get(name), new.rest.get(name)
        if before != after:
            if name == "owner":
                before, after = _user(before), _user(after)
            found.append(part_difference(Article._meta.get_field(name).verbose_name.capitalize(), before, after))
    return found


def _user(pk):
    user = User.objects.filter(pk=pk).first()
    return name_of(user) if user else ""


def _changes_since(seen_at, article):
    """[(who, what)] from the admin's log, for what came after the save at `seen_at` (ISO 8601, in UTC)."""
    log = LogEntry.objects.filter(content_type=ContentType.objects.get_for_model(Article), object_id=article.pk)
    latest = log.select_related("user").order_by("-action_time")[:10]
    return [
        (name_of(entry.user), entry.get_change_message()) for entry in latest if entry.action_time.isoformat() > seen_at
    ]


def _was_typed(name):
    return name not in ("csrfmiddlewaretoken", BACK, SETTLE) and not name.startswith(FIELD)
