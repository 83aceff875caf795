"""Two people's changes to one document, put together; and the places where a person has to decide."""

import dataclasses
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clinic_site.richtext.sanitiser import RichText
from conditions.document import values as d
from conditions.document.encoding import decode, encode
from conditions.document.urgency import Urgency
from conditions.editing.merge import Clash, blocks, merge
from tests.conftest import document

# Few words, so that two people often say the same, change the same and use the same term.
WORDS = st.sampled_from(["Rest.", "Ice helps.", "Walk & swim.", "Stairs hurt < running.", "See us soon."])
LINES = st.lists(WORDS | st.just(""), max_size=4).map("\n".join)
ESCAPED = WORDS.map(lambda words: words.replace("&", "&amp;").replace("<", "&lt;"))
BLOCKS = st.one_of(
    *[ESCAPED.map(f"<{tag}>{{0}}</{tag}>".format) for tag in ("p", "h3", "blockquote")],
    ESCAPED,  # text that stands in no block
    ESCAPED.map("<strong>{0}</strong><br>{0}".format),
    ESCAPED.map('<p><a href="/symptoms/">{0}</a></p>'.format),
    ESCAPED.map("<ul><li>{0}</li><li><p>{0}</p></li></ul>".format),
    ESCAPED.map("<table><tbody><tr><td>{0}</td></tr></tbody></table>".format),
)
RICH = st.lists(BLOCKS, max_size=4).map("".join).map(RichText)


def rows(row, unique=False):
    """Rows in any order; with `unique`, each term once, as the working copy has it."""
    made = st.lists(row, max_size=4, unique_by=(lambda one: getattr(one, "term", one).slug) if unique else None)
    return made.map(tuple)


TERMS = st.sampled_from(["fever", "itch", "limp", "pain"]).map(lambda slug: d.Term(slug=slug, name=slug.title()))
FIELDS = {
    "title": WORDS,
    "also_known_as": rows(WORDS),
    "summary": LINES,
    "overview": RICH,
    "treatment": RICH,
    "photo": st.none()
    | st.builds(d.Photo, digest=st.sampled_from("ab"), width=st.just(8), height=st.just(5), alt=WORDS, caption=LINES),
    "symptoms": rows(
        st.builds(d.SymptomEntry, term=TERMS, detail=LINES, urgency=st.sampled_from([None, *Urgency])), unique=True
    ),
    "tests": rows(st.builds(d.TermEntry, term=TERMS, detail=LINES), unique=True),
    "sections": rows(st.builds(d.Section, heading=WORDS, text=RICH)),
    "questions": rows(st.builds(d.Question, question=WORDS, answer=RICH)),
    "sources": rows(st.builds(d.Source, title=WORDS, url=st.sampled_from(["", "https://a.example/"]))),
    "author": st.none() | st.builds(d.Person, slug=st.sampled_from("mn"), name=WORDS),
    "body_areas": rows(TERMS, unique=True),
    "related": rows(st.sampled_from(["hip", "ankle", "elbow"])).map(lambda row: tuple(dict.fromkeys(row))),
}
DOCUMENTS = st.builds(d.ArticleDocument, slug=st.just("knee"), **FIELDS)


@st.composite
def edited(draw, base):
    """`base` as somebody left it: some parts written anew, of others a piece taken out, put in or put elsewhere."""
    parts = {}
    for name in draw(st.sets(st.sampled_from(sorted(FIELDS)), max_size=6)):
        old, new = getattr(base, name), draw(FIELDS[name])
        if draw(st.booleans()) and isinstance(old, tuple):
            kept = [row for row in old if draw(st.integers(0, 3))]
            new = tuple(draw(st.permutations(kept))) + tuple(row for row in new if not _has(kept, row))
        elif draw(st.booleans()) and isinstance(old, RichText):
            pieces = blocks(old)
            place = draw(st.integers(0, len(pieces)))
            new = RichText("".join([*pieces[:place], *blocks(new)[:1], *pieces[place + draw(st.integers(0, 1)) :]]))
        parts[name] = new
    return dataclasses.replace(base, **parts)


def _has(rows, row):
    return any(getattr(one, "term", one) == getattr(row, "term", row) for one in rows)


THREE = DOCUMENTS.flatmap(lambda base: st.tuples(st.just(base), edited(base), edited(base)))
many = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), database=None)


@many
@given(pair=DOCUMENTS.flatmap(lambda base: st.tuples(st.just(base), edited(base) | DOCUMENTS)))
def test_what_one_side_alone_did_or_both_did_alike_is_taken_as_it_is(pair):
    base, other = pair
    assert merge(base, other, base) == (other, [])
    assert merge(base, base, other) == (other, [])
    assert merge(base, other, other) == (other, [])


@many
@given(three=THREE, choices=st.lists(st.sampled_from(["ours", "theirs"]), min_size=1))
def test_clashes_that_are_settled_leave_none_and_the_document_is_whole(three, choices):
    merged, clashes = merge(*three)
    assert decode(json.loads(json.dumps(encode(merged)))) == merged
    paths = [clash.path for clash in clashes]
    assert len(set(paths)) == len(paths)
    decisions = {path: choices[i % len(choices)] for i, path in enumerate(paths)}
    settled, left = merge(*three, decisions)
    assert left == []
    assert decode(json.loads(json.dumps(encode(settled)))) == settled
    assert merge(*three, dict.fromkeys(paths, "ours")).document == merged


@many
@given(three=THREE)
def test_without_clashes_nothing_that_either_side_added_is_lost(three):
    base, ours, theirs = three
    merged, clashes = merge(base, ours, theirs)
    if clashes:
        return
    for name in FIELDS:
        before, after = _atoms(getattr(base, name)), _atoms(getattr(merged, name))
        for side in (ours, theirs):
            assert _atoms(getattr(side, name)) - before <= after, name


