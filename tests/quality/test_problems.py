"""Red flags are found in what patients write, and ordinary problems do not raise them."""

import pytest

from tests.quality.problems import figures, read


@pytest.mark.parametrize("group", ["developed", "kept"])
def test_dangers_raise_a_red_flag_and_ordinary_problems_do_not(group):
    recall, alarms = figures([problem for problem in read() if problem.group == group])
    assert recall >= 0.97 and alarms <= 0.05
