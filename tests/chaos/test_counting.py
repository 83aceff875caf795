"""The chaos suite's own counting: what is lost, doubled or wrong does not stay unseen."""

from tests.chaos.counting import Tally, compare, table, twice_taken


def compared(told, found):
    tally = Tally("kills", "SQLite")
    compare(tally, told, found)
    return tally.lost, tally.doubled, tally.wrong


def test_what_is_there_once_as_it_was_acknowledged_holds():
    assert compared({"case 1": "A"}, [("case 1", "A")]) == (0, 0, 0)


def test_what_was_never_acknowledged_may_be_there_once_or_not():
    assert compared({}, [("case 1", "A")]) == (0, 0, 0)
    assert compared({}, [("case 1", "A"), ("case 1", "B")]) == (0, 1, 0)


def test_what_is_not_there_twice_there_or_other_than_acknowledged_is_counted():
    assert compared({"case 1": "A", "case 2": "B"}, [("case 1", "A")]) == (1, 0, 0)
    assert compared({"case 1": "A"}, [("case 1", "A"), ("case 1", "B")]) == (0, 1, 0)
    assert compared({"case 1": "A"}, [("case 1", "B")]) == (0, 0, 1)


def test_a_letter_comes_twice_within_the_window_only_where_it_was_the_last_of_a_killed_sender():
    assert twice_taken([("a", 1), ("b", 1), ("b", 2), ("c", 2)]) == ([], ["b"])
    assert twice_taken([("a", 1), ("b", 1), ("a", 2)]) == (["a"], [])  # the sender had gone on to the next one
    assert twice_taken([("a", 1), ("a", 1)]) == (["a"], [])  # nobody was killed
    assert twice_taken([("a", 1), ("b", 1)]) == ([], [])


def test_the_table_adds_up_and_says_what_was_wrong():
    first, second = Tally("kills", "SQLite", kills=1_000, tried=3), Tally("kills", "PostgreSQL", kills=234)
    second.expect(False, "half an edition")
    lines = table([first, second]).splitlines()
    assert [cell.strip() for cell in lines[-2].split("|")[1:5]] == ["all", "", "1,234", "3"]
    assert lines[-1] == "kills, PostgreSQL: wrong: half an edition"
    assert first.holds and not second.holds
