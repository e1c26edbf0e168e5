"""Who could reach which service, and when it was last tried."""

from typing import Any

import pytest

from sealcanvas.access.principal import Principal
from sealcanvas.iam import errors
from sealcanvas.iam.access_report import SERVICE_NAMES
from sealcanvas.iam.granting import grants_service
from sealcanvas.service.instance import Instance
from sealcanvas.wire.model import SERVICES
from tests.support.clock import Clock
from tests.support.instance import ACCOUNT
from tests.unit.iam.asking import EVERYTHING, ask_as, make_role, make_user, policy, root, trusting

S3 = "arn:aws:iam::aws:policy/AmazonS3FullAccess"


def _report(instance: Instance, arn: str, **members: Any) -> dict[str, dict[str, Any]]:
    ask = root(instance)
    job = ask("iam:GenerateServiceLastAccessedDetails", Arn=arn, **members)["JobId"]
    answer = ask("iam:GetServiceLastAccessedDetails", JobId=job)
    assert (answer["JobStatus"], answer["JobType"]) == ("COMPLETED", members.get("Granularity", "SERVICE_LEVEL"))
    return {service["ServiceNamespace"]: service for service in answer["ServicesLastAccessed"]}


def _entities(instance: Instance, arn: str, service: str) -> list[dict[str, Any]]:
    ask = root(instance)
    job = ask("iam:GenerateServiceLastAccessedDetails", Arn=arn)["JobId"]
    answer = ask("iam:GetServiceLastAccessedDetailsWithEntities", JobId=job, ServiceNamespace=service)
    return list(answer["EntityDetailsList"])


def test_every_service_has_a_name() -> None:
    assert set(SERVICES) - {"forecastquery", "sagemaker-runtime"} <= set(SERVICE_NAMES)


def test_a_user_s_report_tells_what_it_could_reach_and_what_it_tried(instance: Instance, clock: Clock) -> None:
    jane = make_user(instance, "jane", {"Action": ["iam:List*", "kms:Decrypt"], "Resource": "*"})
    ask_as(instance, jane)("iam:ListUsers")
    tried = clock()
    clock.advance(days=1)
    found = _report(instance, jane.arn)
    assert list(found) == ["iam", "kms"]
    assert found["iam"] == {
        "ServiceName": "AWS Identity and Access Management",
        "ServiceNamespace": "iam",
        "LastAuthenticated": tried,
        "LastAuthenticatedEntity": jane.arn,
        "LastAuthenticatedRegion": "us-east-1",
        "TotalAuthenticatedEntities": 1,
    }
    assert found["kms"] == {
        "ServiceName": "AWS Key Management Service",
        "ServiceNamespace": "kms",
        "TotalAuthenticatedEntities": 0,
    }
    clock.advance(days=400)
    assert "LastAuthenticated" not in _report(instance, jane.arn)["iam"]


def test_actions_are_told_on_request_refused_ones_too(instance: Instance, clock: Clock) -> None:
    jane = make_user(instance, "jane", {"Action": "iam:ListUsers", "Resource": "*"})
    ask = ask_as(instance, jane)
    ask("iam:ListUsers")
    clock.advance(seconds=1)
    with pytest.raises(errors.AccessDenied):
        ask("iam:ListRoles")
    found = _report(instance, jane.arn, Granularity="ACTION_LEVEL")["iam"]
    actions = [(each["ActionName"], each["LastAccessedTime"]) for each in found["TrackedActionsLastAccessed"]]
    assert [name for name, _at in actions] == ["ListRoles", "ListUsers"]
    assert actions[0][1] == clock() == found["LastAuthenticated"]


