"""What training tells while it works: an estimate that never promises more than the budget, and ends with it."""

import pytest

from sealcanvas.ml import progress
from sealcanvas.ml.progress import Progress, Reporter


@pytest.fixture
def now(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The monotonic clock's time, to be set."""
    now = [1000.0]
    monkeypatch.setattr(progress, "monotonic", lambda: now[0])
    return now


def test_the_estimate_is_the_rest_of_the_budget_or_what_is_expected_if_that_is_less(now: list[float]) -> None:
    told: list[Progress] = []
    reporter = Reporter(100.0, "F1", told.append)
    reporter.enter("ModelTuning", "Trying candidates.")
    assert told[-1].eta_seconds == 100.0
    now[0] += 20
    reporter.expect(30.0)
    reporter.say("Tried one.", 0.8, "lightgbm-1")
    assert told[-1].eta_seconds == 30.0
    assert told[-1].fraction == pytest.approx(0.4)
    assert (told[-1].candidate, told[-1].metric, told[-1].direction) == ("lightgbm-1", "F1", "Maximize")
    reporter.expect(500.0)
    now[0] += 10
    reporter.say("Tried another.", 0.8, "extra-trees-2")
    assert told[-1].eta_seconds == 70.0
    assert told[-1].fraction == pytest.approx(0.4)  # it never falls


def test_an_estimate_that_has_passed_is_none(now: list[float]) -> None:
    told: list[Progress] = []
    reporter = Reporter(10.0, "RMSE", told.append)
    now[0] += 11
    reporter.say("Still at it.")
    assert told[-1].eta_seconds is None
    assert told[-1].fraction == 0.99
    reporter.finish()
    last = told[-1]
    assert (last.phase, last.eta_seconds, last.fraction) == ("Completed", 0.0, 1.0)
