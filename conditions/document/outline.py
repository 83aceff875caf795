"""The sections of an article page in reading order: the contents list and the anchors that links may name."""

from dataclasses import dataclass

from conditions.document.values import ON_THE_PAGE


@dataclass(frozen=True)
class Section:
    """`id`: its anchor. `template` shows it, and where that is the plain one, its `text`."""

    id: str
    label: str
    template: str
    text: str = ""


def outline(document):
    """[Section] of everything that `document` has something to say about."""
    return [section for part in ON_THE_PAGE if part.section for section in _sections(document, part)]


def _sections(document, part):
    content = getattr(document, part.name)
    if "{}" in part.section:
        for i, row in enumerate(content, start=1):
            yield Section(part.section.format(i), row.heading, part.template, row.text)
    elif any(getattr(document, name) for name in (part.name, *part.also)):
        yield Section(part.section, part.title, part.template, content if isinstance(content, str) else "")
