"""The encryption overview in the browser: a verification with progress, its result, and the evidence to take along."""

from pathlib import Path

import pytest

from tests.console.conftest import Console
from tests.console.studio_world import sign_in_as_analyst, workspace_of

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("console", ["en", "ja 820", "en dark"], indirect=True)
def test_everything_is_verified_and_the_evidence_taken_along(console: Console, tmp_path: Path) -> None:
    page, ja = console.page, console.language == "ja"
    kms, s3 = console.server.client("kms"), console.server.client("s3")
    key = kms.create_key()["KeyMetadata"]["Arn"]
    bucket = f"evidence-{key[-6:]}"
    s3.create_bucket(Bucket=bucket)
    seal = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key}
    s3.put_object(Bucket=bucket, Key="one", Body=b"never in the clear" * 1000, **seal)
    console.go("/encryption")
    page.get_by_label("テキスト" if ja else "Text", exact=True).fill("never in the clear")
    page.get_by_role("button", name="今すぐ検証" if ja else "Verify now").first.click()
    page.get_by_role("heading", name="すべて暗号化され" if ja else "Everything is sealed").wait_for(timeout=120_000)
    page.get_by_role("link", name=key.split("/")[-1]).first.wait_for()
    console.look("encryption")
    page.get_by_role("link", name="証拠レポート" if ja else "Evidence report").click()
    page.get_by_role("heading", name="ストア" if ja else "Stores", exact=True).wait_for()
    console.settle()
    console.look("encryption-report")
    with page.expect_download() as downloading:
        page.get_by_role("button", name="HTML").click()
    evidence = tmp_path / "evidence.html"
    downloading.value.save_as(evidence)
    text = evidence.read_text()
    assert key in text
    assert "never in the clear" not in text
    assert "<script" not in text
    console.go("/encryption/report/print")
    page.get_by_role("heading", name="ストア" if ja else "Stores", exact=True).wait_for()
    assert not page.get_by_role("navigation").count()
    console.look("encryption-print")


def test_a_file_that_is_not_sealed_is_shown(console: Console) -> None:
    page = console.page
    planted = console.server.server.home.folder / "planted <b>.txt"
    planted.write_text("in the clear")
    try:
        console.go("/encryption")
        page.get_by_role("button", name="Verify now").first.click()
        page.get_by_role("heading", name="Something is not sealed").wait_for(timeout=120_000)
        page.get_by_role("rowheader", name="planted <b>.txt").wait_for()
        console.look("encryption-unsealed")
    finally:
        planted.unlink()


@pytest.mark.parametrize("console", ["en", "ja dark 820"], indirect=True)
def test_an_analyst_is_told_whom_to_ask_and_shown_nothing_else(console: Console) -> None:
    page, ja = console.page, console.language == "ja"
    sign_in_as_analyst(console, workspace_of(console.server))
    for path in ("/encryption", "/encryption/report", "/events", "/denials"):
        with console.refused("AccessDeniedException"):
            console.go(path)
            page.get_by_text("ドメインの管理者に依頼" if ja else "ask the administrator of your domain").wait_for()
        main = page.locator("main")
        assert not main.get_by_role("textbox").or_(main.get_by_role("searchbox")).count(), path
        assert main.get_by_role("button", name="理由と対処方法" if ja else "Why, and what to do").count() == 1
        console.look(f"analyst{path.replace('/', '-')}")
