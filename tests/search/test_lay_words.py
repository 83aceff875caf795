"""Words of patients, other ways of writing, and Spanish find what pages say; none of them is replaced."""

import pytest

from clinic_site.names import is_name
from clinic_site.spanish import is_spanish
from conditions.discovery.search import lay_words, search
from conditions.models import BodyArea
from tests.conftest import symptom
from tests.search.reading import titles

pytestmark = [pytest.mark.django_db, pytest.mark.database]


@pytest.fixture(scope="module", autouse=True)
def pages(say_for_module):
    say_for_module("Meniscus tear", symptoms=(symptom("locking", "Locking or catching"),))
    say_for_module("Hip fracture", overview="<p>An X-ray shows it.</p>")
    say_for_module("Rotator cuff tear", symptoms=(symptom("weak", "Weakness", detail="You cannot lift the arm."),))
    say_for_module("ACL tear", overview="<p>A ligament of the knee.</p>")
    say_for_module("De Quervain tenosynovitis", overview="<p>The thumb hurts.</p>")
    say_for_module("Disc trouble at L4/L5", slug="disc", overview="<p>The kneecap is fine.</p>")
    say_for_module("Tendinitis of the heel")
    say_for_module("Frozen shoulder", overview="<p>A cortisone shot helps.</p>")


@pytest.mark.parametrize(
    "typed, first",
    [
        ("rotatorcuff", "Rotator cuff tear"),
        ("rotator-cuff", "Rotator cuff tear"),
        ("dequervain", "De Quervain tenosynovitis"),
        ("de Quervain's", "De Quervain tenosynovitis"),
        ("a.c.l.", "ACL tear"),
        ("A.C.L. tear", "ACL tear"),
        ("L4-5", "Disc trouble at L4/L5"),
        ("L4–L5", "Disc trouble at L4/L5"),
        ("l4 l5", "Disc trouble at L4/L5"),
        ("knee cap", "Disc trouble at L4/L5"),
        ("xray", "Hip fracture"),
        ("broken hip", "Hip fracture"),
        ("steroid shot", "Frozen shoulder"),
        ("torn miniscus", "Meniscus tear"),
        ("heal tendonitus", "Tendinitis of the heel"),
        ("can't lift my arm", "Rotator cuff tear"),
        ("cant lift my arm", "Rotator cuff tear"),
        ("cannot lift my arm", "Rotator cuff tear"),
        ("no puedo levantar el brazo", "Rotator cuff tear"),
        ("No puedo LEVANTAR mi brazo", "Rotator cuff tear"),
        ("hombro congelado", "Frozen shoulder"),
        ("fractura de cadera", "Hip fracture"),
        ("tendinitis del talón", "Tendinitis of the heel"),
        ("tendinitis del talon", "Tendinitis of the heel"),
        ("me duele la rodilla", "ACL tear"),
    ],
)
def test_whatever_way_it_is_written_the_page_is_found(typed, first):
    assert titles(typed)[:1] == [first]


@pytest.mark.parametrize(
    "typed", ["rodillas", "artrosis", "tendinitis", "ibuprofeno", "quiero una cita", "hombro rígido"]
)
def test_spanish_is_not_corrected(typed):
    assert search(typed).better == {}


def test_misspelled_spanish_is():
    assert [word.typed for word in search("ombro congelado").better.values()] == ["hombro"]


def test_a_word_that_is_right_by_itself_is_a_slip_only_beside_others():
    assert search("spain").better == search("week").better == search("tare").better == {}
    assert [word.typed for word in search("meniscus tare").better.values()] == ["tear"]


def test_where_two_readings_are_as_near_none_is_taken_and_both_are_offered(say):
    say("Bazzen")
    say("Bazzel")
    results = search("bazzek")
    assert results.better == {} and sorted(results.suggestions) == ["bazzel", "bazzen"]


def test_a_clinic_adds_its_own_words_in_the_admin():
    assert titles("zarmo") == []
    BodyArea.objects.create(slug="hip", name="Hip", synonyms=["zarmo"])
    assert titles("zarmo") == ["Hip fracture"]


def test_the_file_has_many_words_and_each_line_says_something():
    assert len(lay_words.words()) > 800
    for section, left, _, right in lay_words._lines():
        assert section in {lay_words.MISSPELLED, *lay_words.STRENGTH} and all(left) and all(right)


def test_who_is_called_so_and_what_is_spanish():
    assert all(map(is_name, ["kowalski", "o'connor", "yamamoto"])) and not is_name("elbo")
    assert all(map(is_spanish, ["rodillas", "muñeca", "muneca", "inflamadas", "quiero", "levantarme"]))
    assert not any(map(is_spanish, ["musle", "sholder", "occured", "xyz"]))
