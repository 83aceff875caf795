"""Articles that patients could not tell apart in a list, since one goes by the title of another."""

from collections import defaultdict

from conditions.discovery import a_to_z
from conditions.models import EditionName


class SameTitle:
    """The live and coming editions that have the title of one of `texts` among their names, as A to Z files them.

    A text is a `document` of an `article` (its key), live from `at` on. One query, however many there are.
    """

    def __init__(self, texts):
        titles = {text.document.title for text in texts}
        letters, filings = {a_to_z.letter(title) for title in titles}, {_filing(title) for title in titles} - {""}
        rows = EditionName.objects.not_over().filter(letter__in=letters, filing__in=filings).order_by("position")
        parts = [f"edition__{part}" for part in ("article", "title", "slug", "live_until")]
        self._rows = defaultdict(list)  # {filing: [EditionName]}, titles first
        for row in rows.select_related("edition").only("filing", "position", *parts):
            self._rows[row.filing].append(row)

    def why(self, text):
        """(sentence,) for each other article that patients read when they read `text`, or are going to."""
        found, title = {}, text.document.title
        for row in self._rows[_filing(title)]:
            edition = row.edition
            if edition.article_id != text.article and (edition.live_until is None or text.at < edition.live_until):
                called = f'"{title}" as well as "{edition.title}"' if row.position else f'"{edition.title}"'
                found.setdefault(
                    edition.article_id,
                    f"Another article is called {called}, at /conditions/{edition.slug}/, so patients cannot tell the "
                    "two apart. Give one of them another title, or put the two together.",
                )
        return tuple(found.values())


def _filing(title):
    return a_to_z.filing(title)[:500]
