"""Roles, users and policies in the console."""

import json
import secrets

import pytest

from tests.console.conftest import Console

pytestmark = pytest.mark.slow


def test_a_role_from_the_wizard_is_simulated_and_mended(console: Console) -> None:
    page, name = console.page, f"Analyst-{secrets.token_hex(3)}"
    console.go("/roles")
    console.look("roles")
    page.get_by_role("link", name="Create role").first.click()
    page.get_by_text("Trusted entity type").first.wait_for()
    console.look("roles-create-trust")
    page.get_by_role("button", name="Next", exact=True).click()
    page.get_by_label("Find Managed policies").first.fill("AmazonSageMakerCanvasFullAccess")
    page.get_by_role("checkbox", name="AmazonSageMakerCanvasFullAccess").check()
    console.look("roles-create-permissions")
    page.get_by_role("button", name="Next", exact=True).click()
    page.get_by_label("Role name").fill(name)
    page.get_by_label("Description").fill("Works for Ana")
    console.look("roles-create-review")
    page.get_by_role("button", name="Create role").click()
    page.get_by_role("heading", name=name).wait_for()
    page.get_by_role("link", name="AmazonSageMakerCanvasFullAccess").wait_for()
    console.settle()
    console.look("roles-permissions")
    found = console.server.client("iam").get_role(RoleName=name)["Role"]
    assert found["AssumeRolePolicyDocument"]["Statement"][0]["Principal"] == {"Service": "sagemaker.amazonaws.com"}

    page.get_by_role("tab", name="Trust relationships").click()
    page.get_by_text("aws:SourceAccount").first.wait_for()
    page.get_by_role("button", name="Edit trust policy").click()
    page.locator(".ace_editor").first.wait_for()
    console.look("roles-trust")
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("tab", name="Last accessed").click()
    page.get_by_label("Find Last accessed").wait_for()
    console.settle()
    console.look("roles-accessed")

    key = console.server.client("kms").create_key()["KeyMetadata"]["Arn"]
    page.get_by_role("tab", name="Simulator").click()
    page.get_by_label("Action", exact=True).fill("kms:Decrypt")
    page.get_by_label("Resource", exact=True).fill(key)
    page.get_by_role("button", name="Simulate").click()
    page.get_by_role("heading", name="Denied").wait_for()
    console.look("roles-simulator")
    page.get_by_role("button", name="Apply this change").click()
    page.get_by_role("heading", name="Allowed").wait_for()

    console.go("/roles")
    page.get_by_label("Find Roles").fill(name)
    page.get_by_role("radio", name=name).check()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_label(f"To confirm, type {name}").fill(name)
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.get_by_text(f"{name} is deleted.").wait_for()


def test_a_user_gets_a_key_whose_secret_is_shown_once(console: Console) -> None:
    page, name = console.page, f"ana-{secrets.token_hex(3)}"
    iam = console.server.client("iam")
    group = f"team-{secrets.token_hex(3)}"
    iam.create_group(GroupName=group)
    console.go("/users")
    page.get_by_role("button", name="Create user").first.click()
    page.get_by_role("dialog").get_by_label("User name").fill(name)
    page.get_by_role("dialog").get_by_role("button", name="Create user").click()
    page.get_by_role("heading", name=name).wait_for()
    page.get_by_role("tab", name="Access keys").click()
    page.get_by_role("button", name="Create access key").first.click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_text("the only time").wait_for()
    console.look("users-secret")
    (made,) = iam.list_access_keys(UserName=name)["AccessKeyMetadata"]
    dialog.get_by_text(made["AccessKeyId"]).wait_for()
    dialog.get_by_role("button", name="I have kept it").click()
    page.get_by_text(made["AccessKeyId"]).first.wait_for()
    console.look("users-keys")
    page.get_by_role("tab", name="Groups").click()
    page.get_by_label("Add to group").click()
    page.get_by_role("option", name=group).click()
    page.get_by_role("button", name="Add", exact=True).click()
    page.get_by_role("link", name=group).click()
    page.get_by_role("heading", name=group).wait_for()
    page.get_by_role("link", name=name).wait_for()
    console.look("groups-detail")
    console.go(f"/users/{name}?tab=tags")
    page.get_by_role("button", name="Add").first.click()
    page.get_by_role("textbox", name="Key").fill("team")
    page.get_by_role("textbox", name="Value").fill("red")
    page.get_by_role("button", name="Save changes").click()
    page.wait_for_load_state("networkidle")
    assert iam.list_user_tags(UserName=name)["Tags"] == [{"Key": "team", "Value": "red"}]
    console.go("/users")
    page.get_by_label("Find Users").fill(name)
    page.get_by_role("radio", name=name).check()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_label(f"To confirm, type {name}").fill(name)
    page.get_by_role("dialog").get_by_role("button", name="Delete").click()
    page.get_by_text(f"{name} is deleted.").wait_for()


@pytest.mark.parametrize("console", ["ja dark 820"], indirect=True)
def test_the_pages_of_iam_in_japanese(console: Console) -> None:
    iam = console.server.client("iam")
    name = f"ja-{secrets.token_hex(3)}"
    trust = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    document = json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    iam.create_role(RoleName=name, AssumeRolePolicyDocument=document)
    allow = json.dumps(
        {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "kms:*", "Resource": "*"}]}
    )
    arn = iam.create_policy(PolicyName=name, PolicyDocument=allow)["Policy"]["Arn"]
    iam.attach_role_policy(RoleName=name, PolicyArn=arn)
    pages = {
        "roles": "/roles",
        "roles-create": "/roles/create",
        "roles-detail": f"/roles/{name}",
        "users": "/users",
        "groups": "/groups",
        "policies": "/policies",
        "policies-detail": f"/policies/detail?arn={arn}",
        "policies-create": "/policies/create",
        "simulator": "/simulator",
    }
    for what, path in pages.items():
        console.go(path)
        console.look(f"iam-{what}")
