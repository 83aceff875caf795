"""Saving on top of a colleague's save, as a browser does."""

from tests.admin.conftest import change
from tests.admin.forms import fields, opened, press

MERGE = "admin/conditions/article/merge.html"


def save(client, article, **values):
    """Open the form, change `values` and save it."""
    assert press(client, change(article), opened(client, change(article)) | values).status_code == 302


def page(response):
    """The page that shows both versions."""
    assert response.status_code == 200 and MERGE in [template.name for template in response.templates]
    return response.content.decode()


def settle(client, article, response, **decisions):
    """Save both versions together; `decisions` is {path: side}."""
    token = page(response).split('name="_settle" value="')[1].split('"')[0]
    decided = {f"decide:{path}": side for path, side in decisions.items()}
    return client.post(change(article), fields(response) | decided | {"_settle": token})


def back(client, article, response):
    """Back to the form, with everything that was typed."""
    returned = client.post(change(article), fields(response) | {"_back": ""})
    assert returned.status_code == 200 and "adminform" in returned.context
    return returned
