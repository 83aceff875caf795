"""A to Z: all names on one page while they are few; a page for each letter, and more where it is long, when not."""

import datetime as dt
import re

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from conditions.discovery.a_to_z import LETTERS, letter
from conditions.editing.restore import restore
from conditions.public import lists
from conditions.public.lists import FEW, NAMES
from conditions.publishing import triggers
from conditions.publishing.actions import publish, withdraw
from tests.conditions.reading import in_order, words
from tests.conftest import document

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clinic"), pytest.mark.database]

MANY = tuple(f"Knee {i:03}" for i in range(2 * NAMES + 10))


def names(page):
    """[(address, text)] of the names that a page lists."""
    found = re.findall(
        r'<li>\s*<a (?:class="own-name" )?href="(/conditions/(?!a-z/)[^"]+)">(.*?)</li>', page, re.DOTALL
    )
    return [(url, words(text)) for url, text in found]


@pytest.mark.parametrize("number, listed", [(FEW, True), (FEW + 1, False)])
def test_names_are_listed_on_one_page_while_they_are_few(put, client, number, listed):
    put("runners-knee", also_known_as=MANY[: number - 1])
    page = client.get("/conditions/").text
    assert ("Knee 000" in page, 'href="/conditions/a-z/k/"' in page) == (listed, not listed)


def test_where_names_are_many_there_are_letters_and_what_is_new(put, author, client):
    put("runners-knee", also_known_as=MANY)
    put("hip-fracture")
    restore(document("no-page-yet"), by=author)
    later, _ = restore(document("not-yet"), by=author)
    publish(later, by=author, change_note="New.", at=timezone.now() + dt.timedelta(days=1))
    page = client.get("/conditions/").text
    assert re.findall(r'href="/conditions/a-z/([a-z]+)/"', page) == [each.lower() for each in LETTERS]
    assert in_order(page, "New and updated", "Hip fracture", f'datetime="{timezone.localdate()}"', "Runners knee")
    assert "not-yet" not in page and "no-page-yet" not in page


def test_what_is_new_is_a_short_list(put, client):
    put("runners-knee", also_known_as=MANY)
    for number in range(11):
        put(f"article-{number}")
    listed = [url for url, _text in names(client.get("/conditions/").text)]
    assert listed == [f"/conditions/article-{number}/" for number in range(10, 0, -1)]


def test_the_page_of_a_letter_lists_its_names_in_order(put, client):
    put("osgood", title="Osgood's disease", also_known_as=("öffner", "Knee 2"))
    put("oa", title="oa", also_known_as=("Joint wear",))
    page = client.get("/conditions/a-z/o/").text
    assert names(page) == [
        ("/conditions/oa/", "oa"),
        ("/conditions/osgood/", "öffner see Osgood's disease"),
        ("/conditions/osgood/", "Osgood's disease"),
    ]
    assert '<a href="/conditions/a-z/o/" aria-current="page">O</a>' in page
    assert "<title>Conditions: O |" in page and "<h1>Conditions: O</h1>" in page


def test_what_begins_with_no_letter_has_a_page_too(put, client):
    put("knee", also_known_as=("3rd degree sprain", "Ortho"))
    page = client.get("/conditions/a-z/other/").text
    assert names(page) == [("/conditions/knee/", "3rd degree sprain see Knee")]


def test_the_page_of_a_letter_shows_what_is_live(put, author, client):
    article = put("runners-knee", also_known_as=("Kneecap pain",))
    restore(document(also_known_as=("Kicker's knee",)), by=author)
    assert names(client.get("/conditions/a-z/k/").text) == [
        ("/conditions/runners-knee/", "Kneecap pain see Runners knee")
    ]
    publish(article, by=author, change_note="Another name.")
    assert [text for _, text in names(client.get("/conditions/a-z/k/").text)] == ["Kicker's knee see Runners knee"]
    withdraw(article, by=author, reason="Out of date.")
    assert names(client.get("/conditions/a-z/k/").text) == []


def test_a_letter_without_names_says_so_and_leads_to_the_others(live, client):
    response = client.get("/conditions/a-z/z/")
    assert response.status_code == 200 and "There is no condition here yet." in response.text
    assert response.text.count('href="/conditions/a-z/') == len(LETTERS)


@pytest.mark.parametrize("asked", ["K", "Other", "ab", "1", "-", "others", "a-z"])
def test_there_are_no_other_letters(live, client, asked):
    assert client.get(f"/conditions/a-z/{asked}/").status_code == 404


