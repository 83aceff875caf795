"""Numbered lists begin, count and look as their author numbered them."""

import pytest

from clinic_site.richtext.sanitiser import clean, dropped


@pytest.mark.parametrize(
    "html",
    [
        '<ol start="3"><li>a</li></ol>',
        '<ol start="-3" type="A"><li>a</li></ol>',
        '<ol reversed="" start="0" type="i"><li value="7">a</li><li value="-1">b</li></ol>',
    ],
)
def test_a_list_keeps_its_numbers(html):
    assert clean(html) == html and dropped(html) == []


@pytest.mark.parametrize(
    ("attributes", "kept"),
    [
        ('start=" +03 "', ' start="3"'),
        ('start="1e3"', ""),
        ('start="3.5"', ""),
        ('start="99999999"', ""),
        ('start="٣"', ""),
        ('start=""', ""),
        ('type="disc"', ""),
        ('type="aa"', ""),
        ('reversed="reversed"', ' reversed=""'),
        ('START=5 TYPE=I onclick="x" class="y"', ' start="5" type="I"'),
    ],
)
def test_a_list_is_numbered_in_a_sane_way(attributes, kept):
    assert clean(f"<ol {attributes}><li>a</li></ol>") == f"<ol{kept}><li>a</li></ol>"


def test_what_numbers_nothing_has_no_number():
    assert clean('<ul start="3" type="a"><li type="a" start="3">a</li></ul>') == "<ul><li>a</li></ul>"
