"""Settings of a domain and of its people, and the tags of a bucket, changed in the page."""

import secrets
from typing import Any

import pytest

from sealcanvas.client.workspace import Workspace
from tests.console.studio_world import workspace_of
from tests.support.live import Live

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def place(live: Live) -> Workspace:
    """The domain that is changed."""
    return workspace_of(live)


def _choose_in_dialog(page: Any, label: str, option: str) -> None:
    page.get_by_role("dialog").get_by_role("button", name=label).click()
    page.locator("[role=option]", has_text=option).first.click()


def test_a_domains_features_are_switched(console: Any, place: Workspace) -> None:
    page, sagemaker = console.page, console.server.client("sagemaker")
    console.go(f"/domains/{place.domain_id}")
    page.get_by_role("button", name="Edit", exact=True).click()
    _choose_in_dialog(page, "Model registration", "Disabled")
    console.look("domain-edit-settings")
    page.get_by_role("dialog").get_by_role("button", name="Save changes").click()
    page.get_by_role("dialog").wait_for(state="detached")
    saved = sagemaker.describe_domain(DomainId=place.domain_id)["DefaultUserSettings"]["CanvasAppSettings"]
    assert saved["ModelRegisterSettings"] == {"Status": "DISABLED"}
    assert saved["TimeSeriesForecastingSettings"]["Status"] == "ENABLED", "what was not touched stays"
    page.get_by_role("button", name="Edit", exact=True).click()
    _choose_in_dialog(page, "Model registration", "Enabled")
    page.get_by_role("dialog").get_by_role("button", name="Save changes").click()
    page.get_by_role("dialog").wait_for(state="detached")


@pytest.mark.parametrize("console", ["en", "ja dark 820"], indirect=True)
def test_a_user_profile_is_edited(console: Any, place: Workspace) -> None:
    page, sagemaker = console.page, console.server.client("sagemaker")
    edit, deploy, off, save, inherited = {
        "en": ("Edit", "Model deployment", "Disabled", "Save changes", "As the domain: Enabled"),
        "ja": ("編集", "モデルのデプロイ", "無効", "変更を保存", "ドメインと同じ: 有効"),
    }[console.language]
    name = f"user-{secrets.token_hex(3)}"
    sagemaker.create_user_profile(DomainId=place.domain_id, UserProfileName=name)
    console.go(f"/domains/{place.domain_id}?tab=profiles")
    page.get_by_role("radio", name=name).check(force=True)
    page.get_by_role("button", name=edit, exact=True).click()
    page.get_by_role("dialog").get_by_text(inherited).first.wait_for()
    _choose_in_dialog(page, deploy, off)
    console.look("profile-edit")
    page.get_by_role("dialog").get_by_role("button", name=save).click()
    page.get_by_role("dialog").wait_for(state="detached")
    saved = sagemaker.describe_user_profile(DomainId=place.domain_id, UserProfileName=name)["UserSettings"]
    assert saved == {"CanvasAppSettings": {"DirectDeploySettings": {"Status": "DISABLED"}}}, "nothing else is pinned"
    sagemaker.delete_user_profile(DomainId=place.domain_id, UserProfileName=name)


def test_a_buckets_tags_are_kept(console: Any) -> None:
    page, s3, bucket = console.page, console.server.client("s3"), f"tags-{secrets.token_hex(4)}"
    s3.create_bucket(Bucket=bucket)
    with console.refused("NoSuchTagSet"):
        console.go(f"/buckets/{bucket}?tab=tags")
        page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_label("Key", exact=True).last.fill("team")
    page.get_by_label("Value", exact=True).last.fill("売上")
    console.look("bucket-tags")
    page.get_by_role("button", name="Save changes").click()
    page.get_by_text("The tags are saved.").wait_for()
    assert s3.get_bucket_tagging(Bucket=bucket)["TagSet"] == [{"Key": "team", "Value": "売上"}]
    with console.refused("NoSuchTagSet"):
        page.get_by_role("button", name="Remove team").click()
        page.get_by_role("button", name="Save changes").click()
        page.get_by_text("None.").first.wait_for()
        page.wait_for_load_state("networkidle")
    with pytest.raises(s3.exceptions.ClientError, match="NoSuchTagSet"):
        s3.get_bucket_tagging(Bucket=bucket)