def test_a_long_letter_is_cut_into_pages(put, client):
    put("runners-knee", also_known_as=MANY)
    pages = [client.get(f"/conditions/a-z/k/?page={number}").text for number in (1, 2, 3)]
    listed = [[text.removesuffix(" see Runners knee") for _, text in names(page)] for page in pages]
    assert [len(part) for part in listed] == [NAMES, NAMES, 10] and sum(listed, []) == list(MANY)
    first, second, third = pages
    assert 'href="?page=2" rel="next"' in first and 'rel="prev"' not in first
    assert 'href="/conditions/a-z/k/" rel="prev"' in second and 'href="?page=3" rel="next"' in second
    assert 'href="?page=2" rel="prev"' in third and 'rel="next"' not in third
    assert '<link rel="canonical" href="http://testserver/conditions/a-z/k/">' in first
    assert '<link rel="canonical" href="http://testserver/conditions/a-z/k/?page=2">' in second
    assert "<title>Conditions: K, page 2 |" in second and "Page 2 of 3" in second


@pytest.mark.parametrize(
    "asked, number",
    [("99999", 3), ("0", 3), ("-1", 3), ("last", 1), ("", 1), ("%00", 1), ("1e3", 1), ("9" * 5000, 1), ("2.0", 1)],
)
def test_a_page_that_is_not_there_is_the_nearest_one(put, client, asked, number):
    put("runners-knee", also_known_as=MANY)
    assert f"Page {number} of 3" in client.get(f"/conditions/a-z/k/?page={asked}").text


def test_a_page_number_of_former_days_shows_the_whole_list(live, client):
    response = client.get("/conditions/?page=2")
    assert response.status_code == 200 and "Patellar pain" in response.text
    assert '<link rel="canonical" href="http://testserver/conditions/">' in response.text


@pytest.mark.parametrize(
    "name, filed",
    [
        ("“Frozen” shoulder", "F"),
        ("'Trigger' finger", "T"),
        ("‘Trigger’ finger", "T"),
        ("«Housemaid's» knee", "H"),
        ("(Pseudo)gout", "P"),
        ("[Old] sprain", "O"),
        ("– dash", "D"),
        ("…and so on", "A"),
        ("Épicondylitis", "E"),
        ("E\u0301picondylitis", "E"),
        ("Ångström's sign", "A"),
        ("Ørsted's knee", "O"),
        ("Łódź wrist", "L"),
        ("ßtest", "S"),
        ("Æther", "A"),
        ("\u200b\u00a0Knee", "K"),
        ("β-thalassemia", "B"),
        ("4th metacarpal", "Other"),
        ("“4th” metacarpal", "Other"),
        ("膝", "Other"),
        ("?!", "Other"),
        ("", "Other"),
    ],
)
def test_a_name_is_filed_under_its_first_letter_whatever_stands_before_it(name, filed):
    assert letter(name) == filed


def test_quotes_accents_and_brackets_do_not_count_in_the_order_on_either_list(put, client, monkeypatch):
    in_alphabet = [
        "Hip fracture",
        "(Hip) groin pain",
        "“Hip” pointer",
        "Hip-spine syndrome",
        "Hîp sprain",
        "Hip/thigh pain",
        "‘Hip’ zone",
        "Hipbone bruise",
    ]
    for number, title in enumerate(reversed(in_alphabet)):
        put(f"article-{number}", title=title, also_known_as=())
    whole = client.get("/conditions/").text
    assert [text for _, text in names(whole)] == in_alphabet
    assert re.findall(r'href="#letter-([a-z]+)"', whole) == ["h"]
    monkeypatch.setattr(lists, "FEW", 2)
    assert [text for _, text in names(client.get("/conditions/a-z/h/").text)] == in_alphabet


@pytest.mark.django_db(transaction=True)
def test_names_that_were_filed_by_an_older_release_are_filed_anew(put, client):
    edition = put("frozen", title="“Frozen” shoulder", also_known_as=("Can't lift the arm",)).editions.get()
    call_command("migrate", "conditions", "0007", verbosity=0)
    triggers.drop()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE conditions_editionname SET letter = 'Other', filing = '“frozen” shoulder', stems = 'x'")
    call_command("migrate", "conditions", verbosity=0)
    assert list(edition.names.values_list("letter", "filing", "stems")) == [
        ("F", "frozen shoulder", "frozen shoulder"),
        ("C", "cant lift the arm", "lift arm"),
    ]
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE conditions_editionname SET letter = 'X'")
