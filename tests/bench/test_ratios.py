"""How sure a ratio of speeds is."""

import math
import random

import pytest

from tests.bench.ratios import FEWEST, Ratio, compare


def test_above_one_the_new_build_is_faster():
    assert compare([220] * 6, [200] * 6) == Ratio(*[pytest.approx(1.1)] * 3)


def test_what_disturbs_both_of_a_round_alike_does_not_count():
    busy = [1, 5, 2, 9, 3, 4]
    assert compare([100 / each for each in busy], [200 / each for each in busy]).value == pytest.approx(0.5)


def test_six_rounds_give_the_least_and_the_greatest_ratio_as_the_interval():
    found = compare([90, 95, 100, 105, 110, 120], [100] * 6)
    assert (found.low, found.high) == (pytest.approx(0.9), pytest.approx(1.2))


def test_the_interval_is_that_of_the_signed_rank_test():
    """Of ten, the ninth average from either end, as printed tables of the test say (n = 10, 2.5 %: 8)."""
    logs = [0.01, 0.03, 0.07, 0.13, 0.21, 0.31, 0.43, 0.57, 0.73, 0.91]
    averages = sorted((a + b) / 2 for i, a in enumerate(logs) for b in logs[i:])
    found = compare([math.exp(each) for each in logs], [1] * 10)
    assert (math.log(found.low), math.log(found.high)) == (pytest.approx(averages[8]), pytest.approx(averages[-9]))


def test_one_disturbed_round_of_fifteen_hardly_moves_it():
    even = [100, 101, 99, 100, 102, 98, 100, 101, 99, 100, 100, 101, 99, 100]
    found = compare([*even, 10], [100] * 15)
    assert found.value == pytest.approx(1, abs=0.01) and found.low > 0.97


def test_it_holds_the_true_ratio_in_nineteen_of_twenty_cases():
    dice = random.Random(1)
    for rounds in (6, 10, 15):
        held = 0
        for _ in range(1000):
            found = compare([1.05 * math.exp(dice.gauss(0, 0.1)) for _ in range(rounds)], [1] * rounds)
            held += found.low <= 1.05 <= found.high
        assert 0.93 < held / 1000 < 0.99, rounds


@pytest.mark.parametrize(
    "low, high, is_slower", [(0.90, 0.969, True), (0.90, 0.97, False), (0.90, 1.02, False), (1.1, 1.2, False)]
)
def test_slower_is_what_lies_wholly_below_97_percent(low, high, is_slower):
    assert Ratio((low + high) / 2, low, high).is_slower == is_slower


def test_it_reads_as_ratio_and_interval():
    assert str(Ratio(1.023, 0.987, 1.06)) == "1.02 (0.99 to 1.06)"


def test_too_few_rounds_are_refused():
    with pytest.raises(ValueError, match="6 rounds"):
        compare([1] * (FEWEST - 1), [1] * (FEWEST - 1))


def test_a_round_in_which_only_one_was_measured_is_refused():
    with pytest.raises(ValueError):
        compare([1] * 7, [1] * 6)
