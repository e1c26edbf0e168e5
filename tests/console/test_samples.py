"""A newcomer without data begins with a sample, in both languages."""

from typing import Any

import pytest

from sealcanvas.client.workspace import Workspace
from tests.console.studio_world import place_of, sign_in_as_analyst
from tests.support.live import Live

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def place(live: Live) -> Workspace:
    """Where the newcomer works."""
    return place_of(live, "beginner")


_TEXTS = {
    "en": (
        "Sample datasets",
        "Customer churn",
        "Import sample",
        "Dataset Customer churn is imported.",
        "Show",
        "Predict it",
        "2 category prediction",
    ),
    "ja": (
        "サンプルデータセット",
        "顧客の解約",
        "サンプルをインポート",
        "データセット 顧客の解約",
        "表示",
        "予測してみる",
        "2 カテゴリ予測",
    ),
}


@pytest.mark.parametrize("console", ["en", "ja dark"], indirect=True)
def test_a_sample_becomes_a_dataset_under_the_storage_key(console: Any, place: Workspace) -> None:
    page = console.page
    tab, title, button, ready, show, predict, proposed = _TEXTS[console.language]
    sign_in_as_analyst(console, place)
    console.go("/datasets/import")
    page.get_by_role("tab", name=tab).click()
    page.get_by_text(title).first.wait_for()
    assert page.get_by_role("radio").count() == 4
    page.get_by_role("radio", name=title).check(force=True)
    page.get_by_role("columnheader", name="support_calls").wait_for()
    page.get_by_text("alias/sealcanvas-storage").wait_for()
    console.look("import-samples")
    page.get_by_role("button", name=button).click()
    page.get_by_text(ready).first.wait_for(timeout=60_000)
    page.get_by_role("link", name=show, exact=True).click()
    page.get_by_role("button", name=predict).or_(page.get_by_role("link", name=predict)).click()
    page.get_by_text(proposed).first.wait_for()
    console.look("import-sample-target")
    canvas = console.server.client("sealcanvas")
    [made] = [
        each
        for each in canvas.list_datasets(DomainId=place.domain_id, UserProfileName=place.profile)["Datasets"]
        if each["DatasetName"] == title
    ]
    assert (made["Status"], made["RowCount"]) == ("Ready", 3_000)
    alias = console.server.client("kms").describe_key(KeyId="alias/sealcanvas-storage")
    assert made["SSEKMSKeyId"] == alias["KeyMetadata"]["Arn"]
