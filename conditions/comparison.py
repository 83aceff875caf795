"""What differs between two documents, in words for the person who is about to publish. Pure."""

from dataclasses import fields

from conditions.document import ArticleDocument

NAMES = {  # field: what authors call it
    "slug": "Address",
    "also_known_as": "Also known as",
    "summary": "Quick answer",
    "overview": "What is it?",
    "when_to_seek_care": "When to get help",
    "diagnosis": "How it is diagnosed",
    "treatment": "Treatment and physical therapy",
    "sections": "Further sections",
    "reviewer": "Clinical reviewer",
    "reviewed_on": "Date of clinical review",
    "questions": "Questions and answers",
    "related": "Related articles",
}


def changes(old, new):
    """["Quick answer: changed", "Symptoms: Fever added, Swelling changed"] from document `old` to `new`."""
    found = []
    for part in fields(ArticleDocument):
        before, after = getattr(old, part.name), getattr(new, part.name)
        if before != after:
            name = NAMES.get(part.name, part.name.replace("_", " ").capitalize())
            found.append(f"{name}: {_difference(before, after)}")
    return found


def _difference(before, after):
    if not isinstance(before, tuple):
        return "changed" if before and after else "added" if after else "removed"
    gone = [_label(item) for item in before if item not in after]
    come = [_label(item) for item in after if item not in before]
    words = [f"{label} added" for label in come if label not in gone]
    words += [f"{label} removed" for label in gone if label not in come]
    words += [f"{label} changed" for label in come if label in gone]
    return ", ".join(words) or "put in another order"


def _label(item):
    if isinstance(item, str):
        return item
    if hasattr(item, "term"):
        return item.term.name
    return next(iter(vars(item).values())) if not hasattr(item, "name") else item.name