def _atoms(value):
    """What a part is made of: its blocks, lines or, of rows, what they are and what is in them."""
    if isinstance(value, RichText):
        return set(blocks(value))
    if isinstance(value, Urgency):
        return {value}
    if isinstance(value, str):
        return set(value.split("\n"))
    if isinstance(value, d.Person):
        return {value.slug}
    if isinstance(value, tuple):
        return set().union(*map(_atoms, value))
    return (
        set().union(*(_atoms(getattr(value, part.name)) for part in dataclasses.fields(value)))
        if dataclasses.is_dataclass(value)
        else {value}
    )


@many
@given(html=RICH)
def test_a_text_is_the_sum_of_its_blocks(html):
    assert "".join(blocks(html)) == html
    assert all(RichText(block) == block for block in blocks(html))


def text(*words):
    return "".join(f"<p>{word}</p>" for word in words)


def merged(ours, theirs, base=None, decisions=None):
    """Two documents that differ from document(**base) in `ours` and in `theirs`, put together."""
    start = document(**(base or {}))
    return merge(start, *(dataclasses.replace(start, **side) for side in (ours, theirs)), decisions)


def paths(result):
    return [clash.path for clash in result.clashes]


def test_each_side_has_changed_another_part():
    assert merged({"summary": "Rest."}, {"title": "Kneecap pain"}) == (
        document(summary="Rest.", title="Kneecap pain"),
        [],
    )


def test_one_part_changed_differently_is_for_a_person_to_decide():
    result = merged({"title": "Sore knee"}, {"title": "Kneecap pain"})
    assert result.document.title == "Sore knee"
    assert result.clashes == [Clash("title", "Title", "Runners knee", "Sore knee", "Kneecap pain")]
    assert merged({"title": "A"}, {"title": "B"}, decisions={"title": "theirs"}) == (document(title="B"), [])
    assert merged({"title": "A"}, {"title": "B"}, decisions={"title": "ours"}) == (document(title="A"), [])
    assert paths(merged({"title": "A"}, {"title": "B"}, decisions={"title": "both", "slug": "ours"})) == ["title"]


@pytest.mark.parametrize(
    "ours, theirs, both",
    [
        ([*"Abcde"], [*"abcdE"], [*"AbcdE"]),
        ([*"Abcde"], [*"abCde"], [*"AbCde"]),
        ([*"xabcde"], [*"abcdey"], [*"xabcdey"]),
        ([*"bcde"], [*"abCde"], [*"bCde"]),
        ([*"Abcxyde"], [*"abcdE"], [*"AbcxydE"]),
        ([*"ae"], [*"abcdefg"], [*"aefg"]),
        ([*"xabycde"], [*"abcdE"], [*"xabycdE"]),
        ([*"Abcde"], [*"AbcdE"], [*"AbcdE"]),
    ],
)
def test_a_long_text_is_merged_paragraph_by_paragraph(ours, theirs, both):
    for field, said in (("overview", lambda words: text(*words)), ("summary", "\n".join)):
        result = merged({field: said(ours)}, {field: said(theirs)}, {field: said([*"abcde"])})
        assert result == (document(**{field: said(both)}), [])


@pytest.mark.parametrize(
    "ours, theirs, path",
    [
        ([*"aBcde"], [*"axcde"], "overview[2]"),
        ([*"aBcde"], [*"abCde"], "overview[2]"),  # they touch
        ([*"abxcde"], [*"abycde"], "overview[3]"),
        ([*"abxcde"], [*"abCde"], "overview[3]"),
        ([*"abcd"], [*"abcdE"], "overview[5]"),
        ([*"x"], [*"y"], "overview"),
        ([], [*"abcdE"], "overview"),
    ],
)
def test_paragraphs_that_both_changed_or_that_touch_clash(ours, theirs, path):
    sides = {"overview": text(*ours)}, {"overview": text(*theirs)}
    result = merged(*sides, {"overview": text(*"abcde")})
    assert paths(result) == [path]
    for side, choice in zip(sides, ("ours", "theirs"), strict=True):
        decided = merged(*sides, {"overview": text(*"abcde")}, {path: choice})
        assert (decided.document.overview, decided.clashes) == (side["overview"], [])


def test_a_clash_takes_only_its_paragraphs_and_leaves_the_rest_merged():
    sides = {"overview": text("A", "b", "C", "d", "e")}, {"overview": text("a", "b", "x", "d", "E")}
    result = merged(*sides, {"overview": text(*"abcde")})
    (clash,) = result.clashes
    assert clash == Clash("overview[3]", "What is it?, paragraph 3", text("c"), text("C"), text("x")) and clash.rich
    assert result.document.overview == text("A", "b", "C", "d", "E")
    decided = merged(*sides, {"overview": text(*"abcde")}, {"overview[3]": "theirs"})
    assert decided.document.overview == text("A", "b", "x", "d", "E")


def test_lists_and_tables_are_one_block_each():
    html = "<p>a</p><ul><li><p>b</p></li><li>c</li></ul>loose <strong>words</strong><br>here<h3>d</h3>"
    assert blocks(html) == [
        "<p>a</p>",
        "<ul><li><p>b</p></li><li>c</li></ul>",
        "loose <strong>words</strong><br>here",
        "<h3>d</h3>",
    ]


def test_two_texts_too_long_for_one_page_clash_as_a_whole():
    start = {"overview": text("a", "b", "c")}
    long, longer = text("x" * 120_000, "b", "c"), text("a", "b", "y" * 120_000)
    result = merged({"overview": long}, {"overview": longer}, start)
    assert paths(result) == ["overview"] and result.document.overview == long
