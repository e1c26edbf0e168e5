"""Keys: a key is made, its policy edited, looked through and checked, its blast radius told, its deletion scheduled."""

import json
from typing import Any

import pytest

from sealcanvas.client.policies import example_statement, key_policy, trust_policy
from tests.console.conftest import Console

pytestmark = pytest.mark.slow

FORECAST_BLOCK = """{ "Sid": "Enable IAM Permissions for Amazon Forecast KMS access", "Effect": "Allow",
  "Principal": { "AWS": "%s" },
  "Action": [ "kms:Decrypt", "kms:DescribeKey", "kms:CreateGrant", "kms:RetireGrant", "kms:GenerateDataKey"
    "kms:GenerateDataKeyWithoutPlainText", ], "Resource": "*" }"""


def role(console: Console, name: str, path: str = "/") -> str:
    """A role; its ARN."""
    iam = console.server.client("iam")
    trust = trust_policy(console.server.account, "sagemaker.amazonaws.com")
    try:
        made = iam.create_role(RoleName=name, Path=path, AssumeRolePolicyDocument=trust)
    except iam.exceptions.EntityAlreadyExistsException:
        made = iam.get_role(RoleName=name)
    return str(made["Role"]["Arn"])


def new_key(console: Console, *statements: dict[str, Any], **request: Any) -> dict[str, Any]:
    """A key with the console's default policy and `statements`."""
    policy = key_policy(console.server.account, *statements)
    made = console.server.client("kms").create_key(Policy=policy, **request)["KeyMetadata"]
    return dict(made)


def policy_of(console: Console, key_id: str) -> dict[str, Any]:
    """The key's policy now."""
    return dict(json.loads(console.server.client("kms").get_key_policy(KeyId=key_id)["Policy"]))


def set_text(console: Console, text: str) -> None:
    """Replace the editor's text as a paste does."""
    page = console.page
    page.locator(".ace_content").click()
    page.keyboard.press("Control+a")
    page.evaluate(
        """(text) => { const data = new DataTransfer(); data.setData("text/plain", text);
        document.activeElement.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true})); }""",
        text,
    )


@pytest.mark.parametrize("console", ["en", "ja dark"], indirect=True)
def test_a_key_is_made_by_the_wizard(console: Console) -> None:
    page, ja = console.page, console.language == "ja"
    role(console, "WizardRole")
    alias = f"made-in-{console.language}"
    console.go("/keys")
    console.look("keys")
    page.get_by_role("link", name="キーの作成" if ja else "Create key").first.click()
    following = page.get_by_role("button", name="次へ" if ja else "Next", exact=True)
    following.click()
    page.get_by_role("textbox", name="エイリアス" if ja else "Alias").fill(alias)
    console.look("create-key-labels")
    following.click()
    following.click()
    page.get_by_label("Canvas での使用" if ja else "Use in Canvas").first.click()
    page.get_by_role("option", name="WizardRole").first.click()
    page.keyboard.press("Escape")
    console.look("create-key-users")
    following.click()
    page.wait_for_selector(".ace_content")
    page.get_by_text("問題は見つかりませんでした" if ja else "No findings").wait_for()
    console.look("create-key-review")
    page.get_by_role("button", name="完了" if ja else "Finish", exact=True).click()
    page.wait_for_url("**/console/keys/*-*")
    console.settle()
    console.look("key")
    key = console.server.client("kms").describe_key(KeyId=f"alias/{alias}")["KeyMetadata"]
    statements = policy_of(console, key["KeyId"])["Statement"]
    assert statements[1] == example_statement(f"arn:aws:iam::{console.server.account}:role/WizardRole")


def test_a_role_is_allowed_by_the_documents_statement(console: Console) -> None:
    page = console.page
    arn = role(console, "Jane")
    key = new_key(console)
    console.go(f"/keys/{key['KeyId']}")
    page.get_by_role("button", name="Allow a role to use this key in Canvas").click()
    page.get_by_role("dialog").get_by_role("button", name="Role").click()
    page.get_by_role("option", name="Jane").first.click()
    page.get_by_role("button", name="Insert as statement").click()
    page.get_by_text("No findings").wait_for()
    page.get_by_role("button", name="Review changes").click()
    dialog = page.get_by_role("dialog", name="Review changes")
    dialog.get_by_text("Opens 2 requests").wait_for()
    console.look("key-policy-review")
    dialog.get_by_role("button", name="Save changes").click()
    page.get_by_text("Key policy: saved.").wait_for()
    assert policy_of(console, key["KeyId"])["Statement"][1] == example_statement(arn)
    page.get_by_role("tab", name="Who can use it").click()
    page.get_by_role("rowheader", name=arn).wait_for()
    console.look("key-who")


def test_a_printed_statement_is_put_into_the_policy(console: Console) -> None:
    page = console.page
    arn = role(console, "Forecaster", "/service-role/")
    key = new_key(console)
    console.go(f"/keys/{key['KeyId']}")
    page.get_by_role("button", name="Edit", exact=True).click()
    page.wait_for_selector(".ace_content")
    set_text(console, FORECAST_BLOCK % arn)
    page.get_by_text("This is a statement, not a policy").wait_for()
    page.get_by_text("A comma is missing", exact=False).first.wait_for()
    console.look("key-policy-bare")
    page.get_by_role("button", name="Insert as statement").click()
    page.get_by_text("This is a statement, not a policy").wait_for(state="hidden")
    page.get_by_role("button", name="Review changes").click()
    page.get_by_role("dialog").get_by_role("button", name="Save changes").click()
    page.get_by_text("Key policy: saved.").wait_for()
    assert len(policy_of(console, key["KeyId"])["Statement"][1]["Action"]) == 6


