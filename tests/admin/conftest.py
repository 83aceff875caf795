import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from tests.appointments.spooling import spooling
from tests.conftest import PASSWORD, signed_in

__all__ = ["spooling"]


@pytest.fixture
def superuser(db):
    return User.objects.create_superuser("root", password=PASSWORD)


@pytest.fixture
def writing(author):
    """The author's browser."""
    return signed_in(author)


@pytest.fixture
def patient(clinic):
    """A patient's browser, and a clinic for it to find."""
    return Client()


def change(article):
    return reverse("admin:conditions_article_change", args=[article.pk])


def act(article, name):
    """The address of an act: preview, publish, withdraw, review."""
    return reverse(f"admin:conditions_article_{name}", args=[article.pk])
