"""What is told of a build that was served beside the baseline."""

from tests.bench.beside import MEASURES, evenness, slower
from tests.bench.ratios import Ratio
from tests.bench.report import Report

RATE, WORK = MEASURES
EVEN, SLOWER, UNSURE = Ratio(1.01, 0.98, 1.04), Ratio(0.90, 0.85, 0.96), Ratio(0.90, 0.70, 1.10)


def found(**ratios):
    return {"SQLite": {"memory": 1.25, "ratios": {(page, WORK): ratio for page, ratio in ratios.items()}}}


def text(baseline):
    run = {"kinds": ["SQLite"], "sizes": [100, 500], "machine": [], "inside": {}}
    return Report(run | {"baseline": baseline, "beside": "Beside the baseline, commit abc", "rounds": 6}).text()


def test_pages_that_became_slower_are_named():
    sentence = slower(found(home=SLOWER, article=EVEN, search=UNSURE))
    assert sentence == "Slower than the baseline: home on SQLite (answers a processor second)."


def test_where_no_interval_lies_below_nothing_is_slower():
    assert slower(found(article=EVEN, search=UNSURE)) is None


def test_beside_itself_it_tells_how_many_intervals_hold_one():
    assert evenness(found(home=SLOWER, article=EVEN, search=UNSURE)).startswith("2 of 3 ")


def test_the_report_shows_ratio_and_interval_and_marks_what_is_slower():
    report = text(found(home=SLOWER, article=EVEN))
    assert "## Beside the baseline, commit abc\n" in report and "the same 6\nrounds" in report
    assert "| home | – | 0.90 (0.85 to 0.96), slower |" in report
    assert "| article | – | 1.01 (0.98 to 1.04) |" in report
    assert "over the baseline's: 1.25 on SQLite" in report


def test_without_a_baseline_the_report_is_silent_of_it():
    assert "baseline" not in text({})
