"""Domains in the console: set up, checked and mended, opened to people, moved to other keys."""

import json
import secrets
from typing import Any

import pytest

from tests.console.conftest import Console

pytestmark = pytest.mark.slow


def _domain(console: Console, name: str) -> dict[str, Any]:
    sagemaker = console.server.client("sagemaker")
    (found,) = [each for each in sagemaker.list_domains()["Domains"] if each["DomainName"] == name]
    return dict(sagemaker.describe_domain(DomainId=found["DomainId"]))


def _only_root(console: Console, key: str) -> None:
    """Take what roles need out of a key's policy."""
    root = {"AWS": f"arn:aws:iam::{console.server.account}:root"}
    statement = {"Effect": "Allow", "Principal": root, "Action": "kms:*", "Resource": "*"}
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    console.server.client("kms").put_key_policy(KeyId=key, Policy=policy)


def test_a_quick_set_up_works_and_what_is_taken_away_is_mended_from_where_it_is_missed(console: Console) -> None:
    page, name = console.page, f"quick-{secrets.token_hex(3)}"
    console.go("/domains")
    console.look("domains")
    page.get_by_role("link", name="Create domain").first.click()
    console.settle()
    console.look("domains-create")
    page.get_by_role("link", name="Set up for one team").click()
    page.get_by_label("Domain name").fill("My Team!")  # told before keys are made for it
    page.get_by_text("Only A to Z").wait_for()
    assert page.get_by_role("button", name="Create domain").is_disabled()
    page.get_by_label("Domain name").fill(name)
    console.look("domains-quick")
    with console.refused("NotFoundException"):  # no alias of that name yet
        page.get_by_role("button", name="Create domain").click()
        page.get_by_text("Nothing is missing.").wait_for()
    console.look("domains-access")
    domain = _domain(console, name)
    kms = console.server.client("kms")
    aliases = {
        each["AliasName"]: each["TargetKeyId"] for each in kms.list_aliases()["Aliases"] if "TargetKeyId" in each
    }
    assert domain["KmsKeyId"].endswith(aliases[f"alias/{name}-application"])

    for alias in ("application", "storage"):
        _only_root(console, aliases[f"alias/{name}-{alias}"])
    page.get_by_role("button", name="Check again").click()
    page.get_by_text("Import: would be refused").wait_for()
    page.get_by_text("ExampleStmt").first.wait_for()
    console.look("domains-access-missing")
    page.get_by_role("button", name="Apply: ").first.click()
    page.get_by_role("button", name="Apply: ").nth(1).wait_for(state="detached")
    page.get_by_role("button", name="Apply all").click()
    page.get_by_text("Nothing is missing.").wait_for()

    page.get_by_role("tab", name="User profiles").click()
    page.get_by_role("button", name="Sign-in link: analyst").click()
    page.get_by_role("dialog").get_by_text("/console/auth?token=").first.wait_for()
    page.get_by_role("dialog").get_by_role("button", name="Close").click()
    console.look("domains-profiles")
    page.get_by_role("tab", name="Settings").click()
    page.get_by_role("heading", name="Network and storage").wait_for()
    console.look("domains-settings")
    page.get_by_role("tab", name="Volumes").click()
    console.settle()
    console.look("domains-volumes")
    page.get_by_role("tab", name="Data-key cache").click()
    page.get_by_label("Seconds").fill("7")
    page.get_by_role("button", name="Save changes").click()
    page.get_by_text("The data-key cache is changed").first.wait_for()
    console.look("domains-cache")
    assert console.server.client("sealcanvas").describe_data_key_cache()["Seconds"] == 7
    console.server.client("sealcanvas").update_data_key_cache(Seconds=5, Uses=1000)

    other = kms.create_key()["KeyMetadata"]["Arn"]
    page.get_by_role("tab", name="Encryption keys").click()
    page.get_by_role("button", name="Change keys").click()
    page.get_by_role("dialog").get_by_label("Encryption key (key 1)").fill(other)
    page.get_by_role("dialog").get_by_role("button", name="Start rekey").click()
    page.get_by_role("heading", name="Rekey", exact=True).wait_for()
    page.get_by_text("Completed").first.wait_for(timeout=60_000)
    console.settle()
    console.look("domains-keys")
    assert _domain(console, name)["KmsKeyId"] == other