def test_a_group_s_report_tells_of_its_members(instance: Instance, clock: Clock) -> None:
    ask = root(instance)
    arn = ask("iam:CreateGroup", GroupName="lab")["Group"]["Arn"]
    ask(
        "iam:PutGroupPolicy",
        GroupName="lab",
        PolicyName="p",
        PolicyDocument=policy({"Action": "iam:*", "Resource": "*"}),
    )
    for name in ("a", "b", "c"):
        member = make_user(instance, name)
        ask("iam:AddUserToGroup", GroupName="lab", UserName=name)
        if name != "c":
            clock.advance(seconds=1)
            ask_as(instance, member)("iam:ListUsers")
    found = _report(instance, arn)["iam"]
    assert (found["LastAuthenticatedEntity"][-2:], found["TotalAuthenticatedEntities"]) == ("/b", 2)
    details = _entities(instance, arn, "iam")
    assert [(each["EntityInfo"]["Name"], "LastAuthenticated" in each) for each in details] == [
        ("b", True),
        ("a", True),
        ("c", False),
    ]
    assert _entities(instance, arn, "kms") == []


def test_a_policy_s_report_tells_of_users_roles_and_members_that_have_it(instance: Instance) -> None:
    ask = root(instance)
    arn = make_role(instance, "R", trusting({"Service": "sagemaker.amazonaws.com"}))
    role_id = ask("iam:GetRole", RoleName="R")["Role"]["RoleId"]
    ask("iam:AttachRolePolicy", RoleName="R", PolicyArn=S3)
    ask("iam:CreateGroup", GroupName="lab")
    ask("iam:AttachGroupPolicy", GroupName="lab", PolicyArn=S3)
    for name in ("member", "direct", "stranger"):
        make_user(instance, name)
    ask("iam:AddUserToGroup", GroupName="lab", UserName="member")
    ask("iam:AttachUserPolicy", UserName="direct", PolicyArn=S3)
    theirs = root(instance, "444455556666")
    theirs("iam:CreateUser", UserName="theirs")
    theirs("iam:AttachUserPolicy", UserName="theirs", PolicyArn=S3)
    with pytest.raises(errors.AccessDenied):
        ask_as(instance, Principal.role_session(arn, role_id, "job"))("iam:ListUsers")
    assert list(_report(instance, S3)) == ["s3"]
    names = [each["EntityInfo"]["Name"] for each in _entities(instance, S3, "s3")]
    assert sorted(names) == ["R", "direct", "member"]


def test_a_report_is_its_maker_s_and_kept_for_a_week(instance: Instance, clock: Clock) -> None:
    ask = root(instance)
    jane = make_user(instance, "jane", {"Action": "iam:*", "Resource": "*"})
    job = ask_as(instance, jane)("iam:GenerateServiceLastAccessedDetails", Arn=jane.arn)["JobId"]
    assert ask_as(instance, jane)("iam:GetServiceLastAccessedDetails", JobId=job)
    with pytest.raises(errors.NoSuchEntity):
        ask("iam:GetServiceLastAccessedDetails", JobId=job)
    clock.advance(days=8)
    with pytest.raises(errors.NoSuchEntity):
        ask_as(instance, jane)("iam:GetServiceLastAccessedDetails", JobId=job)


def test_reports_of_an_account_are_bounded(instance: Instance, clock: Clock) -> None:
    jane, ask = make_user(instance, "jane"), root(instance)
    jobs = []
    for _report_number in range(103):
        clock.advance(seconds=1)
        jobs.append(ask("iam:GenerateServiceLastAccessedDetails", Arn=jane.arn)["JobId"])
    assert ask("iam:GetServiceLastAccessedDetails", JobId=jobs[3])
    with pytest.raises(errors.NoSuchEntity):
        ask("iam:GetServiceLastAccessedDetails", JobId=jobs[2])


def test_services_have_pages(instance: Instance) -> None:
    jane, ask = make_user(instance, "jane", {"Action": "*", "Resource": "*"}), root(instance)
    job = ask("iam:GenerateServiceLastAccessedDetails", Arn=jane.arn)["JobId"]
    seen: list[str] = []
    members: dict[str, Any] = {}
    while True:
        answer = ask("iam:GetServiceLastAccessedDetails", JobId=job, MaxItems=3, **members)
        seen += [service["ServiceNamespace"] for service in answer["ServicesLastAccessed"]]
        if not answer["IsTruncated"]:
            break
        members = {"Marker": answer["Marker"]}
    assert seen == sorted(SERVICE_NAMES)


