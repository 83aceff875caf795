import copy
import pickle
import time
from contextlib import suppress
from html.parser import HTMLParser

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from clinic_site.richtext.policy import ATTRIBUTES, GONE_WITH_CONTENT, TAGS, link
from clinic_site.richtext.sanitiser import (
    LIMIT,
    TAG_LIMIT,
    RichText,
    RichTextTooLong,
    clean,
    headings,
    links,
    plain,
    text_of,
)
from tests.richtext.corpus import ADDRESSES, ATTACKS, PAYLOADS

PIECES = st.one_of(
    st.sampled_from(PAYLOADS + [f'<a href="{address}">' for address in ADDRESSES]),
    st.builds("<{}>".format, st.sampled_from(sorted(TAGS | GONE_WITH_CONTENT | {"b", "div", "font", "form"}))),
    st.builds("</{}>".format, st.sampled_from(sorted(TAGS | GONE_WITH_CONTENT | {"b", "div", "font", "form"}))),
    st.builds("&#{};".format, st.integers(0, 0x11FFFF)),
    st.text(max_size=8),
    st.text("<>\"'=/ &;-!ab\x00\u202e\ud800\r\n", max_size=8),
)
MARKUP = st.lists(PIECES, max_size=14).map("".join)


class Strict(HTMLParser):
    """Reads markup and fails at the first thing that policy.py does not name."""

    def handle_starttag(self, tag, attrs):
        assert tag in TAGS
        for name, value in attrs:
            assert name in (*ATTRIBUTES.get(tag, ()), *(["rel"] if tag == "a" else [])), name
            if name == "href":
                assert link(value) == value
        if tag == "a":
            assert dict(attrs)["rel"] == "noopener noreferrer"
            assert "href" in dict(attrs)

    def handle_comment(self, data):
        raise AssertionError("a comment")

    handle_decl = handle_pi = unknown_decl = handle_comment


def assert_clean(html):
    assert isinstance(html, RichText)
    parser = Strict()
    parser.feed(html)
    parser.close()
    assert not set(html) & set(map(chr, [*range(9), 11, 12, *range(14, 32), 0x202E, 0x2066, 0xFEFF]))
    assert clean(str(html)) == html


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_attack_comes_out_harmless(attack):
    assert_clean(clean(attack))


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_bad_address_leaves_only_the_words(address):
    assert clean(f'<p><a href="{address}" title="t">words</a></p>') == "<p>words</p>"


@given(MARKUP)
@settings(max_examples=400, deadline=None)
def test_whatever_comes_in_what_comes_out_is_allowed_and_stays_as_it_is(markup):
    assert_clean(clean(markup))


@given(MARKUP)
@example("&#1;\n0")
@settings(max_examples=100, deadline=None)
def test_words_outlive_nesting_that_never_settles(markup):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("clinic_site.richtext.sanitiser._ROUNDS", 1)
        unsettled = clean(markup)
    assert_clean(unsettled)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "http://example.org:8080/a?b=c#d",
        "HTTPS://Example.org/",
        "mailto:desk@example.org?subject=Knee",
        "tel:+19045550123",
        "tel:+19045550123;ext=5",
        "tel:911",
        "/conditions/hip-fracture/",
        "/",
        "#diagnosis",
        "https://web.example/2020/https://example.org/",
    ],
)
def test_a_good_address_stays(address):
    assert links(f'<a href="{address}">x</a>') == [address]


def test_an_address_is_what_it_looks_like():
    assert links('<a href="https://example.org/\u202egpj.exe\x07">x</a>') == ["https://example.org/gpj.exe"]


def test_spaces_in_addresses_are_mended():
    assert links('<a href=" https://example.org/a b ">x</a><a href="tel:+1 555 123">y</a>') == [
        "https://example.org/a%20b",
        "tel:+1555123",
    ]


def test_white_space_that_no_page_shows_is_written_in_one_way():
    """The editor breaks and indents lines its own way: saving what nobody changed must change nothing."""
    plain = "<h3>Signs</h3><p>One <em>two</em> three</p><ul><li>a<ul><li>b</li></ul></li></ul><p>c<br>d</p>"
    edited = (
        "<h3>Signs</h3>\r\n\r\n<p>One\n<em>two</em>  three </p>\r\n\r\n<ul>\r\n\t<li>a\r\n\t<ul>\r\n\t\t"
        "<li>b</li>\r\n\t</ul>\r\n\t</li>\r\n</ul>\r\n\r\n<p>c<br />\r\nd</p>\r\n"
    )
    assert clean(edited) == clean(plain) == plain
    assert clean('<p>a <a href="/x/" title="b  >  c">d</a> e&nbsp; f</p>').count(" ") >= 4


