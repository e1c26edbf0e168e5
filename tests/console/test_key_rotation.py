"""A key's rotation in the console: switched on and off, its period, a rotation now, and keys that nobody rotates."""

import re
from datetime import UTC, datetime

import pytest

from sealcanvas.client.policies import key_policy
from tests.console.conftest import Console
from tests.console.test_keys import new_key

pytestmark = pytest.mark.slow


def days_to_go(console: Console, key_id: str) -> int:
    """In how many days, rounded, the key rotates by itself."""
    at = console.server.client("kms").get_key_rotation_status(KeyId=key_id)["NextRotationDate"]
    seconds: float = (at - datetime.now(UTC)).total_seconds()
    return round(seconds / 86_400)


@pytest.mark.parametrize("console", ["en", "ja dark"], indirect=True)
def test_automatic_rotation_is_switched_on_changed_and_switched_off(console: Console) -> None:
    page, kms, ja = console.page, console.server.client("kms"), console.language == "ja"
    key_id = new_key(console)["KeyId"]
    console.go(f"/keys/{key_id}")
    page.get_by_role("tab", name="キーローテーション" if ja else "Key rotation").click()
    edit = page.get_by_role("button", name="自動キーローテーションの編集" if ja else "Edit automatic key rotation")
    edit.click()
    dialog = page.get_by_role("dialog")
    switch = dialog.get_by_label("自動キーローテーションを有効にする" if ja else "Enable automatic key rotation")
    period = dialog.get_by_label("ローテーション期間 (日)" if ja else "Rotation period (days)")
    save_name = "変更を保存" if ja else "Save changes"
    save = dialog.get_by_role("button", name=save_name)
    switch.wait_for(state="attached")
    assert not period.count()
    switch.check()
    assert period.input_value() == "365"
    for wrong in ("89", "2561", ""):
        period.fill(wrong)
        dialog.get_by_role("button", name=save_name, disabled=True).wait_for()
    console.look("key-rotation-edit")
    period.fill("180")
    save.click()
    page.get_by_text("180 日" if ja else "180 days").wait_for()
    console.settle()
    console.look("key-rotation-on")
    assert days_to_go(console, key_id) == 180
    edit.click()
    assert (switch.is_checked(), period.input_value()) == (True, "180")
    period.fill("90")
    save.click()
    page.get_by_text("90 日" if ja else "90 days", exact=True).wait_for()
    assert days_to_go(console, key_id) == 90
    edit.click()
    switch.uncheck()
    save.click()
    dialog.wait_for(state="hidden")
    console.settle()
    assert kms.get_key_rotation_status(KeyId=key_id)["KeyRotationEnabled"] is False
    page.get_by_text("90 日" if ja else "90 days", exact=True).wait_for(state="detached")


@pytest.mark.parametrize("console", ["en", "ja 820"], indirect=True)
def test_a_key_is_rotated_now(console: Console) -> None:
    page, kms, ja = console.page, console.server.client("kms"), console.language == "ja"
    key_id = new_key(console)["KeyId"]
    blob = kms.encrypt(KeyId=key_id, Plaintext=b"before")["CiphertextBlob"]
    console.go(f"/keys/{key_id}?tab=rotation")
    page.get_by_text("25 回 (最大 25 回)" if ja else "25 of 25").wait_for()
    page.get_by_role("button", name="今すぐローテーション" if ja else "Rotate now").click()
    dialog = page.get_by_role("dialog")
    console.look("key-rotate-now")
    dialog.get_by_role("button", name="キーをローテーション" if ja else "Rotate key").dblclick()
    dialog.wait_for(state="hidden")
    page.get_by_text("24 回 (最大 25 回)" if ja else "24 of 25").wait_for()
    current = kms.describe_key(KeyId=key_id)["KeyMetadata"]["CurrentKeyMaterialId"]
    rows = page.get_by_role("table").get_by_role("row")
    assert rows.count() == 3
    newest, first = rows.nth(1), rows.nth(2)
    assert current in newest.inner_text()
    assert ("オンデマンド" if ja else "On-demand") in newest.inner_text()
    assert ("最初のキーマテリアル" if ja else "First material") in first.inner_text()
    console.look("key-rotated")
    assert len(kms.list_key_rotations(KeyId=key_id)["Rotations"]) == 1
    assert kms.decrypt(CiphertextBlob=blob)["Plaintext"] == b"before"


def test_what_the_screen_did_is_shown_as_code(console: Console) -> None:
    page = console.page
    key_id = new_key(console)["KeyId"]
    console.go(f"/keys/{key_id}?tab=rotation")
    page.get_by_role("button", name="Rotate now").click()
    page.get_by_role("dialog").get_by_role("button", name="Rotate key").click()
    page.get_by_text("24 of 25").wait_for()
    page.get_by_role("button", name="Show as code").first.click()
    page.get_by_text(f'kms.rotate_key_on_demand(KeyId="{key_id}")').wait_for()


def test_keys_that_wait_and_keys_that_nobody_rotates(console: Console) -> None:
    page, kms = console.page, console.server.client("kms")
    key_id = new_key(console)["KeyId"]
    kms.enable_key_rotation(KeyId=key_id, RotationPeriodInDays=100)
    for state, text in (
        ("disable_key", "The key is disabled."),
        ("schedule_key_deletion", "The key is pending deletion"),
    ):
        getattr(kms, state)(KeyId=key_id)
        console.go(f"/keys/{key_id}?tab=rotation")
        page.get_by_text(text).wait_for()
        for name in ("Edit automatic key rotation", "Rotate now"):
            assert page.get_by_role("button", name=name).is_disabled()
        console.look(f"key-rotation-{state}")
    managed = kms.describe_key(KeyId="alias/aws/s3")["KeyMetadata"]["KeyId"]
    console.go(f"/keys/{managed}?tab=rotation")
    page.get_by_text("KMS rotates AWS managed keys every year.").wait_for()
    page.get_by_text("365 days").wait_for()
    assert not page.get_by_role("button", name=re.compile("Rotate now|Edit automatic")).count()
    console.look("key-rotation-managed")


def test_a_refusal_is_told_in_the_services_words(console: Console) -> None:
    page, account = console.page, console.server.account
    deny = {
        "Effect": "Deny",
        "Principal": "*",
        "Action": ["kms:RotateKeyOnDemand", "kms:ListKeyRotations"],
        "Resource": "*",
    }
    made = console.server.client("kms").create_key(Policy=key_policy(account, deny))["KeyMetadata"]
    with console.refused("AccessDeniedException"):
        console.go(f"/keys/{made['KeyId']}?tab=rotation")
        page.get_by_role("button", name="Rotate now").click()
        dialog = page.get_by_role("dialog")
        dialog.get_by_role("button", name="Rotate key").click()
        dialog.get_by_text("kms:RotateKeyOnDemand").first.wait_for()
    console.look("key-rotation-refused")
