"""Search over the editions that are live at a moment: one interface, an engine for each database.

Both engines hold the words that analysis.py makes of a text, and so find the same. index_entry.py says what is indexed
of an edition, index.py where it is kept, query.py how a query is understood, searching.py what is asked in which order.
"""


def add(written):
    """Index new editions; `written` is [(Edition, ArticleDocument)]. Part of the transaction that writes them."""
    from conditions.discovery.search import index

    index.add(written)


def install(using="default", **kwargs):
    """After `migrate`: make the tables that are missing, and index the editions that are not in them."""
    from conditions.discovery.search import index

    index.install(using)


def watch():
    """Let the names of the clinic's words be found as soon as they are saved."""
    from conditions.discovery.search import synonyms

    synonyms.watch()


def search(text, at=None, page=1, exact=False):
    """The Results of searching the editions that are live at `at` (default: now), whatever `text` is.

    `exact`: no word is taken for another one misspelled.
    """
    from conditions.discovery.search import searching

    return searching.search(text, at, page, exact)
