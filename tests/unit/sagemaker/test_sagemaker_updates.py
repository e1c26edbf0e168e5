"""What of domains and user profiles can change, which keys they show, how many there may be, how lists are paged."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from sealcanvas.sagemaker import quotas
from sealcanvas.sagemaker.errors import (
    AccessDeniedException,
    ResourceInUse,
    ResourceLimitExceeded,
    ResourceNotFound,
    ValidationException,
)
from sealcanvas.sagemaker.workspace.settings import canvas_settings
from sealcanvas.volumes.attached import attached_of_domain
from tests.unit.sagemaker.sagemaker_world import World, ask

WORKSPACE = "WorkspaceSettings"


def _key_two(key: str, place: str = WORKSPACE) -> dict[str, Any]:
    block = {place: {"S3KmsKeyId": key}}
    return {"CanvasAppSettings": block} if place == WORKSPACE else block


def _team(world: World, **members: Any) -> str:
    domain_id = world.domain(**members)
    ask(world.admin, "CreateUserProfile", DomainId=domain_id, UserProfileName="ana")
    return domain_id


def test_a_domain_shows_the_managed_key_where_none_was_given(world: World) -> None:
    domain = ask(world.admin, "DescribeDomain", DomainId=world.domain())
    managed = world.kms("DescribeKey", KeyId="alias/aws/sagemaker")["KeyMetadata"]["Arn"]
    assert domain["KmsKeyId"] == domain["HomeEfsFileSystemKmsKeyId"] == managed


def test_both_places_of_key_two_are_shown_and_change_at_once(world: World) -> None:
    first, second, third = world.key(), world.key(), world.key()
    domain_id = _team(world, settings={**_key_two(first, "SharingSettings"), **_key_two(first)})
    settings = ask(world.admin, "DescribeDomain", DomainId=domain_id)["DefaultUserSettings"]
    assert settings["SharingSettings"]["S3KmsKeyId"] == first
    assert settings["CanvasAppSettings"][WORKSPACE]["S3KmsKeyId"] == first
    ask(world.admin, "UpdateDomain", DomainId=domain_id, DefaultUserSettings=_key_two(second))
    assert canvas_settings(world.instance, domain_id, "ana").storage_key == second
    named = {"DomainId": domain_id, "UserProfileName": "ana"}
    ask(world.admin, "UpdateUserProfile", **named, UserSettings=_key_two(third, "SharingSettings"))
    assert canvas_settings(world.instance, domain_id, "ana").storage_key == third
    shown = ask(world.admin, "DescribeUserProfile", **named)["UserSettings"]
    assert shown["SharingSettings"]["S3KmsKeyId"] == third
    ask(world.admin, "UpdateUserProfile", **named, UserSettings=_key_two(first))
    assert canvas_settings(world.instance, domain_id, "ana").storage_key == first


@pytest.mark.parametrize("operation", ["UpdateDomain", "UpdateUserProfile"])
def test_a_key_that_cannot_work_is_refused_at_once_and_nothing_changes(world: World, operation: str) -> None:
    key = world.key()
    domain_id = _team(world, settings=_key_two(key))
    bad = world.key()
    world.kms("DisableKey", KeyId=bad)
    named = {"DomainId": domain_id} | ({"UserProfileName": "ana"} if operation == "UpdateUserProfile" else {})
    member = "UserSettings" if operation == "UpdateUserProfile" else "DefaultUserSettings"
    for wrong, reason in ((bad, "state is Disabled"), ("nonsense", "is not a KMS key")):
        with pytest.raises(ValidationException, match=reason):
            ask(world.admin, operation, **named, **{member: _key_two(wrong)})
    assert canvas_settings(world.instance, domain_id, "ana").storage_key == key


def test_what_an_update_does_not_name_is_not_asked_for_again(world: World) -> None:
    key = world.key()
    domain_id = _team(world, settings=_key_two(key))
    world.kms("DisableKey", KeyId=key)
    jane = world.user("jane", {"Action": "sagemaker:*", "Resource": "*"})  # may pass no role
    groups = {"SecurityGroups": ["sg-1"]}
    ask(jane, "UpdateDomain", DomainId=domain_id, DefaultUserSettings=groups)
    ask(jane, "UpdateUserProfile", DomainId=domain_id, UserProfileName="ana", UserSettings=groups)
    assert canvas_settings(world.instance, domain_id, "ana").storage_key == key
    with pytest.raises(AccessDeniedException, match="iam:PassRole"):
        ask(jane, "UpdateDomain", DomainId=domain_id, DefaultUserSettings={"ExecutionRole": world.role})


def test_the_workspaces_key_stays_when_the_shared_one_changes(world: World) -> None:
    workspace = world.key()
    domain_id = _team(world, settings=_key_two(workspace))
    changed = _key_two(world.key(), "SharingSettings")
    ask(world.admin, "UpdateDomain", DomainId=domain_id, DefaultUserSettings=changed)
    assert canvas_settings(world.instance, domain_id, "ana").storage_key == workspace


def test_networks_change_only_while_no_app_runs(world: World) -> None:
    network = {"VpcId": "vpc-1", "SubnetIds": ["subnet-1", "subnet-2"], "AppNetworkAccessType": "VpcOnly"}
    domain_id = _team(world, **network)
    app = {"DomainId": domain_id, "UserProfileName": "ana", "AppType": "Canvas", "AppName": "default"}
    ask(world.admin, "CreateApp", **app)
    changes: list[dict[str, Any]] = [{"SubnetIds": ["subnet-1"]}, {"AppNetworkAccessType": "PublicInternetOnly"}]
    for change in changes:
        with pytest.raises(ResourceInUse):
            ask(world.admin, "UpdateDomain", DomainId=domain_id, **change)
    ask(world.admin, "UpdateDomain", DomainId=domain_id, SubnetIds=["subnet-1", "subnet-2", "subnet-3"])
    with pytest.raises(ValidationException, match="vpc-1"):
        ask(world.admin, "UpdateDomain", DomainId=domain_id, VpcId="vpc-2")
    ask(world.admin, "DeleteApp", **app)
    for change in changes:
        ask(world.admin, "UpdateDomain", DomainId=domain_id, **change)
    domain = ask(world.admin, "DescribeDomain", DomainId=domain_id)
    assert (domain["SubnetIds"], domain["AppNetworkAccessType"]) == (["subnet-1"], "PublicInternetOnly")


def test_a_profile_that_is_not_there_cannot_change(world: World) -> None:
    with pytest.raises(ResourceNotFound):
        ask(world.admin, "UpdateUserProfile", DomainId=world.domain(), UserProfileName="eve")


def test_a_quota_is_told_as_aws_tells_it() -> None:
    with pytest.raises(ResourceLimitExceeded) as caught:
        quotas.Quota("Total domains", 1, "Domains").check(1)
    assert caught.value.message.startswith(
        "The account-level service limit 'Total domains' is 1 Domains, with current utilization of 1 Domains and a "
        "request delta of 1 Domains."
    )


@pytest.mark.parametrize(
    ("kind", "module"),
    [
        ("DOMAINS", "domains.create_domain"),
        ("USER_PROFILES", "profiles.create_user_profile"),
        ("SPACES", "spaces.create_space"),
        ("APPS", "apps.create_app"),
    ],
)
def test_quotas_hold(world: World, monkeypatch: pytest.MonkeyPatch, kind: str, module: str) -> None:
    quota: quotas.Quota = getattr(quotas, kind)
    domain_id = _team(world)
    private = {"SpaceSharingSettings": {"SharingType": "Private"}, "OwnershipSettings": {"OwnerUserProfileName": "ana"}}
    app = {"DomainId": domain_id, "UserProfileName": "ana", "AppType": "Canvas"}
    makers: dict[str, Callable[[str], object]] = {
        "DOMAINS": lambda name: world.domain(DomainName=name),
        "USER_PROFILES": lambda name: ask(world.admin, "CreateUserProfile", DomainId=domain_id, UserProfileName=name),
        "SPACES": lambda name: ask(world.admin, "CreateSpace", DomainId=domain_id, SpaceName=name, **private),
        "APPS": lambda name: ask(world.admin, "CreateApp", **app, AppName=name),
    }
    make = makers[kind]
    used = int(kind in ("DOMAINS", "USER_PROFILES"))
    monkeypatch.setattr(f"sealcanvas.sagemaker.workspace.{module}.{kind}", replace(quota, value=used + 1))
    make("last")
    with pytest.raises(ResourceLimitExceeded, match=quota.name):
        make("more")


def test_lists_are_filtered_sorted_and_paged(world: World) -> None:
    domain_id = world.domain()
    for name in ("cleo", "ana", "bob"):
        world.clock.advance(seconds=1)
        ask(world.admin, "CreateUserProfile", DomainId=domain_id, UserProfileName=name)
    world.clock.advance(seconds=1)
    ask(world.admin, "UpdateUserProfile", DomainId=domain_id, UserProfileName="cleo")

    def names(**members: Any) -> list[str]:
        found: list[str] = []
        token = None
        while True:
            more: dict[str, Any] = {"NextToken": token} if token else {}
            answer = ask(world.admin, "ListUserProfiles", **members, **more)
            found += [each["UserProfileName"] for each in answer["UserProfiles"]]
            token = answer.get("NextToken")
            if token is None:
                return found

    assert names() == ["cleo", "ana", "bob"]
    assert names(MaxResults=1, SortOrder="Descending") == ["bob", "ana", "cleo"]
    assert names(MaxResults=2, SortBy="LastModifiedTime") == ["ana", "bob", "cleo"]
    assert names(UserProfileNameContains="o") == ["cleo", "bob"]
    assert names(DomainIdEquals="d-other") == []


def test_a_deleted_app_is_told_for_a_day(world: World) -> None:
    domain_id = _team(world)
    app = {"DomainId": domain_id, "UserProfileName": "ana", "AppType": "Canvas", "AppName": "default"}
    ask(world.admin, "CreateApp", **app)
    ask(world.admin, "DeleteApp", **app)
    assert ask(world.admin, "DescribeApp", **app)["Status"] == "Deleted"
    world.clock.advance(hours=24)
    assert ask(world.admin, "ListApps")["Apps"] == []
    with pytest.raises(ResourceNotFound):
        ask(world.admin, "DescribeApp", **app)
    ask(world.admin, "CreateApp", **app)


@pytest.mark.parametrize("policy", ["Retain", "Delete"])
def test_deleting_keeps_or_drops_homes_as_the_caller_says(world: World, policy: str) -> None:
    domain_id = _team(world, KmsKeyId=world.key())
    arn = ask(world.admin, "DescribeDomain", DomainId=domain_id)["DomainArn"]
    app = {"DomainId": domain_id, "UserProfileName": "ana", "AppType": "Canvas", "AppName": "default"}
    ask(world.admin, "CreateApp", **app)
    assert {each.kind for each in attached_of_domain(world.instance, arn)} == {"home", "app"}
    ask(world.admin, "DeleteApp", **app)
    ask(world.admin, "DeleteUserProfile", DomainId=domain_id, UserProfileName="ana")
    assert [(each.kind, each.state) for each in attached_of_domain(world.instance, arn)] == [("home", "Retained")]
    ask(world.admin, "DeleteDomain", DomainId=domain_id, RetentionPolicy={"HomeEfsFileSystem": policy})
    left = [each.kind for each in attached_of_domain(world.instance, arn)]
    assert left == (["home"] if policy == "Retain" else [])