def test_a_lock_out_is_refused_in_the_services_words_and_the_text_stays(console: Console) -> None:
    page = console.page
    key = new_key(console)
    console.go(f"/keys/{key['KeyId']}")
    page.get_by_role("button", name="Edit", exact=True).click()
    page.wait_for_selector(".ace_content")
    lock_out = {"Version": "2012-10-17", "Statement": [example_statement(role(console, "Jane"))]}
    set_text(console, json.dumps(lock_out, indent=2))
    page.get_by_text("1 finding").wait_for()
    page.get_by_role("button", name="Review changes").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("Nobody could change this policy again").wait_for()
    with console.refused("MalformedPolicyDocumentException"):
        dialog.get_by_role("button", name="Save changes").click()
        dialog.get_by_text("will not allow you to update the key policy in the future").wait_for()
    console.look("key-policy-lock-out")
    dialog.get_by_role("button", name="Go on editing").click()
    assert "ExampleStmt" in page.locator(".ace_content").inner_text()


def test_what_a_key_seals_is_told_before_it_goes(console: Console) -> None:
    page, kms, s3 = console.page, console.server.client("kms"), console.server.client("s3")
    key = new_key(console, Description="to be deleted")
    s3.create_bucket(Bucket="blast-radius")
    seal = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": key["Arn"]}
    for name in ("one", "two"):
        s3.put_object(Bucket="blast-radius", Key=name, Body=b"x" * 1000, **seal)
    console.go(f"/keys/{key['KeyId']}?tab=sealed")
    page.get_by_role("link", name="blast-radius").wait_for()
    console.look("key-sealed")
    page.get_by_role("button", name="Key actions").click()
    page.get_by_role("menuitem", name="Schedule key deletion").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("This stops working").wait_for()
    console.look("key-deletion")
    confirm = dialog.get_by_role("button", name="Schedule key deletion")
    assert confirm.is_disabled()
    dialog.get_by_label("To confirm, type delete").fill("delete")
    dialog.get_by_label("Waiting period (days)").fill("7")
    confirm.click()
    page.get_by_text("Pending deletion").wait_for()
    found = kms.describe_key(KeyId=key["KeyId"])["KeyMetadata"]
    assert (found["KeyState"], (found["DeletionDate"] - found["CreationDate"]).days) == ("PendingDeletion", 7)
    page.get_by_role("button", name="Key actions").click()
    page.get_by_role("menuitem", name="Cancel key deletion").click()
    page.get_by_role("dialog").get_by_role("button", name="Cancel key deletion").click()
    page.get_by_text("Disabled", exact=True).wait_for()


@pytest.mark.parametrize("console", ["en", "ja 820", "en dark"], indirect=True)
def test_every_tab_of_a_key(console: Console) -> None:
    page = console.page
    arn = role(console, "Jane")
    key = new_key(console, example_statement(arn), Tags=[{"TagKey": "部門", "TagValue": "売上"}])
    kms = console.server.client("kms")
    kms.create_grant(KeyId=key["KeyId"], GranteePrincipal=arn, Operations=["Decrypt"], RetiringPrincipal=arn)
    kms.create_alias(AliasName=f"alias/tabs-{key['KeyId'][:8]}", TargetKeyId=key["KeyId"])
    kms.encrypt(KeyId=key["KeyId"], Plaintext=b"one")
    for tab in ("policy", "who", "sealed", "usage", "grants", "aliases", "tags", "cryptography", "rotation"):
        console.go(f"/keys/{key['KeyId']}?tab={tab}")
        console.look(f"key-tab-{tab}")
    console.go("/managed-keys")
    console.look("managed-keys")
    assert page.locator("h1").count() == 1


def test_a_grant_is_revoked_and_tags_change(console: Console) -> None:
    page, kms = console.page, console.server.client("kms")
    arn = role(console, "Jane")
    key = new_key(console)
    kms.create_grant(KeyId=key["KeyId"], GranteePrincipal=arn, Operations=["Decrypt"])
    console.go(f"/keys/{key['KeyId']}?tab=grants")
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Revoke grant").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("To confirm, type revoke").fill("revoke")
    dialog.get_by_role("button", name="Revoke grant").click()
    page.get_by_text("No grants").wait_for()
    assert not kms.list_grants(KeyId=key["KeyId"])["Grants"]
    page.get_by_role("tab", name="Tags").click()
    page.get_by_role("button", name="Add tag").click()
    page.get_by_role("textbox", name="Key", exact=True).fill("stage")
    page.get_by_role("textbox", name="Value", exact=True).fill("test")
    page.get_by_role("button", name="Save changes").click()
    page.get_by_text("Tags: saved.").wait_for()
    assert kms.list_resource_tags(KeyId=key["KeyId"])["Tags"] == [{"TagKey": "stage", "TagValue": "test"}]
