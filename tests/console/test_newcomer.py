"""A newcomer on a server that was started a moment ago: from the first page to a forecast under keys of their own."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.console.conftest import Console
from tests.support.live import live_server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]


@pytest.fixture
def newcomer(browser: Any, screenshots: Path) -> Iterator[Console]:
    """The administrator of a new server, before its first page."""
    with live_server() as server:
        context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en", reduced_motion="reduce")
        context.set_default_timeout(60_000)
        try:
            console = Console(context, server, "en", screenshots)
            console.sign_in()
            yield console
            assert not console.problems, "\n".join(console.problems)
        finally:
            context.close()


def test_from_the_first_page_to_a_forecast_under_a_key_of_ones_own(newcomer: Console) -> None:
    page = newcomer.page
    newcomer.look("newcomer-first-page")
    page.get_by_role("link", name="Quick setup").or_(page.get_by_role("button", name="Quick setup")).first.click()
    page.get_by_label("Domain name").fill("newcomer")
    with newcomer.refused("NotFoundException"):  # no alias of that name yet
        page.get_by_role("button", name="Create domain").click()
        page.get_by_text("Nothing is missing.").wait_for()
    page.get_by_role("button", name="Import data").click()
    page.get_by_role("tab", name="Sample datasets").click()
    page.get_by_role("radio", name="Shop sales").check(force=True)
    page.get_by_role("button", name="Import sample").click()
    page.get_by_text("Dataset Shop sales is imported.").first.wait_for()
    page.get_by_role("link", name="Show", exact=True).click()
    page.get_by_role("button", name="Predict it").or_(page.get_by_role("link", name="Predict it")).click()
    page.get_by_label("Model name").fill("sales")
    page.get_by_role("heading", name="Time series").wait_for()
    newcomer.look("newcomer-model")
    page.get_by_role("button", name="Start quick build").click()
    page.get_by_text("How good the model is").wait_for(timeout=150_000)
    page.get_by_role("tab", name="Predict", exact=True).click()
    page.get_by_role("button", name="Make a forecast").click()
    page.get_by_text("The history, then", exact=False).wait_for()
    newcomer.look("newcomer-forecast")

    key = _key_of(newcomer)
    assert key["KeyManager"] == "CUSTOMER"
    _mended(newcomer, key["KeyId"])
    newcomer.go("/encryption")
    page.get_by_role("button", name="Verify now").first.click()
    page.get_by_role("heading", name="Everything is sealed").wait_for(timeout=120_000)


def _key_of(newcomer: Console) -> dict[str, Any]:
    """The key that the forecast's file lies under, as S3 tells it."""
    canvas, s3 = newcomer.server.client("sealcanvas"), newcomer.server.client("s3")
    [domain] = newcomer.server.client("sagemaker").list_domains()["Domains"]
    [made] = canvas.list_predictions(DomainId=domain["DomainId"])["Predictions"]
    place = urlsplit(canvas.describe_prediction(PredictionId=made["PredictionId"])["OutputS3Uri"])
    listed = s3.list_objects_v2(Bucket=place.netloc, Prefix=place.path.lstrip("/"))["Contents"]
    keys = {s3.head_object(Bucket=place.netloc, Key=each["Key"])["SSEKMSKeyId"] for each in listed}
    [arn] = keys
    return dict(newcomer.server.client("kms").describe_key(KeyId=arn)["KeyMetadata"])


def _mended(newcomer: Console, key_id: str) -> None:
    """Somebody disables the key: the forecast is locked, and opened again from where it is."""
    page = newcomer.page
    newcomer.server.client("kms").disable_key(KeyId=key_id)
    with newcomer.refused("DisabledException", "ValidationException", "AccessDeniedException", ""):  # S3 answers in XML
        page.reload()
        page.get_by_text("The key is disabled").first.wait_for()
        newcomer.look("newcomer-locked")
        page.get_by_role("button", name="Enable the key").first.click()
        page.get_by_role("dialog").get_by_role("button", name="Enable").last.click()
        page.get_by_text("The history, then", exact=False).wait_for()
