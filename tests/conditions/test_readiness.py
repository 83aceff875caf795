"""What stops a document and what only worries, each in a sentence that says what to do."""

import datetime as dt

import pytest

from conditions import document as d
from conditions.links import leads_somewhere
from conditions.models import Article
from conditions.publishing import withdraw
from conditions.readiness import check
from tests.conftest import document

READY = {"reviewed_on": dt.date(2026, 3, 14)}
HARD = "Osteochondral degeneration necessitates comprehensive multidisciplinary rehabilitation " * 6


def findings(**changes):
    """(messages that stop, messages that worry) where only the address /here/ leads anywhere."""
    found = check(document(**READY | changes), lambda address: address == "/here/" or not address.startswith("/"))
    assert found == sorted(found, key=lambda finding: not finding.stops)
    return [f.message for f in found if f.stops], [f.message for f in found if not f.stops]


def test_a_whole_document_is_ready():
    assert findings() == ([], [])


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"summary": ""}, "The quick answer is missing"),
        ({"overview": ""}, '"What is it?" is empty'),
        ({"overview": "<p> &nbsp; </p>"}, '"What is it?" is empty'),
        ({"author": None}, "No author is named"),
        ({"photo": d.Photo(digest="a", width=1, height=1)}, "The photo has no alt text"),
    ],
)
def test_what_stops(changes, words):
    stops, worries = findings(**changes)
    assert len(stops) == 1 and stops[0].startswith(words) and worries == []


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"symptoms": ()}, "No symptoms"),
        ({"body_areas": ()}, "No body area"),
        ({"sources": ()}, "No sources"),
        ({"reviewed_on": None}, "No clinical reviewer"),
    ],
)
def test_what_worries(changes, words):
    stops, worries = findings(**changes)
    assert stops == [] and len(worries) == 1 and worries[0].startswith(words)


def test_a_photo_with_alt_text_is_ready():
    assert findings(photo=d.Photo(digest="a", width=1, height=1, alt="A knee")) == ([], [])


@pytest.mark.parametrize(
    "href",
    ["/here/", "#causes", "#section-1", "https://example.org/", "mailto:a@example.org", "tel:911"],
)
def test_a_link_that_leads_somewhere_is_no_matter(href):
    assert findings(causes=f'<p><a href="{href}">There</a></p>') == ([], [])


@pytest.mark.parametrize("href", ["/nowhere/", "#nothing", "#section-2", "/here/?q=[&amp;"])
def test_a_link_to_nowhere_stops_and_is_named(href):
    stops, _ = findings(causes=f'<p><a href="{href}">There</a></p>')
    href = href.replace("&amp;", "&")
    assert stops == [f'In "Causes" the link to {href} leads nowhere. Correct it or take it out.']


def test_links_are_followed_in_every_rich_text():
    link = '<p><a href="/nowhere/">There</a></p>'
    parts = ("overview", "causes", "when_to_seek_care", "diagnosis", "treatment")
    stops, _ = findings(
        **dict.fromkeys(parts, link),
        sections=(d.Section(heading="Sport", text=link),),
        questions=(d.Question(question="Walk?", answer=link),),
    )
    assert len(stops) == 7 and 'In "Sport"' in stops[5] and 'In "Walk?"' in stops[6]


@pytest.mark.parametrize(
    "html, words",
    [
        ("<h2>A</h2>", 'the heading "A" is too large for its part: use Heading 3.'),
        ("<h4>A</h4>", 'the heading "A" skips a level: use Heading 3.'),
        ("<h2>A</h2><h4>B</h4>", "use Heading 3."),
    ],
)
def test_headings_out_of_order_worry(html, words):
    stops, worries = findings(causes=html)
    assert stops == [] and worries[0].startswith('In "Causes"') and worries[0].endswith(words)


def test_headings_in_order_are_no_matter():
    assert findings(causes="<h3>A</h3><h4>B</h4><h4>C</h4><h3>D</h3>", treatment="<h3>E</h3>") == ([], [])


def test_a_hard_text_worries_with_its_number():
    words = HARD.split()
    number = len(words) + 100  # one sentence, all words long
    _, worries = findings(causes=f"<p>{HARD}</p>", summary=HARD)
    assert [worry.partition(" (")[0] for worry in worries] == [
        '"Quick answer" is hard to read',
        '"Causes" is hard to read',
    ]
    assert all(f"(LIX {number};" in worry for worry in worries)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path, leads",
    [
        ("/", True),
        ("/conditions/", True),
        ("/conditions/runners-knee/", True),
        ("/conditions/runners-knee/?from=mail#causes", True),
        ("/symptoms/fever/", True),
        ("/risk-factors/overweight/", True),
        ("/body-areas/knee/", True),
        ("/conditions/never/", False),
        ("/symptoms/never/", False),
        ("/risk-factors/fever/", False),
        ("/body-areas/never/", False),
        ("/nowhere", False),
        ("/[", False),
        ("http://testserver/conditions/never/", False),
        ("http://testserver/conditions/runners-knee/", True),
        ("http://testserver", True),
        ("https://example.org/conditions/never/", True),
        ("mailto:a@example.org", True),
        ("tel:911", True),
    ],
)
def test_an_address_of_ours_leads_somewhere_where_a_page_is(live, path, leads):
    assert leads_somewhere(path) is leads


@pytest.mark.django_db
def test_an_address_leads_as_far_as_the_article_does(live, author):
    Article.objects.create(slug="only-a-draft", title="Only a draft")
    assert not leads_somewhere("/conditions/only-a-draft/")
    withdraw(live, by=author, reason="Out of date.")
    assert not leads_somewhere("/conditions/runners-knee/")