def test_a_set_up_leads_on_to_the_import_of_data_there(console: Console) -> None:
    page, name = console.page, f"next-{secrets.token_hex(3)}"
    console.go("/domains/create/quick")
    page.get_by_label("Domain name").fill(name)
    with console.refused("NotFoundException"):
        page.get_by_role("button", name="Create domain").click()
        page.get_by_text("Next, import data to learn from.").wait_for()
    page.get_by_role("button", name="Import data").click()
    page.wait_for_url("**/datasets/import")
    page.get_by_text(f"{name} / analyst").wait_for()  # and not in whatever domain was the first
    console.settle()
    console.look("domains-next-import")
    console.go("/")
    page.get_by_text("Next: Import a dataset.").wait_for()
    console.look("home-next")
    page.get_by_role("link", name="Import data").first.click()
    page.wait_for_url("**/datasets/import")


def test_a_standard_set_up_carries_all_that_was_chosen(console: Console) -> None:
    page, name = console.page, f"standard-{secrets.token_hex(3)}"
    kms, iam = console.server.client("kms"), console.server.client("iam")
    first, second = (kms.create_key()["KeyMetadata"]["Arn"] for _ in range(2))
    trust = {"Effect": "Allow", "Principal": {"Service": "sagemaker.amazonaws.com"}, "Action": "sts:AssumeRole"}
    role = iam.create_role(
        RoleName=name, AssumeRolePolicyDocument=json.dumps({"Version": "2012-10-17", "Statement": [trust]})
    )["Role"]["Arn"]
    next_step = page.get_by_role("button", name="Next", exact=True)
    console.go("/domains/create/standard")
    page.get_by_label("Domain name").fill(name)
    page.get_by_label("User profile").fill("ana")
    page.get_by_label("Execution role").click()
    page.get_by_role("option", name=name).click()
    console.look("domains-standard-general")
    next_step.click()
    page.get_by_label("VPC only").check()
    page.get_by_label("VPC", exact=True).fill("vpc-0123456789abcdef0")
    page.get_by_label("Subnets").fill("subnet-0123456789abcdef0")
    page.get_by_label("Encryption key (key 1)").fill(first)
    console.look("domains-standard-network")
    next_step.click()
    page.get_by_label("Sharing key").wait_for()
    console.look("domains-standard-sharing")
    next_step.click()
    page.get_by_label("Canvas storage key (key 2)").fill(second)
    console.look("domains-standard-canvas")
    next_step.click()
    page.get_by_text("ExampleStmt").first.wait_for()
    console.look("domains-standard-review")
    page.get_by_role("button", name="Submit").click()
    page.get_by_text("Nothing is missing.").wait_for()  # the role had no policy at all
    domain = _domain(console, name)
    settings = domain["DefaultUserSettings"]
    assert (domain["KmsKeyId"], domain["VpcId"], domain["AppNetworkAccessType"]) == (
        first,
        "vpc-0123456789abcdef0",
        "VpcOnly",
    )
    assert settings["CanvasAppSettings"]["WorkspaceSettings"]["S3KmsKeyId"] == second
    assert settings["ExecutionRole"] == role
    assert iam.list_role_policies(RoleName=name)["PolicyNames"] == ["SealcanvasWorkspace"]


def test_a_refused_set_up_goes_on_from_where_it_was(console: Console) -> None:
    page, name = console.page, f"again-{secrets.token_hex(3)}"
    kms = console.server.client("kms")
    disabled = kms.create_key()["KeyMetadata"]["Arn"]
    kms.disable_key(KeyId=disabled)
    console.go("/domains/create/quick")
    page.get_by_label("Domain name").fill(name)
    page.get_by_label("Enter a KMS key ARN").check()
    page.get_by_label("Encryption key (key 1)").fill(disabled)
    with console.refused("ValidationException"):
        page.get_by_role("button", name="Create domain").click()
        page.get_by_text("ValidationException").first.wait_for()
    assert page.get_by_text("its state is Disabled").count() == 2  # beside the field, too
    console.look("domains-quick-refused")
    assert page.get_by_label("Domain name").input_value() == name
    kms.enable_key(KeyId=disabled)
    page.get_by_role("button", name="Retry").click()
    page.get_by_text("Nothing is missing.").wait_for()


@pytest.mark.parametrize("console", ["ja dark 820"], indirect=True)
def test_the_pages_of_domains_in_japanese(console: Console) -> None:
    page, name = console.page, f"ja-{secrets.token_hex(3)}"
    console.go("/domains/create/quick")
    page.get_by_label("ドメイン名").fill(name)
    with console.refused("NotFoundException"):
        page.get_by_role("button", name="ドメインの作成").click()
        page.get_by_text("不足はありません。").wait_for()
    console.look("domains-access")
    identifier = _domain(console, name)["DomainId"]
    for what in ("settings", "profiles", "keys", "volumes", "cache"):
        console.go(f"/domains/{identifier}?tab={what}")
        console.look(f"domains-{what}")
    for what in ("", "/create", "/create/quick", "/create/standard"):
        console.go(f"/domains{what}")
        console.look(f"domains{what.replace('/', '-')}")