def test_what_authors_write_stays_to_the_letter():
    html = (
        "<h3>Early <em>signs</em></h3><p>Ca<sup>2+</sup> &amp; H<sub>2</sub>O,&nbsp;<strong>5 &lt; 6</strong></p>"
        "<ul><li>one<ul><li>two</li></ul></li></ul><ol><li>a<br>b</li></ol><blockquote><p>q</p></blockquote>"
        '<table><caption>c</caption><thead><tr><th colspan="2" scope="col">h</th></tr></thead>'
        '<tbody><tr><td rowspan="3">d</td><td>e</td></tr></tbody></table>'
        '<p><a href="/x/" rel="noopener noreferrer" title="t">l</a></p>'
    )
    assert clean(html) == html


def test_text_of_unknown_tags_stays_and_that_of_scripts_goes():
    assert clean("<div><p>a<font>b</font><script>c</script></p></div>") == "<p>ab</p>"


@pytest.mark.parametrize("span", ["0", "-1", "100", "1e1", "٣", "", "2 "])
def test_a_cell_spans_a_sane_number(span):
    assert clean(f'<table><tbody><tr><td colspan="{span}">x</td></tr></tbody></table>') == (
        "<table><tbody><tr><td>x</td></tr></tbody></table>"
    )


@pytest.mark.parametrize(
    "html",
    ["", " \r\n", "<p>&nbsp;</p>", "<p>\u200b</p>", "<p><br></p><ul><li></li></ul>", "<script>x</script>", "\x00"]
    + ["<table><tr><td>&nbsp;</td></tr></table>", "<a href='/x'> </a>", "<img src=x>", "&#8238;"],
)
def test_nothing_to_see_is_nothing(html):
    assert clean(html) == ""


def test_a_text_past_the_cap_is_refused_in_words():
    fits = "é" * (LIMIT // 2)
    assert clean(fits) == fits
    with pytest.raises(RichTextTooLong, match="at most 200 kB fit"):
        clean(fits + "a")
    with pytest.raises(RichTextTooLong, match="10,000 tags"):
        clean("<br>" * (TAG_LIMIT + 1))


def test_a_text_that_would_grow_past_the_cap_is_refused():
    with pytest.raises(RichTextTooLong):
        clean("&" * (LIMIT // 2))


@pytest.mark.parametrize(
    "unit",
    [
        "<strong x={}><p>",
        "<font x={}><p>",
        "<b style=display:none x={}><p>",
        "<u class={}>",
        "<del><p hidden={}>",
        "<ul><li>{}",
        "<div>{}",
        "<a href=/{}><table>",
    ],
)
def test_hostile_nesting_takes_little_time(unit):
    bomb = "".join(unit.format(i) for i in range(TAG_LIMIT // unit.count("<")))
    start = time.process_time()
    with suppress(RichTextTooLong):
        clean(bomb)
    assert time.process_time() - start < 5


def test_rich_text_cannot_be_made_dirty():
    assert RichText("<p onclick=x>a</p>") == "<p>a</p>"
    text = clean("<p>a</p>")
    assert clean(text) is not None and clean(text) == text
    for twin in (copy.deepcopy(text), pickle.loads(pickle.dumps(text))):
        assert type(twin) is RichText and twin == text
    assert type(text + "<script>") is str


def test_reading():
    html = (
        "<h3>Early  signs</h3><p>a<strong>b</strong> &lt;c&gt;<br>d</p><h4> </h4><h4>In <em>the</em> hip</h4>"
        "<ul><li>e<ul><li>f</li></ul></li></ul>"
        '<table><tr><td>g</td><td>h</td></tr><tr><td><a href="/i/?a=1&amp;b=2">i</a></td></tr></table>'
        '<p><a href="mailto:j@example.org">j</a><a href="javascript:k">k</a></p>'
    )
    assert text_of(html) == "Early signs\nab <c>\nd\nIn the hip\ne\nf\ng h\ni\njk"
    assert headings(html) == [(3, "Early signs"), (4, "In the hip")]
    assert links(html) == ["/i/?a=1&b=2", "mailto:j@example.org"]


def test_plain():
    assert plain(" a\x00\u202eb\r\nc\rd\te\u0301 ") == "ab\nc\nd\té"
    assert plain("1 < 2 & <b>") == "1 < 2 & <b>"


@given(st.text() | st.text("a \r\n\t\x00\u0301\u202e\ud800\u2000é\ufeff"))
def test_plain_twice_is_plain_once(text):
    once = plain(text)
    assert plain(once) == once
    once.encode()
