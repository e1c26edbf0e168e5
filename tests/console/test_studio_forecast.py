"""A forecast as an analyst works with it: history and quantiles, one item and all, and what if prices change."""

from pathlib import Path
from typing import Any

import pytest

from sealcanvas.client.workspace import Workspace
from tests.console.studio_world import choose, import_file, place_of, priced_sales, sign_in_as_analyst
from tests.support.live import Live

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def place(live: Live) -> Workspace:
    """Where the analyst works."""
    return place_of(live, "forecaster")


def test_a_forecast_item_by_item_and_what_if(console: Any, place: Workspace, tmp_path: Path) -> None:
    page = console.page
    sign_in_as_analyst(console, place)
    import_file(console, priced_sales(tmp_path), button="Import", ready="Dataset priced.csv is imported.")
    console.go("/models/create")
    page.get_by_label("Model name").fill("units")
    choose(console, "Dataset", "priced.csv")
    choose(console, "Target column", "units")
    choose(console, "Model type", "Time series forecasting")
    page.get_by_role("button", name="Related columns").click()
    page.locator("[role=option]", has_text="price").first.click()
    page.keyboard.press("Escape")
    page.get_by_label("Forecast horizon").fill("14")
    page.get_by_role("button", name="Advanced settings").click()
    choose(console, "Objective metric", "WAPE")
    page.get_by_text("as a share of the sum of the actual values").first.wait_for()
    console.look("forecast-create")
    page.get_by_role("button", name="Start quick build").click()
    page.get_by_text("How good the model is").wait_for(timeout=150_000)
    page.get_by_role("tab", name="Build", exact=True).click()
    page.get_by_text("Objective metric").wait_for()
    page.get_by_role("tab", name="Predict", exact=True).click()
    page.get_by_role("button", name="Make a forecast").click()
    page.get_by_text("The history, then 14 periods ahead.").wait_for(timeout=60_000)

    page.get_by_text("Quantiles do not add up like that").wait_for()
    page.get_by_text("Sum of the items' p10").first.wait_for()
    console.look("forecast-all")
    page.get_by_role("button", name="shop All items (3)").click()
    page.keyboard.type("渋")
    page.locator("[role=option]", has_text="Umeda").wait_for(state="detached")
    page.locator("[role=option]", has_text="渋谷").click()
    page.get_by_text("Quantiles do not add up like that").wait_for(state="detached")
    page.get_by_text("History").first.wait_for()
    page.get_by_role("button", name="Show as a table").click()
    page.get_by_role("table", name="Show as a table").get_by_role("columnheader", name="p90").wait_for()
    console.look("forecast-one")

    page.get_by_role("button", name="New what-if").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Value", exact=True).fill("x")
    dialog.get_by_text("Give a number, such as 0.9.").wait_for()
    console.look("forecast-what-if-rule")
    dialog.get_by_label("All items, by a rule").check()
    dialog.get_by_label("Value", exact=True).fill("0.5")
    dialog.get_by_role("button", name="Calculate").click()
    page.get_by_role("cell", name="price × 0.5").wait_for()
    page.get_by_role("button", name="Stop comparing What if 1").wait_for(timeout=60_000)
    page.get_by_text("What if: p50").first.wait_for()
    page.get_by_text("p50, sum over the horizon").first.wait_for()
    console.look("forecast-compared")

    page.get_by_role("button", name="New what-if").click()
    dialog.get_by_label("渋谷, period by period").check()
    for field in dialog.get_by_role("textbox", name="New value").all()[:2]:
        field.fill("3")
    console.look("forecast-what-if-periods")
    dialog.get_by_role("button", name="Calculate").click()
    page.get_by_role("cell", name="price = 3, 渋谷, Apr 30, 2024 – May 1, 2024").wait_for()
    page.get_by_role("button", name="Stop comparing What if 2").wait_for(timeout=60_000)
    page.get_by_role("button", name="Delete What if 2").click()
    page.get_by_role("cell", name="What if 2").wait_for(state="detached")

    page.get_by_role("button", name="Umeda").click()  # of the table of items
    page.get_by_role("button", name="shop Umeda").wait_for()
    page.get_by_role("searchbox", name="Find an item").last.fill("nobody")
    page.get_by_text("No match").wait_for()


@pytest.mark.parametrize("console", ["ja dark 820"], indirect=True)
def test_a_key_taken_away_takes_the_chart_away(console: Any, place: Workspace) -> None:
    page, kms = console.page, console.server.client("kms")
    sign_in_as_analyst(console, place)
    console.go("/predictions")
    page.locator("a[href*='/predictions/pr-']").first.click()
    page.get_by_text("履歴と、14 期間先までの予測です。").wait_for()
    page.get_by_text("分位数はそのようには合計できません").wait_for()
    console.look("forecast-all")
    address = page.url.partition("/console")[2]
    key = kms.describe_key(KeyId="alias/sealcanvas-application")["KeyMetadata"]["Arn"]
    kms.disable_key(KeyId=key)
    try:
        console.go(address)
        page.get_by_text("ロック").first.wait_for()
        assert page.get_by_text("履歴と、14 期間先までの予測です。").count() == 0
        console.look("forecast-locked")
    finally:
        kms.enable_key(KeyId=key)
    page.get_by_role("button", name="再試行").first.click()
    page.get_by_text("履歴と、14 期間先までの予測です。").wait_for(timeout=30_000)
