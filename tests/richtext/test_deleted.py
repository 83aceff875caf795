"""Deleted text never comes back: what was struck out, deleted or hidden goes with its words, and is named."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clinic_site.richtext.editor import RichTextEditor
from clinic_site.richtext.sanitiser import LIMIT, TAG_LIMIT, RichText, clean, dropped, plain, text_of

STRUCK = [
    "<del>{}</del>",
    '<del cite="mailto:a@example.org" datetime="2026-01-05">{}</del>',
    "<s>{}</s>",
    "<S CLASS=x>{}</S>",
    "<strike>{}</strike>",
    "<b><s>{}</s></b>",
    "<s><b>{}</b></s>",
    "<ins><del>{}</del></ins>",
    "<del><ins>{}</ins></del>",
    '<strike style="text-decoration:none">{}</strike>',
    '<del><span style="text-decoration:none">{}</span></del>',
    '<span style="text-decoration:line-through">{}</span>',
    '<span style="TEXT-DECORATION : Line-Through">{}</span>',
    "<span style='color:red;text-decoration-line: line-through underline'>{}</span>",
    "<span style='text-decoration: underline line-through 2px red !important; text-decoration: none'>{}</span>",
    '<span style="text-decoration:none;text-decoration:line-through">{}</span>',
    '<span style="-webkit-text-decoration: line-through">{}</span>',
    '<span style="text-decoration:/* x */line-through">{}</span>',
    r'<span style="text-decoration:l\69ne-through">{}</span>',
    '<span style="text-decoration:line&#45;through">{}</span>',
    "<span style=text-decoration:line-through>{}</span>",
    '<span style="text-line-through:double">{}</span>',
    '<b style="font-weight:700;text-decoration:line-through">{}</b>',
    '<font color="red" style="text-decoration:line-through">{}</font>',
    '<em title="a>b" style="text-decoration:line-through">{}</em>',
    '<a href="/x/" style="text-decoration:line-through">{}</a>',
    '<my-word style="text-decoration:line-through">{}</my-word>',
    '<span class="msoDel">{}</span>',
    '<span class=MsoDel style="mso-style-type:export-only">{}</span>',
    '<span class="TextRun TrackChangeTextDeletion TrackedChange SCXW1">{}</span>',
    '<w:del w:id="1" w:author="A"><w:r><w:delText>{}</w:delText></w:r></w:del>',
    '<span role="deletion">{}</span>',
    "<style>.c3{{color:red;text-decoration:line-through}}</style><span class='c1 c3'>{}</span>",
    "<style><!-- span.c3, p.c4 {{ text-decoration : line-through }} --></style><span class=c3>{}</span>",
]
HIDDEN = [
    '<span style="display:none">{}</span>',
    '<span style="DISPLAY : None ; mso-hide:all">{}</span>',
    '<span style="mso-hide:all">{}</span>',
    '<i style="visibility:hidden">{}</i>',
    "<span hidden>{}</span>",
    '<span hidden="until-found">{}</span>',
    "<style>.off{{display:none}}</style><span class=off>{}</span>",
]
STAYS = [
    "<ins>{}</ins>",
    "<u>{}</u>",
    '<span style="text-decoration:underline">{}</span>',
    '<span style="text-decoration:line-through;text-decoration:none">{}</span>',
    "<span style=\"font-family:'a;text-decoration:line-through'\">{}</span>",
    '<span class="delivery hidden">{}</span>',
    '<span title="display:none">{}</span>',
    '<span style="display:inline;visibility:visible">{}</span>',
    "<style>@media print{{.c1{{display:none}}}} .c2{{display:none}}</style><span class=c1>{}</span>",
    "<small>{}</small>",
    "<span data-style='text-decoration:line-through'>{}</span>",
    "<style>.c1 .c2{{display:none}}</style><span class=c1>{}</span>",
]


@pytest.mark.parametrize("markup", STRUCK)
def test_what_was_struck_out_goes_and_is_named(markup):
    html = f"<p>Do {markup.format('not')} put weight on it.</p>"
    assert clean(html) == "<p>Do put weight on it.</p>"
    assert dropped(html)[0] == "struck-out or deleted text (“not”)"


@pytest.mark.parametrize("markup", HIDDEN)
def test_what_was_hidden_goes_and_is_named(markup):
    html = f"<p>Do {markup.format('not')} put weight on it.</p>"
    assert clean(html) == "<p>Do put weight on it.</p>"
    assert dropped(html)[0] == "hidden text (“not”)"


@pytest.mark.parametrize("markup", STAYS)
def test_what_was_inserted_underlined_or_only_looks_alike_stays(markup):
    html = f"<p>Do {markup.format('not')} put weight on it.</p>"
    assert clean(html) == "<p>Do not put weight on it.</p>"
    assert not [words for words in dropped(html) if "deleted" in words or "hidden" in words]


@pytest.mark.parametrize(
    ("html", "rest"),
    [
        ("Do <del>not</del> rest for <ins>6</ins><del>2</del> weeks.", "Do rest for 6 weeks."),
        ("<p>for <del>2</del><ins>6</ins> weeks</p>", "<p>for 6 weeks</p>"),
        ("<p>Do<del> not </del>rest</p>", "<p>Do rest</p>"),
        ("<p>Do<del> not</del> rest</p>", "<p>Do rest</p>"),
        ("<p>6<del> or 8 </del>weeks</p>", "<p>6 weeks</p>"),
        ("<p>Rest <del>well</del>, then walk <s>slowly</s>.</p>", "<p>Rest, then walk.</p>"),
        ("<p>Rest&nbsp;<del>well</del>.</p>", "<p>Rest.</p>"),
        ("<p>(<del>Do not</del> rest)</p>", "<p>(rest)</p>"),
        ("<p>Take <del>10</del>.5 mg</p>", "<p>Take .5 mg</p>"),
        ("<p>un<del>-</del>stable, knee<del> </del>cap</p>", "<p>unstable, kneecap</p>"),
        ("<p>one<del><br></del>two</p>", "<p>one two</p>"),
        ("<p><del>Do not</del> Rest</p>", "<p>Rest</p>"),
        ("<p>Do <strong><del>not</del></strong> rest</p>", "<p>Do rest</p>"),
        ("<p>a &amp; <del>b &lt;</del> c &lt;</p>", "<p>a &amp; c &lt;</p>"),
        ("<p>a</p><del><p>b</p><ul><li>c</li></ul></del><p>d</p>", "<p>a</p><p>d</p>"),
        ("<ol><li>a</li><li><s>b</s></li><li>c <s>d</s></li></ol>", "<ol><li>a</li><li>c</li></ol>"),
        ("<ul><li>a<ul><li><s>b</s></li></ul></li></ul><h3><s>c</s></h3>", "<ul><li>a</li></ul>"),
        ("<ul><li><s>b</s></li></ul>", ""),
        (
            "<table><tr><td>a</td><td><s>b</s></td></tr><tr><td><s>c</s></td><td><s>d</s></td></tr></table>",
            "<table><tbody><tr><td>a</td><td></td></tr></tbody></table>",
        ),
        (
            '<table><tr><td style="text-decoration:line-through" colspan="2">a</td><td>b</td></tr></table>',
            '<table><tbody><tr><td colspan="2"></td><td>b</td></tr></tbody></table>',
        ),
        ('<p style="text-decoration:line-through">a</p><p>b</p>', "<p>b</p>"),
        ("<p>a <s>b<p>c</p></s> d</p><p>e</p>", "<p>a</p>d<p></p><p>e</p>"),
        ("<p>a <del>b</p><p>c</p>", "<p>a</p><p>c</p>"),
        ('<p>one<br style="text-decoration:line-through">two</p>', "<p>one<br>two</p>"),
        ("<p>The tag &lt;del&gt;not&lt;/del&gt; &lt;s&gt;</p>", "<p>The tag &lt;del&gt;not&lt;/del&gt; &lt;s&gt;</p>"),
        ("<!-- <del> --><p>a</p><!-- </del> -->", "<p>a</p>"),
    ],
)
def test_what_remains_reads_right(html, rest):
    assert clean(html) == rest
    assert clean(str(clean(html))) == rest


def test_every_reader_of_a_text_reads_it_without():
    html = "<h3>Do <s>not</s> rest</h3>"
    assert text_of(html) == "Do rest" and RichText(html) == "<h3>Do rest</h3>"


def test_words_that_only_name_a_tag_stay_in_plain_text():
    assert plain("Do <del>not</del> rest") == "Do <del>not</del> rest"


def test_many_deleted_words_are_named_shortly():
    html = "<s>a</s> <s>b</s> <s></s> <s> </s> <s>{}</s> <s>d</s> <s>e</s>".format("c" * 50)
    assert dropped(html) == [f"struck-out or deleted text (“a”, “b”, “{'c' * 39}…” and 2 more)"]


@pytest.mark.parametrize("html", ["<del></del>a", "<s> </s>a", "<span hidden></span>a", '<br style="display:none">a'])
def test_where_no_word_goes_nothing_is_said(html):
    assert not [words for words in dropped(html) if "deleted" in words or "hidden" in words]


@pytest.mark.parametrize("long", ["a" * LIMIT, "<br>" * TAG_LIMIT], ids=["letters", "tags"])
def test_a_text_past_the_cap_comes_back_to_its_author_without_them(long):
    shown = RichTextEditor().format_value(f'<p>Do <del>not</del> <b style="display:none">ever</b> rest</p>{long}')
    assert "rest" in shown and "not" not in shown and "ever" not in shown


TEXTS = st.text("ab1., (&<\n\u00a0", max_size=5)
PIECES = st.one_of(
    TEXTS.map(lambda text: text.replace("&", "&amp;").replace("<", "&lt;")),
    st.sampled_from(
        ["<p>", "</p>", "<li>", "<br>", "<b>", "</b>", "<table><tr><td>", "</td>", "</tr></table>", "<ul>"]
    ),
)


@given(st.lists(PIECES, max_size=8).map("".join), st.lists(PIECES, max_size=8).map("".join), st.sampled_from(STRUCK))
@settings(max_examples=150, deadline=None)
def test_wherever_it_stands_it_never_comes_back(before, after, markup):
    once = clean(f"{before}{markup.format('gone')}{after}")
    assert "gone" not in once
    assert clean(str(once)) == once
