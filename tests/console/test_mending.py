"""What refuses in the studio is told in its lists, and mended from where it refuses, in one go."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from sealcanvas.client.workspace import Workspace
from tests.console.conftest import Console
from tests.console.studio_world import choose, import_customers, place_of
from tests.support.live import Live

pytestmark = [pytest.mark.slow, pytest.mark.timeout(240)]

_DOMAIN = "command-line / mender"


@pytest.fixture(scope="module")
def place(live: Live, tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with the dataset "customers.csv"."""
    found = place_of(live, "mender")
    import_customers(live, found, tmp_path_factory.mktemp("customers"))
    return found


@contextmanager
def _stripped(live: Live, place: Workspace) -> Iterator[str]:
    """Take the execution role's policies, and its statement in the storage key's policy; the role's name."""
    iam, kms = live.client("iam"), live.client("kms")
    who = {"DomainId": place.domain_id, "UserProfileName": place.profile}
    role = live.client("sealcanvas").describe_workspace(**who)["ExecutionRoleArn"].rsplit("/", 1)[-1]
    attached = [each["PolicyArn"] for each in iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]]
    policy = kms.get_key_policy(KeyId=place.storage_key)["Policy"]
    root = {"AWS": f"arn:aws:iam::{live.account}:root"}
    managed = {
        "Effect": "Allow",
        "Principal": root,
        "Action": ["kms:Describe*", "kms:Get*", "kms:Put*"],
        "Resource": "*",
    }
    try:
        for arn in attached:
            iam.detach_role_policy(RoleName=role, PolicyArn=arn)
        kms.put_key_policy(
            KeyId=place.storage_key, Policy=json.dumps({"Version": "2012-10-17", "Statement": [managed]})
        )
        yield role
    finally:
        for arn in attached:
            iam.attach_role_policy(RoleName=role, PolicyArn=arn)
        kms.put_key_policy(KeyId=place.storage_key, Policy=policy)
        if "SealcanvasWorkspace" in iam.list_role_policies(RoleName=role)["PolicyNames"]:
            iam.delete_role_policy(RoleName=role, PolicyName="SealcanvasWorkspace")


@pytest.mark.parametrize("console", ["en", "ja dark 820"], indirect=True)
def test_a_role_that_lacks_everything_is_mended_in_one_go(console: Console, place: Workspace) -> None:
    page, ja = console.page, console.language == "ja"
    console.go("/datasets")
    choose(console, "ワークスペース" if ja else "Workspace", _DOMAIN)
    with _stripped(console.server, place) as role:
        console.go("/datasets")
        page.get_by_text("ロック" if ja else "Locked").first.wait_for()
        console.look("mending-refused-list")
        with console.refused("AccessDeniedException", "ValidationException"):
            page.get_by_role("link", name="customers.csv", exact=True).first.click()
            page.get_by_role("button", name="理由と対処方法" if ja else "Why, and what to do").click()
        dialog = page.get_by_role("dialog")
        apply = dialog.get_by_role("button", name="この変更を適用" if ja else "Apply this change")
        apply.wait_for()
        box = apply.bounding_box()
        assert box is not None
        assert box["y"] + box["height"] <= 900, "the mend is seen without scrolling"
        dialog.get_by_text("許可なし" if ja else "Does not allow").first.wait_for()
        assert not dialog.get_by_text("no-match").count()
        console.look("mending-why")
        dialog.get_by_role("button", name="すべてチェック" if ja else "Check all that this role needs").click()
        everything = dialog.get_by_role("button", name="すべて適用" if ja else "Apply all")
        everything.wait_for()
        console.look("mending-whole-check")
        everything.click()
        page.get_by_role("cell", name="C00000").wait_for()  # opened where it was refused
        assert (
            console.server.client("iam").list_role_policies(RoleName=role)["PolicyNames"].count("SealcanvasWorkspace")
        )
        console.go("/datasets")
        page.get_by_role("cell", name="準備完了" if ja else "Ready", exact=True).first.wait_for()
        assert not page.get_by_text("ロック" if ja else "Locked").count()


@pytest.mark.parametrize("console", ["en", "ja"], indirect=True)
def test_a_key_pending_deletion_is_kept_from_where_it_refuses(console: Console, place: Workspace) -> None:
    page, ja, kms = console.page, console.language == "ja", console.server.client("kms")
    console.go("/datasets")
    choose(console, "ワークスペース" if ja else "Workspace", _DOMAIN)
    kms.schedule_key_deletion(KeyId=place.storage_key, PendingWindowInDays=7)
    try:
        console.go("/datasets")
        page.get_by_text("ロック" if ja else "Locked").first.wait_for()
        assert not page.get_by_role("cell", name="準備完了" if ja else "Ready", exact=True).count()
        with console.refused("ValidationException"):
            page.get_by_role("link", name="customers.csv", exact=True).first.click()
            keep = "削除をキャンセルしてキーを有効化" if ja else "Cancel the deletion and enable the key"
            page.get_by_role("button", name=keep).click()
        console.look("mending-keep-key")
        kms.cancel_key_deletion(KeyId=place.storage_key)  # somebody else was quicker: it is disabled now
        with console.refused("KMSInvalidStateException"):
            page.get_by_role("dialog").get_by_role("button", name=keep).click()
            page.get_by_role("cell", name="C00000").wait_for()
        assert kms.describe_key(KeyId=place.storage_key)["KeyMetadata"]["KeyState"] == "Enabled"
    finally:
        if kms.describe_key(KeyId=place.storage_key)["KeyMetadata"]["KeyState"] == "PendingDeletion":
            kms.cancel_key_deletion(KeyId=place.storage_key)
        kms.enable_key(KeyId=place.storage_key)


def test_a_key_that_an_access_check_finds_disabled_is_enabled_there(console: Any, place: Workspace) -> None:
    page, kms = console.page, console.server.client("kms")
    kms.disable_key(KeyId=place.storage_key)
    try:
        console.go(f"/domains/{place.domain_id}?tab=access")
        page.get_by_text("This key is disabled").wait_for()
        page.get_by_role("button", name="Enable the key").click()
        page.get_by_role("dialog").get_by_role("button", name="Enable", exact=True).click()
        page.get_by_text("Nothing is missing.").wait_for()
    finally:
        kms.enable_key(KeyId=place.storage_key)
