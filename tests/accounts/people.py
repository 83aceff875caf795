"""Signing in as a browser does it, step by step."""

import re
import time
from datetime import UTC, datetime

from django.test import Client
from django.urls import reverse

from clinic_site.accounts import second_factor
from clinic_site.mail.letters import Letter
from tests.conftest import PASSWORD

INDEX, LOGIN, SECOND_STEP, ACCOUNT = (reverse(f"admin:{name}") for name in ("index", "login", "second_step", "account"))
HERE = "192.0.2.7"
LINK = re.compile(r"http://testserver(/admin/new-password/[\w-]{43}/)")


def first_step(client, name, password=PASSWORD, then=INDEX):
    return client.post(LOGIN, {"username": name, "password": password, "next": then})


def second_step(client, code):
    return client.post(SECOND_STEP, {"code": code})


def browser(address=HERE, **more):
    return Client(REMOTE_ADDR=address, **more)


def is_signed_in(client):
    return client.get(INDEX).status_code == 200


def now(steps=0):
    """The number of the step that it is now, or `steps` later."""
    return int(time.time()) // second_factor.STEP + steps


def app_of(user):
    """Give `user` an app that was set up three steps ago; returns its secret."""
    secret = second_factor.new_app_secret()
    at = now(-3)
    moment = datetime.fromtimestamp(at * second_factor.STEP, UTC)
    assert second_factor.add_app(user, secret, second_factor.code_at(secret, at), at=moment)
    return secret


def shown(secret, steps=0):
    return second_factor.code_at(secret, now(steps))


def letters(name=None):
    """(address, text with its secrets) of the letters that wait, the oldest first."""
    found = Letter.objects.filter(state=Letter.State.QUEUED).order_by("pk")
    return [(letter.to, letter.words()[0]) for letter in (found.filter(name=name) if name else found)]


def link_in(text):
    return LINK.search(text)[1]
