import pytest
from hypothesis import given, settings

from clinic_site.richtext.sanitiser import LIMIT, dropped
from tests.richtext.test_sanitiser import MARKUP

BAD_LINK = "a link that does not start with https://, mailto:, tel: or /"


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>a</p><script>x</script>", ["a script"]),
        ("<img src=x><svg></svg>", ["2 pictures"]),
        ('<a href="javascript:x">a</a>', [BAD_LINK]),
        (
            '<a href="//x.org">a</a><a href="x.html">b</a><a href="/ok">c</a>',
            ["2 links that do not start with https://, mailto:, tel: or /"],
        ),
        ('<p style="color:red">a</p><span style="x">b</span>', ["text formatting by style"]),
        ('<iframe src="/x"></iframe>', ["an embedded frame or video"]),
        ("<p onclick=x onload=y>a</p>", ["event handlers (onclick, onload)"]),
        ("<strong onclick=x>a</strong>", ["an event handler (onclick)"]),
        ("<FONT size=1>b</FONT><tt>c</tt>", ["text formatting by font, tt"]),
        ("<u>a</u> <ins>b</ins>", ["underlined text"]),
        ('<span style="text-decoration:underline">a</span>', ["underlined text", "text formatting by style"]),
        ("<s>a</s><u>b</u>", ["struck-out or deleted text (“a”)", "underlined text"]),
        ("<p>a <span hidden>b</span></p>", ["hidden text (“b”)"]),
        ("<video></video><embed src=x>", ["a video or sound", "an embedded frame or video"]),
        ('<a href="tel:12">a</a>', ["a phone link without a number that can be dialed"]),
        (
            '<a href="tel:904-555-0100 TTY">a</a><a href="tel:(904) 555-0100">b</a><a href="TEL:abc">c</a>',
            ["2 phone links without a number that can be dialed"],
        ),
        ("<h1>a</h1><hr>", ["a heading of level 1, 5 or 6", "a horizontal line"]),
    ],
)
def test_an_author_is_told(html, words):
    assert dropped(html) == words


@pytest.mark.parametrize(
    "html",
    [
        "",
        "<p>&nbsp;</p>",
        "<div><span>a</span><o:p></o:p><!-- c --></div>",
        '<a name="x">a</a>',
        '<p class="MsoNormal" id="x" lang="en">a</p>',
        '<a href="https://example.org/?a=1&amp;b=2" rel="noopener noreferrer" target="_blank">a</a>',
        "<p>text about onclick=&quot;x&quot; and &lt;script&gt;</p>",
        # As the editor writes it.
        "<h3>Heading here</h3>\r\n\r\n<p>Plain&nbsp;<strong>bold</strong> and <em>it</em><sub>2</sub></p>\r\n\r\n"
        "<ul>\r\n\t<li>one\r\n\t<ul>\r\n\t\t<li>sub</li>\r\n\t</ul>\r\n\t</li>\r\n</ul>\r\n\r\n<table>\r\n"
        '\t<caption>Cap</caption>\r\n\t<thead>\r\n\t\t<tr>\r\n\t\t\t<th scope="col">&nbsp;</th>\r\n'
        "\t\t</tr>\r\n\t</thead>\r\n\t<tbody>\r\n\t\t<tr>\r\n\t\t\t<td>cell</td>\r\n\t\t</tr>\r\n"
        "\t</tbody>\r\n</table>\r\n\r\n<p>&nbsp;</p>\r\n",
    ],
)
def test_trifles_are_not_worth_a_word(html):
    assert dropped(html) == []


def test_a_text_past_the_cap_says_so():
    assert "200 kB" in dropped("a" * (LIMIT + 1))[0]


@given(MARKUP)
@settings(max_examples=100, deadline=None)
def test_any_text_can_be_described(markup):
    assert all(isinstance(words, str) and words for words in dropped(markup))