def test_policies_that_grant_a_service_are_told_with_their_holders(instance: Instance) -> None:
    ask, jane = root(instance), make_user(instance, "jane", {"Action": "kms:Decrypt", "Resource": "*"})
    ask("iam:AttachUserPolicy", UserName="jane", PolicyArn=S3)
    ask("iam:CreateGroup", GroupName="lab")
    ask("iam:PutGroupPolicy", GroupName="lab", PolicyName="all", PolicyDocument=EVERYTHING)
    ask("iam:AddUserToGroup", GroupName="lab", UserName="jane")
    ask(
        "iam:PutUserPermissionsBoundary",
        UserName="jane",
        PermissionsBoundary="arn:aws:iam::aws:policy/AdministratorAccess",
    )
    answer = ask("iam:ListPoliciesGrantingServiceAccess", Arn=jane.arn, ServiceNamespaces=["s3", "kms", "ec2"])
    found = {each["ServiceNamespace"]: each["Policies"] for each in answer["PoliciesGrantingServiceAccess"]}
    of_group = {"PolicyName": "all", "PolicyType": "INLINE", "EntityType": "GROUP", "EntityName": "lab"}
    assert found == {
        "ec2": [of_group],
        "kms": [{"PolicyName": "own", "PolicyType": "INLINE", "EntityType": "USER", "EntityName": "jane"}, of_group],
        "s3": [{"PolicyName": "AmazonS3FullAccess", "PolicyType": "MANAGED", "PolicyArn": S3}, of_group],
    }


@pytest.mark.parametrize("operation", ["GenerateServiceLastAccessedDetails", "ListPoliciesGrantingServiceAccess"])
def test_what_is_asked_about_must_be_there(instance: Instance, operation: str) -> None:
    members: dict[str, Any] = {"ServiceNamespaces": ["s3"]} if operation.startswith("List") else {}
    ask = root(instance)
    for kind in ("user", "group", "role"):
        with pytest.raises(errors.NoSuchEntity):
            ask(f"iam:{operation}", Arn=f"arn:aws:iam::{ACCOUNT}:{kind}/nobody", **members)
    with pytest.raises(errors.InvalidInput):
        ask(f"iam:{operation}", Arn="arn:aws:s3:::a-bucket-of-mine", **members)
    with pytest.raises(errors.AccessDenied):
        ask(f"iam:{operation}", Arn="arn:aws:iam::444455556666:user/nobody", **members)
    jane = make_user(instance, "jane", {"Action": f"iam:{operation}", "Resource": "*"})
    root(instance)("iam:UpdateUser", UserName="jane", NewPath="/x/")
    with pytest.raises(errors.NoSuchEntity):
        ask_as(instance, jane)(f"iam:{operation}", Arn=jane.arn, **members)


def test_a_policy_has_no_policies(instance: Instance) -> None:
    with pytest.raises(errors.InvalidInput):
        root(instance)("iam:ListPoliciesGrantingServiceAccess", Arn=S3, ServiceNamespaces=["s3"])


@pytest.mark.parametrize(
    ("statement", "granted"),
    [
        ({"Action": "*"}, True),
        ({"Action": "S3:Get*"}, True),
        ({"Action": ["kms:Decrypt", "s3:GetObject"]}, True),
        ({"Action": "s3-object-lambda:*"}, False),
        ({"NotAction": "iam:*"}, True),
        ({"NotAction": "s3:GetObject"}, True),
        ({"NotAction": ["iam:*", "S3:*"]}, False),
        ({"NotAction": "*"}, False),
        ({"Action": "s3:*", "Effect": "Deny"}, False),
    ],
)
def test_what_counts_as_granting(statement: dict[str, Any], granted: bool) -> None:
    assert grants_service(policy({"Resource": "*"} | statement), "s3") is granted
