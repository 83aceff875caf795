"""Results as a test compares them."""

from conditions.discovery.search import search


def titles(text, **more):
    return [plain(hit.title) for hit in search(text, **more).hits]


def plain(pieces):
    return "".join(text for text, _ in pieces)


def marked(pieces):
    return [text for text, is_marked in pieces if is_marked]


def reasons(hit):
    """{label: its text, with [the marked words] in brackets}"""
    return {
        reason.label: "".join(f"[{text}]" if is_marked else text for text, is_marked in reason.pieces)
        for reason in hit.reasons
    }
