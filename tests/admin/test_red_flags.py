"""Reviewers edit the red flags: what they save is signed and holds at once; what cannot be signed is refused."""

import pytest

from conditions.models import RedFlag
from conditions.red_flags import live
from tests.admin.forms import fields
from tests.conftest import signed_in

pytestmark = pytest.mark.django_db
LIST = "/admin/conditions/redflag/"


@pytest.fixture
def flag():
    return RedFlag.objects.get(key="septic-joint")


def page(flag):
    return f"{LIST}{flag.pk}/change/"


def save(client, flag, **changes):
    return client.post(page(flag), fields(client.get(page(flag))) | {"reason": "A word was missing."} | changes)


def test_a_save_is_an_edition_signed_with_name_and_reason(reviewer, flag):
    client = signed_in(reviewer)
    assert save(client, flag, wording=f"{flag.wording}\nviolet elbow", trial="My elbow is violet").status_code == 302
    edition = flag.editions.last()
    assert (edition.number, edition.signature, edition.reason) == (2, "Amelia Hart, MD", "A word was missing.")
    assert "violet elbow" in edition.document.wording
    assert "Amelia Hart, MD" in client.get(LIST).text and "A word was missing." in client.get(page(flag)).text


def test_a_line_that_cannot_be_read_is_refused_with_what_was_typed(reviewer, flag):
    response = save(signed_in(reviewer), flag, wording="hot & red")
    assert response.status_code == 200 and "cannot be read" in response.text and "hot &amp; red" in response.text
    assert flag.editions.count() == 1


def test_a_sentence_that_does_not_raise_it_stops_the_save(reviewer, flag):
    response = save(signed_in(reviewer), flag, trial="My elbow is violet")
    assert "does not raise it" in response.text and flag.editions.count() == 1


def test_changed_words_need_a_sentence_that_raises_them(reviewer, flag):
    response = save(signed_in(reviewer), flag, wording=f"{flag.wording}\nviolet elbow")
    assert "write a sentence that must raise it" in response.text and flag.editions.count() == 1


def test_a_save_over_one_that_its_writer_did_not_see_is_refused_with_what_was_typed(reviewer, flag):
    client = signed_in(reviewer)
    stale = fields(client.get(page(flag))) | {"reason": "Mine", "now": "Go now, mine."}
    assert save(client, flag, now="Go now, theirs.").status_code == 302
    response = client.post(page(flag), stale)
    assert "has saved this since you opened it" in response.text and "Go now, mine." in response.text
    assert "Go now, theirs." in response.text and flag.editions.last().document.now == "Go now, theirs."
    assert client.post(page(flag), fields(response)).status_code == 302


def test_who_is_no_person_of_the_clinic_cannot_sign(manager, flag):
    response = save(signed_in(manager), flag)
    assert "not linked to a person" in response.text and flag.editions.count() == 1


def test_a_new_one_gets_a_key_of_its_own_and_none_is_deleted(reviewer, flag):
    client = signed_in(reviewer)
    values = fields(client.get(f"{LIST}add/")) | {
        "sign": flag.sign,
        "action": "er",
        "now": "Go now.",
        "now_spanish": "Vaya ahora.",
        "wording": "Violet Élbow",
        "trial": "my violet elbow",
        "source": "Checked November 2026",
        "reason": "New guidance.",
    }
    for _ in range(2):
        response = client.post(f"{LIST}add/", values)
        assert response.status_code == 302, response.context["adminform"].form.errors
    assert len({other.key for other in RedFlag.objects.filter(sign=flag.sign)}) == 3
    assert client.get(f"{LIST}{flag.pk}/delete/").status_code == 403


def test_authors_and_the_front_desk_do_not_edit_them(author, frontdesk, flag):
    for account in (author, frontdesk):
        assert signed_in(account).get(page(flag)).status_code == 403


def test_the_list_costs_the_same_for_many_and_counts_what_was_raised(reviewer, flag, django_assert_max_num_queries):
    live.count([flag.document, flag.document])
    client = signed_in(reviewer)
    with django_assert_max_num_queries(14):
        page = client.get(LIST).text
    assert 'class="field-times">2<' in page
