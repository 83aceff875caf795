"""A phone link is kept in a form that every phone dials, and named where none does."""

import pytest

from clinic_site.richtext.sanitiser import links


@pytest.mark.parametrize(
    "number",
    [
        "(904) 555-0123",
        "904-555-0123",
        "904.555.0123",
        "904 555 0123",
        "904\u2013555\u20130123",
        "904&nbsp;555&nbsp;0123",
        "1 (904) 555-0123",
        "+1 904 555-0123",
        "+1 (904) 555 0123",
        "%28904%29%20555-0123",
        "%2B1%20904%20555%200123",
        "9045550123",
    ],
)
def test_a_phone_link_dials_however_its_number_is_written(number):
    assert links(f'<a href="tel:{number}">x</a>') == ["tel:+19045550123"]
    assert links(f'<a href=" TEL:{number} ext. 5">x</a>') == ["tel:+19045550123;ext=5"]


@pytest.mark.parametrize(
    ("number", "dialed"),
    [
        ("911", "911"),
        ("9-1-1", "911"),
        ("988", "988"),
        ("555-0123", "5550123"),
        ("+44 (0)20 7946 0000", "+442079460000"),
        ("904-JOI-2000", "+19045642000"),
        ("1-800-FLOWERS", "+18003569377"),
        ("904-555-0123 x5", "+19045550123;ext=5"),
        ("904-555-0123 extension 5", "+19045550123;ext=5"),
        ("904-555-0123 #5", "+19045550123;ext=5"),
        ("904-555-0123,,5#", None),
        ("+1-904-555-0123;ext=5", "+19045550123;ext=5"),
        ("904-555-0100 TTY", None),
        ("555 0123 TTY", None),
        ("call 904-555-0123", None),
        ("904-555-0123 ext. 5 please", None),
        ("904-555-01", None),
        ("12", None),
        ("", None),
        ("+", None),
        ("123456789012345678", None),
        ("104-555-0123", None),
        ("javascript:alert(1)", None),
        ("904-555-0123%0Aalert", None),
        ("\u0669\u0660\u0664\u0665\u0665\u0665\u0660\u0661\u0662\u0663", None),
    ],
)
def test_a_number_that_no_phone_dials_is_no_link(number, dialed):
    assert links(f'<a href="tel:{number}">x</a>') == ([f"tel:{dialed}"] if dialed else [])
