"""How a model's analysis is read: where numbers and categories go wrong, as charts and as tables, metrics explained."""

from typing import Any

import pytest

from sealcanvas.client.workspace import Workspace
from tests.console.studio_world import build_houses, place_of, sign_in_as_analyst
from tests.support.live import Live

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def houses(live: Live, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """Where the analyst works, with a model of a number and one of three categories."""
    place = place_of(live, "scorer")
    build_houses(live, place, tmp_path_factory.mktemp("houses"))
    return place


def _open(console: Any, place: Workspace, model: str) -> None:
    sign_in_as_analyst(console, place)
    console.go("/models")
    console.page.get_by_role("link", name=model, exact=True).first.click()


def test_numbers_beside_what_they_were(console: Any, houses: Workspace) -> None:
    page = console.page
    _open(console, houses, "price")
    page.get_by_role("button", name="MSE: what it means", exact=True).click()
    page.get_by_text("The mean of the squared errors").wait_for()
    page.get_by_text("Lower is better.").wait_for()
    page.get_by_text("the naive baseline").first.wait_for()
    console.look("scoring-metric")
    page.get_by_role("button", name="Close", exact=True).click()
    page.get_by_role("tab", name="Scoring").click()
    page.get_by_text("Perfect + RMSE").first.wait_for()
    page.get_by_role("button", name="Show as a table").click()
    table = page.get_by_role("table", name="Predicted and actual")
    table.get_by_role("columnheader", name="Actual, mean").wait_for()
    assert table.get_by_role("row").count() > 3
    console.look("scoring-numbers")


@pytest.mark.parametrize("console", ["ja dark 820"], indirect=True)
def test_categories_flow_from_predicted_to_actual(console: Any, houses: Workspace) -> None:
    page = console.page
    _open(console, houses, "grade")
    page.get_by_role("tab", name="スコアリング").click()
    page.get_by_role("img", name="予測から実際へ").wait_for()
    assert page.locator("svg[role=img] path").count() >= 3
    assert page.locator("svg[role=img] title", has_text="予測 high、実際 high").count() == 1
    console.look("scoring-flow")
    page.get_by_role("tab", name="高度なメトリクス").click()
    page.get_by_role("button", name="BalancedAccuracy の説明").click()
    page.get_by_text("まれなカテゴリも同じ重みになります。").wait_for()
    console.look("scoring-metrics")
