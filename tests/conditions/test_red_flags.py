"""Red flags: what a text raises, what came with the software, and the signed editions by which they change."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError
from django.urls import reverse
from django.utils import timezone

from conditions.models import RedFlag, RedFlagEdition
from conditions.red_flags import live
from conditions.red_flags.matching import in_question, raised
from conditions.red_flags.shipped import shipped
from conditions.red_flags.values import Action, RedFlagDocument, decode, encode
from conditions.red_flags.wording import unreadable

pytestmark = pytest.mark.database


def keys(text):
    return {flag.key for flag in raised(text, shipped())}


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("I cannot feel my legs and cannot pee since this morning", "cauda-equina"),
        ("no puedo orinar desde anoche", "cauda-equina"),
        ("numb groin", "cauda-equina"),
        ("cant breathe", "breathless"),
        ("chest pian since lunch", "chest-pain"),
        ("me duele el pecho", "chest-pain"),
        ("cold blue foot", "cold-limb"),
        ("My knee is red and hot. No fever.", "septic-joint"),
        ("fever of 102, and my new hip hurts", "septic-joint"),
        ("fell on my hip and can't stand up", "cannot-bear-weight"),
        ("the bone is sticking out", "open-fracture"),
        ("I don't want to live anymore", "suicide"),
        ("I hit my head and keep throwing up", "head-injury"),
        ("calf is swollen and hot after the flight", "deep-vein-thrombosis"),
        ("no siento las piernas", "paralysis"),
        ("septic arthritis", "septic-joint"),
        ("blood clot", "deep-vein-thrombosis"),
        ("can't feel my foot", "paralysis"),
        ("no siento el pie", "paralysis"),
        ("legs went dead", "paralysis"),
    ],
)
def test_a_danger_is_read_however_it_is_written(text, key):
    assert key in keys(text)


@pytest.mark.parametrize(
    "text",
    [
        "My knee clicks on the stairs.",
        "I can't lift my arm.",
        "Morning stiffness and swelling of the knee",
        "No fever, no chest pain, no numbness, bladder and bowels are fine.",
        "sin fiebre ni dolor de pecho",
        "It is killing my knee, and a hot shower helps.",
        "I want to live without pain.",
        "numb fingers at night",
        "my legs went dead from sitting on the toilet",
        "I broke my wrist last year",
        "stroke recovery",
        "",
        "\x00" * 40,
    ],
)
def test_what_is_ordinary_or_denied_raises_nothing(text):
    assert keys(text) == set()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("my arm is broken", {"broken-arm"}),
        ("broken wrist", {"broken-arm"}),
        ("me caí y no puedo mover el brazo", {"broken-arm"}),
        ("se me quebró la muñeca", {"broken-arm"}),
        ("broken ankle", {"cannot-bear-weight"}),
        ("me rompí la pierna", {"cannot-bear-weight"}),
        ("I think it is broken", {"cannot-bear-weight"}),
        ("I broke my wrist and my ankle", {"broken-arm", "cannot-bear-weight"}),
    ],
)
def test_a_broken_arm_is_not_spoken_of_as_a_leg(text, found):
    assert keys(text) == found


@pytest.mark.parametrize("said", ["Knee Fever", "Knee Swelling", "Knee Redness", "Wrist Warmth"])
def test_a_question_asks_for_one_sign_more_than_was_said(said):
    flag = in_question(said, shipped())[0]
    assert flag.key == "septic-joint" and "one more of these" in flag.question


def test_a_bruise_is_asked_about_where_it_is():
    assert [flag.key for flag in in_question("Wrist Bruising", shipped())] == ["broken-arm"]
    assert [flag.key for flag in in_question("Ankle Bruising", shipped())] == ["cannot-bear-weight"]


def test_a_denial_silences_only_what_it_governs():
    assert keys("No fever but the knee is red and hot") == {"septic-joint"}
    assert "breathless" in keys("I don't have chest pain but I can't catch my breath")
    assert "chest-pain" not in keys("I don't have chest pain but I can't catch my breath")


def test_the_most_pressing_comes_first():
    actions = [flag.action for flag in raised("My calf is swollen and sore, and I have chest pain.", shipped())]
    assert actions[0] == Action.CALL_911 and actions == sorted(actions, key=lambda action: action.rank)


def test_words_stand_near_each_other_and_signs_that_are_joined_anywhere():
    flag = RedFlagDocument(
        "k", "s", Action.SAME_DAY, "n", "n", ("purple knee", "green + blue|yellow", "odd + ~old"), "s"
    )
    said = [bool(raised(text, [flag])) for text in ("a purple knee", "purple " + "and so on " * 9 + "knee")]
    assert said == [True, False]
    assert raised("It is green. Later it was yellow.", [flag]) and not raised("It is green.", [flag])
    assert raised("odd", [flag]) and not raised("odd, two years ago", [flag])


def test_a_line_is_read_as_what_patients_write_is():
    for line, text in (
        ("Violet ELBÓW", "a violet elbow"),
        ("florp", "I have a florp"),
        ("spread* fast", "spreading fast"),
    ):
        assert raised(text, [RedFlagDocument("k", "s", Action.SAME_DAY, "n", "n", (line,), "s")]), line


def test_a_question_is_asked_where_a_part_is_said():
    flag = RedFlagDocument("k", "s", Action.SAME_DAY, "n", "n", ("hot knee",), "s", "Hot?", ("swollen knee",))
    assert in_question("Knee: swelling", [flag]) == [flag] and in_question("Knee: stiffness", [flag]) == []


def test_a_long_text_is_read_in_no_long_time():
    for text in ("leg numb " * 2000, "x" * 10_000, "no " * 5000, "xqzvbn " * 1500):
        raised(text[:5000], shipped())


def test_every_flag_that_came_with_the_software_is_whole_and_can_be_read():
    assert len({flag.key for flag in shipped()}) == len(shipped()) >= 25
    for flag in shipped():
        assert flag.sign and flag.now and flag.now_spanish and "2026" in flag.source, flag.key
        assert flag.wording and not any(unreadable(line) for line in (*flag.wording, *flag.asked_when)), flag.key
        assert bool(flag.question) == bool(flag.asked_when), flag.key
        assert decode(encode(flag)) == flag
    assert 6 <= sum(flag.is_asked for flag in shipped()) <= 12


@pytest.mark.parametrize("line", ["hot +", "~old", "a & b", "can't pee", "+", "x-ray", "t12", "knee>pain>bad"])
def test_a_line_that_cannot_be_read_says_why(line):
    assert unreadable(line)


@pytest.fixture
def flag(db):
    return RedFlag.objects.get(key="septic-joint")


def signed(flag, **changes):
    for name, value in changes.items():
        setattr(flag, name, value)
    return live.publish(flag, by=None, signature="Amelia Hart, MD", reason="Reviewed.")


def test_migrate_brings_those_of_the_software_as_first_editions(db):
    assert live.live() == shipped()
    assert {edition.number for edition in RedFlagEdition.objects.all()} == {1}
    call_command("migrate", verbosity=0)
    assert RedFlagEdition.objects.count() == len(shipped())


def test_a_signed_edition_holds_from_its_moment_and_the_older_one_before(flag):
    before = timezone.now()
    signed(flag, wording="violet elbow")
    assert raised("a violet elbow", live.live()) and not raised("a violet elbow", live.as_of(before))
    call_command("migrate", verbosity=0)
    assert raised("a violet elbow", live.live()), "what the clinic signed is not overwritten by a release"


def test_what_nobody_edited_is_renewed_by_a_release(flag):
    RedFlag.objects.filter(pk=flag.pk).update(sign="As an older release had it")
    live.install()
    assert flag.editions.last().document.sign == RedFlag.objects.get(pk=flag.pk).sign != "As an older release had it"


def test_one_that_is_no_longer_used_is_raised_no_longer_and_kept(flag):
    signed(flag, is_withdrawn=True)
    assert "septic-joint" not in {document.key for document in live.live()}
    assert flag.editions.count() == 2


def test_without_a_database_those_of_the_software_hold(db, monkeypatch):
    def down(*args, **kwargs):
        raise DatabaseError

    monkeypatch.setattr(RedFlagEdition.objects, "order_by", down)
    assert live.live() == shipped()


def test_an_edition_of_later_does_not_hold_yet(flag):
    edition = signed(flag, wording="violet elbow")
    assert not raised("a violet elbow", live.as_of(edition.live_from - timedelta(seconds=1)))


def test_search_tells_of_the_danger_above_all_results(client, clinic):
    page = client.get(reverse("conditions:search"), {"q": "cant breathe"}).text
    assert "Call 911 now" in page and 'href="tel:911"' in page and "Llame al 911" in page
    assert "Call 911 now" not in client.get(reverse("conditions:search"), {"q": "tennis elbow"}).text
