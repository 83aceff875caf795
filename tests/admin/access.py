"""Holds the admin to a table of who may do what: {address: (who may GET it, who may POST to it)}."""

from django.db import transaction

ROLES = ["author", "reviewer", "frontdesk", "manager", "outsider", "superuser"]
NO_METHOD = None  # 405, whoever asks
LET_IN = {"get": {200, 302}, "post": {200, 302, 400, 409}}  # 400, 409: let in, with nothing to say or too late


def readers(table):
    return {name: _expected(may) for name, (may, _) in table.items()}


def writers(table):
    return {name: _expected(may) for name, (_, may) in table.items()}


def _expected(may):
    if may is NO_METHOD:
        return dict.fromkeys(ROLES, 405)
    return {role: "let in" if role in may else 403 for role in ROLES}


def found(cast, method, addresses):
    """What `readers` or `writers` tell, as it is. What one address writes is taken back before the next is asked.

    `cast` is {role: its browser}, `addresses` {name: address}.
    """
    answers = {}
    for name, where in addresses.items():
        with transaction.atomic():
            answers[name] = {role: _answer(client, method, where) for role, client in cast.items()}
            transaction.set_rollback(True)
    return answers


def _answer(client, method, where):
    status = getattr(client, method)(where).status_code
    return "let in" if status in LET_IN[method] else status
