"""What an analyst does in the studio, from the first click, in a real browser."""

from pathlib import Path
from typing import Any

import pytest

from sealcanvas.client.workspace import Workspace
from tests.console.studio_world import (
    build_churn,
    choose,
    customers,
    import_file,
    sales,
    sign_in_as_analyst,
    workspace_of,
)
from tests.support.live import Live

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture(scope="module")
def place(live: Live) -> Workspace:
    """Where the analyst works."""
    return workspace_of(live)


@pytest.fixture(scope="module")
def churn(live: Live, place: Workspace, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """The same place, with a model and rows to predict for."""
    build_churn(live, place, tmp_path_factory.mktemp("churn"))
    return place


def test_from_a_file_to_predictions(console: Any, place: Workspace, tmp_path: Path) -> None:
    page = console.page
    sign_in_as_analyst(console, place)
    page.get_by_role("link", name="Import data").click()
    page.set_input_files("input[type=file]", str(customers(tmp_path)))
    page.get_by_text("Preview of customers.csv").wait_for()
    page.get_by_text("alias/sealcanvas-storage").wait_for()
    console.look("studio-import")
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_text("Dataset customers.csv is imported.").wait_for(timeout=60_000)
    assert not _uploads(console, place), "the upload is deleted once it is imported"
    page.get_by_role("link", name="Show", exact=True).click()
    page.get_by_role("tab", name="Columns").click()
    page.get_by_role("columnheader", name="Mismatched").wait_for()
    page.get_by_text("400 unique values, one for each row: looks like an identifier").wait_for()
    console.look("studio-columns")
    page.get_by_role("tab", name="Quality").click()
    page.get_by_role("button", name="Examine the data").click()
    page.get_by_text("IdColumn").wait_for(timeout=60_000)
    console.look("studio-quality")

    page.get_by_role("link", name="Create model").click()
    page.get_by_label("Model name").fill("churn")
    choose(console, "Target column", "churn")
    page.get_by_text("Proposed by the data: 2 category prediction").wait_for()
    page.get_by_text("id: one value for each row").wait_for()
    page.get_by_role("button", name="Leave out", exact=True).click()
    page.get_by_text("id: one value for each row").wait_for(state="detached")
    _add_formula(page, "twice", "callz * 2")
    page.get_by_text("There is no column 'callz'").wait_for()
    console.look("studio-step-refused")
    page.get_by_role("dialog").get_by_role("textbox", name="Formula").fill("calls * 2")
    page.get_by_role("dialog").get_by_role("button", name="Add step").click()
    page.get_by_text("5 columns are left.").wait_for()
    page.get_by_role("button", name="Preview", exact=True).click()
    page.get_by_role("columnheader", name="twice").wait_for(timeout=60_000)
    page.get_by_role("button", name="Preview model").click()
    page.get_by_text("Likely F1").wait_for(timeout=60_000)
    console.look("studio-create-model")
    page.get_by_role("button", name="Undo").click()
    page.get_by_text("4 columns are left.").wait_for()
    page.get_by_role("button", name="Redo").click()
    page.get_by_role("button", name="Start quick build").click()

    page.get_by_text("Best score so far").first.wait_for(timeout=90_000)
    page.get_by_role("table", name="Tried so far").get_by_role("columnheader", name="F1").wait_for(timeout=60_000)
    console.look("studio-building")
    console.go("/predictions")  # leave, and be told
    page.get_by_text("Model churn is built.").wait_for(timeout=120_000)
    console.go("/models")
    page.get_by_role("link", name="churn", exact=True).click()
    page.get_by_text("How good the model is").wait_for()
    page.get_by_text("The model does better").wait_for()
    for tab in ("Overview", "Scoring", "Advanced metrics", "Model leaderboard"):
        page.get_by_role("tab", name=tab).click()
        page.wait_for_load_state("networkidle")
        if tab == "Scoring":
            page.get_by_role("img", name="From predicted to actual").wait_for()
        if tab == "Advanced metrics":
            page.get_by_role("button", name="AUC: what it means").click()
            page.get_by_text("0.5 is chance.").wait_for()
        console.look(f"studio-{tab.lower().replace(' ', '-')}")
    page.get_by_role("tab", name="Build", exact=True).click()
    page.get_by_text("twice, calls * 2").wait_for()

    rows = customers(tmp_path, rows=60, target=False)
    import_file(console, rows, button="Import", ready="Dataset new customers.csv is imported.")
    console.go("/models")
    page.get_by_role("link", name="churn", exact=True).click()
    page.get_by_role("tab", name="Predict", exact=True).click()
    choose(console, "Rows to predict for", "new customers.csv")
    page.get_by_label("Tell reasons").check()
    page.get_by_role("button", name="Generate predictions").click()
    page.get_by_role("columnheader", name="probability").wait_for(timeout=60_000)
    console.look("studio-prediction")
    with page.expect_download() as fetched:
        page.get_by_role("button", name="Download").click()
    lines = Path(fetched.value.path()).read_text("utf-8").splitlines()
    assert len(lines) == 61
    assert lines[0].endswith("churn,probability,reasons")


def test_one_row_at_a_time_and_everything_else_with_a_model(console: Any, churn: Workspace) -> None:
    page = console.page
    sign_in_as_analyst(console, churn)
    console.go("/models")
    page.get_by_role("link", name="churn", exact=True).first.click()
    page.get_by_text("How good the model is").wait_for()
    version = page.locator("h1").inner_text()
    page.get_by_role("tab", name="Predict", exact=True).click()
    page.get_by_role("button", name="Single prediction").click()
    with console.refused("ModelNotReadyException"):
        page.get_by_role("button", name="Predict", exact=True).click()
        page.get_by_text("Starting the endpoint.").wait_for()
        page.get_by_text("Prediction of churn").wait_for(timeout=60_000)
    page.get_by_text("In service").wait_for()
    page.get_by_label("calls").fill("12")
    page.get_by_role("button", name="Update", exact=True).click()
    page.get_by_text("Before:").wait_for()
    page.get_by_text("was:").wait_for()
    console.look("studio-what-if")
    page.get_by_role("button", name="Stop endpoint").click()
    page.get_by_text("In service").wait_for(state="detached")
    with console.refused("ModelNotReadyException"):  # one that has just been started may be asked too soon
        page.get_by_role("button", name="Update", exact=True).click()  # and starts it again
        page.get_by_text("In service").wait_for(timeout=60_000)
        page.locator("button:not([aria-disabled=true])").filter(has_text="Update").wait_for()
    page.get_by_role("button", name="Stop endpoint").click()
    page.get_by_text("In service").wait_for(state="detached")
    for item, suffix in (("Download model", ".tar.gz"), ("Download notebook", ".ipynb")):
        page.get_by_role("button", name="Actions").click()
        with page.expect_download() as fetched:
            page.get_by_role("menuitem", name=item).click()
        assert fetched.value.suggested_filename == f"{version}{suffix}"
    page.get_by_role("button", name="Actions").click()
    page.get_by_role("menuitem", name="Register").click()
    console.look("studio-register")
    page.get_by_role("dialog").get_by_role("button", name="Register").click()
    page.get_by_text(f"{version} is registered").wait_for()


@pytest.mark.parametrize("console", ["ja dark 820"], indirect=True)
def test_a_forecast_in_japanese(console: Any, place: Workspace, tmp_path: Path) -> None:
    page = console.page
    sign_in_as_analyst(console, place)
    import_file(console, sales(tmp_path), button="インポート", ready="データセット 売上.csv をインポートしました。")
    console.go("/models/create")
    page.get_by_label("モデル名").fill("売上")
    choose(console, "データセット", "売上.csv")
    choose(console, "ターゲット列", "sales")
    page.get_by_text("時系列データのようです。店 ごとに day が 1 日間隔で続いています。").wait_for()
    console.look("studio-series-hint")
    page.get_by_role("button", name="時系列予測に切り替える").click()
    page.get_by_role("button", name="項目 ID 列").get_by_text("店").wait_for()
    page.get_by_role("button", name="タイムスタンプ列").get_by_text("day").wait_for()
    page.get_by_label("予測期間").fill("501")
    page.get_by_text("1 ～ 500 の整数を入力してください。").wait_for()
    page.get_by_label("予測期間").fill("14")
    console.look("studio-series")
    page.get_by_role("button", name="クイックビルドを開始").click()
    page.get_by_text("モデルの精度").wait_for(timeout=150_000)
    page.get_by_role("tab", name="バックテスト").click()
    page.get_by_text("予測と実績").wait_for()
    console.look("studio-backtest")
    page.get_by_role("tab", name="予測", exact=True).click()
    page.get_by_role("button", name="予測を作成").click()
    page.get_by_text("履歴と、14 期間先までの予測です。").wait_for(timeout=60_000)
    page.get_by_text("各項目の p90 の合計").first.wait_for()
    page.get_by_text("このモデルには価格などの関連列がありません。").wait_for()
    console.look("studio-forecast")


def test_an_automation_and_the_jobs(console: Any, churn: Workspace) -> None:
    page = console.page
    sign_in_as_analyst(console, churn)
    console.go("/automations")
    page.get_by_text("No automations").wait_for()
    console.look("studio-automations")
    page.get_by_role("link", name="Create automation").click()
    page.get_by_label("Name", exact=True).fill("every week")
    choose(console, "Model", "churn V1")
    choose(console, "Dataset", "new customers.csv")
    page.get_by_label("On a schedule").check()
    page.get_by_label("Cron expression").fill("0 6 *")
    page.get_by_text("Six fields are needed").wait_for()
    page.get_by_label("Cron expression").fill("0 6 ? * MON *")
    page.get_by_label("Drift limit").fill("")
    console.look("studio-create-automation")
    page.get_by_role("button", name="Create automation").click()
    page.get_by_text("cron(0 6 ? * MON *)").wait_for()
    page.get_by_role("button", name="Run now").click()
    page.get_by_text("Succeeded").wait_for(timeout=90_000)
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Resume").wait_for()
    console.look("studio-automation")
    console.go("/jobs")
    page.get_by_role("link", name="Predict", exact=True).first.click()
    page.get_by_text("Events").wait_for()
    console.settle()
    console.look("studio-job")


def test_a_disabled_key_locks_and_says_so(console: Any, churn: Workspace) -> None:
    page, kms = console.page, console.server.client("kms")
    console.go("/datasets")  # as the administrator, who chooses whose data to see
    choose(console, "Workspace", "command-line / analyst")  # other tests have set up domains, too
    kms.disable_key(KeyId=churn.storage_key)
    try:
        console.go("/datasets")
        page.get_by_text("The key is disabled").first.wait_for(timeout=40_000)
        console.look("studio-locked-list")
        with console.refused("ValidationException"):
            page.get_by_role("link", name="customers.csv", exact=True).first.click()
            page.get_by_text("Locked: The key is disabled").wait_for()
            console.look("studio-locked")
            page.get_by_role("link", name="Open the key").wait_for()
        page.get_by_role("button", name="Enable the key").click()
        page.get_by_role("dialog").get_by_role("button", name="Enable", exact=True).click()
        page.get_by_role("cell", name="C00000").wait_for(timeout=20_000)  # opened where it was locked
    finally:
        kms.enable_key(KeyId=churn.storage_key)


def test_versions_from_a_file_and_from_a_bucket(console: Any, place: Workspace, tmp_path: Path) -> None:
    page, s3 = console.page, console.server.client("s3")
    sign_in_as_analyst(console, place)
    s3.upload_file(str(customers(tmp_path, rows=80)), place.inbox, "fresh.csv")
    console.go("/datasets/import")
    page.get_by_role("tab", name="Amazon S3").click()
    page.get_by_role("searchbox").first.fill(f"s3://{place.inbox}/")
    page.get_by_text("Name an object").wait_for()
    page.get_by_role("button", name="Browse S3").click()
    page.get_by_text(place.inbox).last.click()
    page.get_by_text("fresh.csv").wait_for()
    console.look("studio-s3")
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("searchbox").first.fill(f"s3://{place.inbox}/fresh.csv")
    page.get_by_label("Dataset name").fill("fresh")
    page.get_by_role("button", name="Import data").click()
    page.get_by_text("Dataset fresh is imported.").wait_for(timeout=60_000)
    page.get_by_role("link", name="Update automatically").wait_for()
    page.get_by_role("link", name="Update dataset").click()
    page.set_input_files("input[type=file]", str(customers(tmp_path, rows=90)))
    page.get_by_role("button", name="Import as the next version").click()
    page.get_by_text("Dataset customers.csv is imported.").wait_for(timeout=60_000)
    page.get_by_role("link", name="Show", exact=True).first.click()
    page.get_by_role("tab", name="Versions").click()
    page.get_by_role("button", name="Show V1").click()
    page.get_by_role("button", name="Show V2").wait_for()
    console.look("studio-versions")
    page.get_by_role("button", name="Delete").click()
    page.get_by_label("To confirm, type delete").fill("delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.get_by_text("Dataset fresh is deleted.").wait_for(timeout=60_000)


def _add_formula(page: Any, name: str, formula: str) -> None:
    page.get_by_role("button", name="Add step").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="Step Leave out").click()
    page.locator("[role=option]", has_text="Formula").click()
    dialog.get_by_label("Name of the column").fill(name)
    dialog.get_by_role("textbox", name="Formula").fill(formula)
    dialog.get_by_role("button", name="Add step").click()


def _uploads(console: Any, place: Workspace) -> list[Any]:
    who = {"DomainId": place.domain_id, "UserProfileName": place.profile}
    told = console.server.client("sealcanvas").describe_workspace(**who)
    bucket, _, prefix = told["ArtifactUri"].removeprefix("s3://").partition("/")
    found = console.server.client("s3").list_objects_v2(Bucket=bucket, Prefix=f"{prefix}/uploads/".lstrip("/"))
    return list(found.get("Contents", []))
