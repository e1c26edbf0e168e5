"""The older service's script by boto3 alone, with real training; then each of its keys switched off in turn."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.acceptance.forecast_script import HORIZON, ITEMS, LETTERS, STEPS, Desk
from tests.support.live import live_server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module")
def desk() -> Iterator[Desk]:
    with live_server("--jobs", "3") as live:
        live.client("sealcanvas").update_data_key_cache(Seconds=1, Uses=1000)
        desk = Desk(live)
        desk.set_up()
        desk.live_through()
        yield desk


def test_metrics_tell_the_summary_and_each_window(desk: Desk) -> None:
    answer = desk.forecast.get_accuracy_metrics(PredictorArn=desk.made["predictor"])
    ((summary, *windows),) = [each["TestWindows"] for each in answer["PredictorEvaluationResults"]]
    assert summary["EvaluationType"] == "SUMMARY"
    assert {window["EvaluationType"] for window in windows} == {"COMPUTED"}
    assert all(window["TestWindowStart"] < window["TestWindowEnd"] for window in windows)
    assert summary["Metrics"]["ErrorMetrics"][0]["WAPE"] < 0.2
    assert {each["Quantile"] for each in summary["Metrics"]["WeightedQuantileLosses"]} == {0.1, 0.5, 0.9}


def test_queries_answer_quantiles_in_their_order_and_dearer_goods_sell_less(desk: Desk) -> None:
    base, dear = desk.query("item-1"), desk.query_what_if("item-1")
    for found in (base, dear):
        assert len(found["p50"]) == HORIZON
        rows = zip(found["p10"], found["p50"], found["p90"], strict=True)
        assert all(low <= middle <= high for low, middle, high in rows)
    assert sum(dear["p50"]) < sum(base["p50"]) - 8 * HORIZON  # 24 a month in truth


def test_exports_tell_what_queries_tell_under_their_own_key(desk: Desk) -> None:
    rows = desk.exported("first/")
    assert list(rows[0]) == ["item_id", "date", "p10", "p50", "p90"]
    assert len(rows) == ITEMS * HORIZON
    mine = [float(row["p50"]) for row in rows if row["item_id"] == "item-1"]
    assert mine == pytest.approx(desk.query("item-1")["p50"])
    past = desk.exported("past/forecasted-values/")
    assert {row["item_id"] for row in past} == {f"item-{number}" for number in range(ITEMS)}
    what_if = desk.exported("whatif/")
    mine = [float(row["dear_p50"]) for row in what_if if row["item_id"] == "item-1"]
    assert mine == pytest.approx(desk.query_what_if("item-1")["p50"])


def test_no_job_leaves_a_grant_and_all_that_is_stored_lies_under_its_key(desk: Desk) -> None:
    kms = desk.live.client("kms")
    assert [kms.list_grants(KeyId=key)["Grants"] for key in desk.keys.values()] == [[]] * len(LETTERS)
    report = desk.live.client("sealcanvas").verify_store(Search=["item-1"])
    assert {file["Status"] for file in report["Files"]} == {"Authentic"}
    assert report["Summary"]["FoundCount"] == 0
    stores = {file["KeyArn"] for file in report["Files"] if file["Format"] == "volume file"}
    assert stores == {desk.keys["D"], desk.keys["M"]}


@pytest.mark.parametrize("letter", LETTERS)
def test_a_key_switched_off_fails_exactly_its_own_steps(desk: Desk, letter: str) -> None:
    kms, key = desk.live.client("kms"), desk.keys[letter]
    kms.disable_key(KeyId=key)
    failed = _run(desk, list(STEPS))
    kms.enable_key(KeyId=key)
    mine = [name for name, step in STEPS.items() if letter in step.needs]
    assert sorted(failed) == sorted(mine), failed
    for name, reason in failed.items():
        for word in (key, *STEPS[name].needs[letter]):
            assert word in reason, (name, reason)
    assert _run(desk, mine) == {}


def _run(desk: Desk, names: list[str]) -> dict[str, str]:
    """Do steps beside each other; the messages of those that failed."""
    with ThreadPoolExecutor(len(names)) as pool:
        messages = pool.map(lambda name: STEPS[name].run(desk), names)
        return {name: message for name, message in zip(names, messages, strict=True) if message}
