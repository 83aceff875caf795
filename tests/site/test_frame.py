"""Header and footer, which are made once for each view."""

import pytest

pytestmark = pytest.mark.django_db


def said(client, address):
    return client.get(address).content.decode()


def test_they_follow_the_clinic(client, clinic):
    said(client, "/search/")
    clinic.phone_lines.filter(purpose="new_patients").update(number="904-555-0177")
    assert said(client, "/search/").count("904-555-0177") >= 3  # in the header, the footer and the bar


def test_the_header_marks_the_page_that_is_shown(client, clinic):
    for _ in range(2):
        assert '/symptoms/" aria-current="page"' in said(client, "/symptoms/")
        assert '/symptoms/" aria-current="page"' not in said(client, "/search/")


def test_a_page_of_an_article_asks_for_a_visit_because_of_it(client, clinic, live):
    said(client, "/search/")
    assert f"?from={live.pk}" in said(client, live.get_absolute_url())
    assert "?from=" not in said(client, "/search/")
