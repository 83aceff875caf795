"""How an answer came about is told in a header, and by a command what a page depends on."""

import pytest
from django.core.management import CommandError, call_command

from clinic_site.page_cache import middleware
from conditions.editing.restore import restore
from conditions.models import Symptom
from conditions.publishing.actions import publish
from tests.conftest import document

pytestmark = pytest.mark.usefixtures("live_for_module")

ARTICLE = "/conditions/runners-knee/"


def status(client, address, **headers):
    return client.get(address, headers={name.replace("_", "-"): value for name, value in headers.items()}).headers.get(
        "Cache-Status"
    )


def test_the_first_answer_was_made_and_the_second_kept(client, live):
    assert [status(client, ARTICLE) for _ in range(3)] == [middleware.MISS, middleware.HIT, middleware.HIT]


def test_a_change_elsewhere_has_an_article_proven_anew_and_a_list_made_anew(client, live):
    for address in (ARTICLE, "/symptoms/"):
        client.get(address)
    Symptom.objects.create(name="Numbness", slug="numbness")
    assert [status(client, ARTICLE) for _ in range(2)] == [middleware.REVALIDATED, middleware.HIT]
    assert [status(client, "/symptoms/") for _ in range(2)] == [middleware.STALE, middleware.HIT]


def test_a_change_of_the_article_has_it_made_anew(client, live, author):
    client.get(ARTICLE)
    article, _ = restore(document(causes="<p>Hills.</p>"), by=author)
    publish(article, by=author, change_note="New words.")
    assert [status(client, ARTICLE) for _ in range(2)] == [middleware.STALE, middleware.HIT]


def test_without_a_database_what_was_kept_is_unproven(client, live):
    client.get(ARTICLE)
    middleware.breaker.open(60, OSError("down"))
    assert status(client, ARTICLE) == middleware.UNPROVEN


def test_public_pages_that_are_not_kept_say_so(client, live):
    assert [status(client, "/search/?q=knee") for _ in range(2)] == [middleware.BYPASS, middleware.BYPASS]
    assert status(client, "/conditions/there-is-none/") == middleware.BYPASS


def test_who_knows_the_page_is_told_as_well(client, live):
    known = client.get(ARTICLE)["ETag"]
    again = client.get(ARTICLE, headers={"if-none-match": known})
    assert again.status_code == 304 and again["Cache-Status"] == middleware.HIT


@pytest.mark.parametrize("address", ["/admin/login/", "/healthz", "/there/is/none/"])
def test_what_is_no_public_page_says_nothing(client, live, address):
    assert status(client, address) is None


def explained(capsys, address, **options):
    call_command("explain_page", address, **options)
    return capsys.readouterr().out


def test_the_command_says_what_an_article_depends_on(live, capsys):
    said = explained(capsys, ARTICLE, at="http://127.0.0.1:1")
    assert (
        "Page:          /conditions/runners-knee/ (conditions:article)" in said
        and "article_page('runners-knee'" in said
    )
    assert "while the public version is" in said and "does not answer" in said


def test_the_command_asks_the_site_that_runs(live, live_server, capsys):
    assert "had not kept it, and made it" in explained(capsys, "/symptoms/", at=live_server.url)
    assert "nothing that public pages show has changed" in explained(capsys, "/symptoms/", at=live_server.url)
    assert "not kept" in explained(capsys, "/search/?q=knee", at=live_server.url)


@pytest.mark.parametrize(
    "address, words", [("/admin/", "not a public page"), ("/nowhere/at/all/", "no address"), ("/symptoms/none/", "404")]
)
def test_the_command_says_what_is_no_such_page(live, address, words):
    with pytest.raises(CommandError, match=words):
        call_command("explain_page", address)
