"""What a page holds that a strict policy would refuse, and what it loads."""

from html.parser import HTMLParser

DATA = "application/ld+json"  # a block of data, which no browser runs


class Page(HTMLParser):
    """What of a page a strict policy would refuse, in `inline`; the addresses it loads, in `loads`."""

    def __init__(self, response):
        super().__init__()
        self.inline, self.loads, self.script = [], [], False
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attributes):
        values = {name: value or "" for name, value in attributes}
        self.inline += [f"<{tag} {name}>" for name in values if name == "style" or name.startswith("on")]
        self.inline += [f"<{tag} {name}>" for name, value in values.items() if value.strip().startswith("javascript:")]
        if tag == "style":
            self.inline.append("<style>")
        if tag in ("script", "link", "img", "source", "iframe", "video", "audio", "object", "embed"):
            self.loads += [values[name] for name in ("src", "href", "data", "poster") if name in values]
            self.loads += [part.split()[0] for part in values.get("srcset", "").split(",") if part.strip()]
        if tag == "script" and "src" not in values and values.get("type") != DATA:
            self.inline.append("<script>")
