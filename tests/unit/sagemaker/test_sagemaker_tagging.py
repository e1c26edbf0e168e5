"""Tags: of everything by its ARN, as conditions, and on from a domain and its user profiles to apps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.sagemaker.errors import AccessDeniedException, ResourceLimitExceeded, ValidationException
from sealcanvas.sagemaker.tagging.taggable import _KINDS, register
from sealcanvas.sagemaker.workspace.settings import canvas_settings
from sealcanvas.service.instance import Instance
from sealcanvas.wire.errors import WireError
from tests.support.instance import ACCOUNT, REGION, call_as
from tests.unit.sagemaker.sagemaker_world import World, ask, automl_request


def tags(**values: str) -> list[dict[str, str]]:
    return [{"Key": key, "Value": value} for key, value in values.items()]


def _made(world: World) -> dict[str, str]:
    """The ARN of one resource of each kind."""
    domain_id = world.domain()
    arn = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}"
    named = {"DomainId": domain_id, "UserProfileName": "ana"}
    owner = {"OwnerUserProfileName": "ana"}
    private = {"OwnershipSettings": owner, "SpaceSharingSettings": {"SharingType": "Private"}}
    return {
        "domain": f"{arn}:domain/{domain_id}",
        "user-profile": ask(world.admin, "CreateUserProfile", **named)["UserProfileArn"],
        "space": ask(world.admin, "CreateSpace", DomainId=domain_id, SpaceName="work", **private)["SpaceArn"],
        "app": ask(world.admin, "CreateApp", **named, AppType="Canvas", AppName="default")["AppArn"],
        "automl-job": ask(world.admin, "CreateAutoMLJobV2", **automl_request(world.role))["AutoMLJobArn"],
    }


def test_everything_with_an_arn_is_tagged_listed_and_untagged(world: World) -> None:
    for arn in _made(world).values():
        assert ask(world.admin, "ListTags", ResourceArn=arn)["Tags"] == []
        added = ask(world.admin, "AddTags", ResourceArn=arn, Tags=tags(team="予測", cost="7"))["Tags"]
        assert added == tags(cost="7", team="予測")
        ask(world.admin, "AddTags", ResourceArn=arn, Tags=tags(cost="8"))
        ask(world.admin, "DeleteTags", ResourceArn=arn, TagKeys=["team", "none"])
        assert ask(world.admin, "ListTags", ResourceArn=arn)["Tags"] == tags(cost="8")


def test_tags_that_cannot_be_are_refused(world: World) -> None:
    arn = _made(world)["domain"]
    for wrong in ([*tags(a="1"), *tags(a="2")], tags(**{"aws:x": "1"})):
        with pytest.raises(ValidationException):
            ask(world.admin, "AddTags", ResourceArn=arn, Tags=wrong)
    many = tags(**{f"k{number}": "v" for number in range(50)})
    ask(world.admin, "AddTags", ResourceArn=arn, Tags=many)
    with pytest.raises(ResourceLimitExceeded):
        ask(world.admin, "AddTags", ResourceArn=arn, Tags=tags(one="more"))
    with pytest.raises(WireError):
        ask(world.admin, "AddTags", ResourceArn=arn, Tags=[*many, *tags(more="1")])
    with pytest.raises(ValidationException, match="Could not find"):
        ask(world.admin, "ListTags", ResourceArn=f"{arn}0")


def test_another_account_reaches_no_tags(world: World) -> None:
    arn = _made(world)["domain"]
    stranger = call_as(world.instance, Principal.root("444455556666"))
    for operation, members in (
        ("ListTags", {}),
        ("AddTags", {"Tags": tags(a="1")}),
        ("DeleteTags", {"TagKeys": ["a"]}),
    ):
        with pytest.raises(AccessDeniedException):
            ask(stranger, operation, ResourceArn=arn, **members)


def test_conditions_on_tags_of_request_and_resource_hold(world: World) -> None:
    arns = _made(world)
    ask(world.admin, "AddTags", ResourceArn=arns["user-profile"], Tags=tags(team="red"))
    ask(world.admin, "AddTags", ResourceArn=arns["space"], Tags=tags(team="blue"))
    jane = world.user(
        "jane",
        {
            "Action": ["sagemaker:AddTags", "sagemaker:DeleteTags"],
            "Resource": "*",
            "Condition": {
                "StringEquals": {"aws:ResourceTag/team": "red"},
                "ForAllValues:StringEquals": {"aws:TagKeys": ["cost"]},
            },
        },
        {
            "Action": "sagemaker:DescribeUserProfile",
            "Resource": "*",
            "Condition": {"StringEquals": {"sagemaker:ResourceTag/team": "red"}},
        },
    )
    ask(jane, "AddTags", ResourceArn=arns["user-profile"], Tags=tags(cost="1"))
    ask(jane, "DeleteTags", ResourceArn=arns["user-profile"], TagKeys=["cost"])
    domain_id = arns["domain"].rpartition("/")[2]
    ask(jane, "DescribeUserProfile", DomainId=domain_id, UserProfileName="ana")
    for arn, members in (
        (arns["space"], {"Tags": tags(cost="1")}),
        (arns["user-profile"], {"Tags": tags(team="green")}),
    ):
        with pytest.raises(AccessDeniedException):
            ask(jane, "AddTags", ResourceArn=arn, **members)
    with pytest.raises(AccessDeniedException):
        ask(jane, "DeleteTags", ResourceArn=arns["user-profile"], TagKeys=["team"])


def test_tagging_at_creation_needs_leave_to_tag(world: World) -> None:
    domain_id = world.domain()
    may = {"Action": "sagemaker:CreateUserProfile", "Resource": "*"}
    joe = world.user("joe", may)
    request = {"DomainId": domain_id, "UserProfileName": "ana", "Tags": tags(team="red")}
    with pytest.raises(AccessDeniedException, match="sagemaker:AddTags"):
        ask(joe, "CreateUserProfile", **request)
    assert ask(world.admin, "ListUserProfiles")["UserProfiles"] == []
    only = {
        "Action": "sagemaker:AddTags",
        "Resource": "*",
        "Condition": {"StringEquals": {"sagemaker:TaggingAction": "CreateUserProfile", "aws:RequestTag/team": "red"}},
    }
    jim = world.user("jim", may, only)
    arn = ask(jim, "CreateUserProfile", **request)["UserProfileArn"]
    with pytest.raises(AccessDeniedException):
        ask(jim, "AddTags", ResourceArn=arn, Tags=tags(team="red"))


def test_apps_get_the_tags_of_their_domain_and_profile(world: World) -> None:
    domain_id = world.domain(Tags=tags(team="red", stage="test"))
    ask(world.admin, "CreateUserProfile", DomainId=domain_id, UserProfileName="ana", Tags=tags(stage="live", who="ana"))
    app: dict[str, Any] = {"DomainId": domain_id, "UserProfileName": "ana", "AppType": "Canvas", "AppName": "default"}
    arn = ask(world.admin, "CreateApp", **app, Tags=tags(who="app"))["AppArn"]
    assert ask(world.admin, "ListTags", ResourceArn=arn)["Tags"] == tags(stage="live", team="red", who="app")
    assert canvas_settings(world.instance, domain_id, "ana").tags == {}
    ask(world.admin, "UpdateDomain", DomainId=domain_id, TagPropagation="ENABLED")
    settings = canvas_settings(world.instance, domain_id, "ana")
    assert settings.tag_list == tags(stage="live", team="red", who="ana")


@dataclass
class Elsewhere:
    arn: str
    account: str = ACCOUNT
    policy: None = None
    tags: dict[str, str] = field(default_factory=dict)


def test_a_kind_that_is_kept_elsewhere_joins(world: World) -> None:
    kept: dict[str, Elsewhere] = {}

    def save(_instance: Instance, found: Elsewhere, values: Mapping[str, str]) -> None:
        found.tags = dict(values)

    register("pipeline", lambda _instance, arn: kept.get(arn), save)
    try:
        arn = f"arn:aws:sagemaker:{REGION}:{ACCOUNT}:pipeline/p"
        with pytest.raises(ValidationException):
            ask(world.admin, "AddTags", ResourceArn=arn, Tags=tags(a="1"))
        kept[arn] = Elsewhere(arn)
        ask(world.admin, "AddTags", ResourceArn=arn, Tags=tags(a="1"))
        assert ask(world.admin, "ListTags", ResourceArn=arn)["Tags"] == tags(a="1")
    finally:
        del _KINDS["pipeline"]
