"""The admin's forms as a browser sends them: read from the rendered page, changed where a test means to, posted."""

from html.parser import HTMLParser

NOT_SENT = {"submit", "button", "file", "reset"}
LOGOUT = "logout-form"


class _Reader(HTMLParser):
    """The fields of the forms that are posted, with the values that the page shows."""

    def __init__(self):
        super().__init__()
        self.values = {}
        self.in_form = False
        self.select = self.text = None

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        name = attributes.get("name")
        if tag == "form":
            self.in_form = attributes.get("method") == "post" and attributes.get("id") != LOGOUT
        elif tag == "option" and self.select:
            self.select[1].append((attributes.get("value", ""), "selected" in attributes))
        elif not self.in_form or not name or "__prefix__" in name or "disabled" in attributes:
            return
        elif tag == "input":
            kind = attributes.get("type", "text")
            if kind in {"checkbox", "radio"} and "checked" in attributes:
                self.values[name] = attributes.get("value", "on")
            elif kind not in NOT_SENT | {"checkbox", "radio"}:
                self.values[name] = attributes.get("value", "")
        elif tag == "textarea":
            self.text = (name, [])
        elif tag == "select":
            self.select = (name, [], "multiple" in attributes)

    def handle_data(self, data):
        if self.text:
            self.text[1].append(data)

    def handle_endtag(self, tag):
        if tag == "form":
            self.in_form = False
        elif tag == "textarea" and self.text:
            self.values[self.text[0]] = "".join(self.text[1]).removeprefix("\n")
            self.text = None
        elif tag == "select" and self.select:
            name, options, multiple = self.select
            chosen = [value for value, selected in options if selected]
            self.values[name] = chosen if multiple else (chosen or [value for value, _ in options[:1]] or [""])[0]
            self.select = None


def fields(response):
    """{name: value} of what a browser would send from this page if its reader changed nothing."""
    reader = _Reader()
    reader.feed(response.content.decode())
    return reader.values


def opened(client, address):
    """The fields of the form at `address`."""
    response = client.get(address)
    assert response.status_code == 200, response.status_code
    return fields(response)


def add_row(values, prefix, **row):
    """Add a row to the inline `prefix`, as the "Add another" link does; returns the names' prefix of the row."""
    number = int(values[f"{prefix}-TOTAL_FORMS"])
    values[f"{prefix}-TOTAL_FORMS"] = str(number + 1)
    name = f"{prefix}-{number}"
    values |= {f"{name}-{field}": value for field, value in {"position": number + 1, **row}.items()}
    return name


def press(client, address, values, button="_continue", **more):
    """Post `values` by way of a button."""
    return client.post(address, {**values, button: "1"}, **more)


def messages(response):
    """What the page tells its reader at the top, after following redirects."""
    return [str(message) for message in response.context["messages"]]
