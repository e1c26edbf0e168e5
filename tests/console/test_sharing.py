"""A model leaves its maker's studio: registered and approved, deployed and asked, shared and locked."""

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from sealcanvas.client.workspace import Workspace
from tests.console.studio_world import build_churn, place_of, sign_in_as_analyst
from tests.support.live import Live

pytestmark = [pytest.mark.slow, pytest.mark.timeout(400)]

STRANGER = "SharedStranger"


@pytest.fixture(scope="module")
def churn(live: Live, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with a model, and two more people: bob works as the domain's role, eve as one that no key knows."""
    place = place_of(live, "carol")
    build_churn(live, place, tmp_path_factory.mktemp("churn"))
    iam, sagemaker = live.client("iam"), live.client("sagemaker")
    trust = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    role = iam.create_role(RoleName=STRANGER, AssumeRolePolicyDocument=document)["Role"]["Arn"]
    for name in ("AmazonSageMakerFullAccess", "AmazonSageMakerCanvasFullAccess"):
        iam.attach_role_policy(RoleName=STRANGER, PolicyArn=f"arn:aws:iam::aws:policy/{name}")
    sagemaker.create_user_profile(DomainId=place.domain_id, UserProfileName="bob")
    settings = {"ExecutionRole": role}
    sagemaker.create_user_profile(DomainId=place.domain_id, UserProfileName="eve", UserSettings=settings)
    return place


def _open(console: Any, tab: str) -> None:
    console.go("/models")
    console.page.get_by_role("link", name="churn", exact=True).first.click()
    console.page.get_by_role("tab", name=tab).click()


def test_a_version_is_registered_deployed_and_shared(console: Any, churn: Workspace) -> None:
    page = console.page
    sign_in_as_analyst(console, churn)
    _open(console, "Deploy and share")
    page.get_by_text("Not registered").wait_for()
    page.get_by_role("button", name="Register").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Register").click()
    page.get_by_role("radio", name="model-package/churn/1").check(force=True)
    page.get_by_text("Pending approval").wait_for()
    page.get_by_role("button", name="Approve").click()
    page.get_by_text("Approved", exact=True).wait_for()

    page.get_by_role("button", name="Deploy", exact=True).click()
    page.get_by_role("dialog").get_by_label("Instances").fill("0")
    page.get_by_text("Give a whole number of 1 to 100.").wait_for()
    page.get_by_role("dialog").get_by_label("Instances").fill("2")
    page.get_by_role("dialog").get_by_label("Endpoint name").fill("canvas-churn-test")
    console.look("share-deploy")
    page.get_by_role("dialog").get_by_role("button", name="Deploy").click()
    page.get_by_text("In service").wait_for(timeout=90_000)
    page.get_by_role("radio", name="canvas-churn-test").check(force=True)
    page.get_by_role("button", name="Test deployment").click()
    dialog = page.get_by_role("dialog")
    page.wait_for_selector("[role=dialog] button:not([disabled]) >> text=Send")
    assert dialog.locator("textarea").input_value().startswith("id,年齢,plan,calls\n"), "the target is left out"
    dialog.get_by_role("button", name="Send").click()
    dialog.filter(has_text=re.compile(r"(yes|no),\s*[01]\.\d")).wait_for()  # a label with its probability
    console.look("share-test")
    dialog.get_by_role("button", name="Close").last.click()

    page.get_by_role("button", name="Share", exact=True).click()
    page.get_by_role("dialog").get_by_label("User profile").fill("bob")
    page.locator("[role=option]", has_text="bob").first.click()
    page.get_by_role("dialog").get_by_role("button", name="Share").click()
    page.get_by_text("churn V1 is shared with bob.").wait_for()
    page.get_by_role("radio", name="bob").wait_for(state="attached")
    console.look("share-tab")

    sign_in_as_analyst(console, replace(churn, profile="bob"))
    _open(console, "Analyze")
    page.get_by_text("How good the model is").wait_for()
    page.get_by_role("tab", name="Deploy and share").click()
    page.get_by_text("carol shares this version.").wait_for()

    sign_in_as_analyst(console, churn)
    _open(console, "Deploy and share")
    page.get_by_role("radio", name="canvas-churn-test").check(force=True)
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("dialog").get_by_label("To confirm, type delete").fill("delete")
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.get_by_text("Not deployed").wait_for()
    page.get_by_role("radio", name="bob").check(force=True)
    page.get_by_role("button", name="Take back").click()
    page.get_by_role("dialog").get_by_role("button", name="Take back").click()
    page.get_by_text("Not shared").wait_for()


@pytest.mark.parametrize("console", ["ja dark"], indirect=True)
def test_whose_role_lacks_the_key_sees_it_locked(console: Any, churn: Workspace) -> None:
    page, canvas = console.page, console.server.client("sealcanvas")
    [version] = canvas.list_model_versions(DomainId=churn.domain_id, UserProfileName=churn.profile)["ModelVersions"]
    canvas.share_model_version(ModelVersionId=version["ModelVersionId"], UserProfileName="eve")
    sign_in_as_analyst(console, replace(churn, profile="eve"))
    _open(console, "分析")
    page.get_by_text("kms:Decrypt").first.wait_for()
    console.look("share-locked")
    page.get_by_role("tab", name="デプロイと共有").click()
    page.get_by_text(f"{churn.profile} がこのバージョンを共有しています").wait_for()
    console.look("share-tab-of-recipient")


def test_what_the_settings_switch_off_is_off_in_the_page(console: Any, churn: Workspace) -> None:
    page, sagemaker = console.page, console.server.client("sagemaker")
    off = {"CanvasAppSettings": {"DirectDeploySettings": {"Status": "DISABLED"}}}
    whose = {"DomainId": churn.domain_id, "UserProfileName": churn.profile}
    sagemaker.update_user_profile(**whose, UserSettings=off)
    try:
        sign_in_as_analyst(console, churn)
        _open(console, "Deploy and share")
        page.get_by_text("Endpoints that answer requests").wait_for()
        page.locator("button[aria-disabled=true]", has_text="Deploy").wait_for()
    finally:
        on = {"CanvasAppSettings": {"DirectDeploySettings": {"Status": "ENABLED"}}}
        sagemaker.update_user_profile(**whose, UserSettings=on)
