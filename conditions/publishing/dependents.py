"""Other apps' counts of what depends on a page to be withdrawn. They register; this app imports none of them."""

_counts = {}


def register(name, count):
    """`count(article, since)` returns {"total", "open" and "recent": number}; recent is from `since` on."""
    _counts[name] = count


def counts(article, since):
    """{name: the numbers} of all that is registered."""
    return {name: count(article, since) for name, count in _counts.items()}
