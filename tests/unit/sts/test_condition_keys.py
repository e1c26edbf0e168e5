"""The global condition keys that a request carries, for each kind of principal.

Sources: IAM User Guide, "AWS global condition context keys" (the availability of each) and "Policy elements: variables
and tags" (the table of principal key values).
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from sealcanvas.access.context import Context, fold_key
from sealcanvas.access.principal import ANONYMOUS, Principal
from sealcanvas.service.authorize import access_request
from sealcanvas.service.call import Call, service_call
from sealcanvas.service.instance import Instance
from sealcanvas.service.resource import PlainResource
from tests.support.clock import Clock
from tests.support.instance import ACCOUNT, call_as
from tests.support.oidc import CLIENT, Provider, provider
from tests.unit.iam.asking import EVERYTHING, ask_as, make_role, make_user, policy, root, trusting
from tests.unit.sts.sessions import call_with

ALL = {"Action": "*", "Resource": "*"}
ISSUED = "2026-11-24T09:30:00Z"
JOB = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:automl-job/j1"

EVERY = {"aws:CurrentTime", "aws:EpochTime", "aws:RequestedRegion", "aws:ViaAWSService", "aws:PrincipalType"}
EVERY |= {"aws:ResourceAccount", "aws:userid", "aws:PrincipalAccount"}
SIGNED = {"aws:PrincipalArn", "aws:PrincipalIsAWSService"}
TEMPORARY = {"aws:TokenIssueTime", "aws:MultiFactorAuthPresent"}
PASSED_ON = {"aws:CalledVia", "aws:CalledViaFirst", "aws:CalledViaLast"}
KEYS = EVERY | SIGNED | TEMPORARY | PASSED_ON
KEYS |= {"aws:username", "aws:PrincipalTag/Team", "aws:SourceIdentity", "aws:FederatedProvider", "aws:SourceArn"}
KEYS |= {
    "aws:SourceAccount",
    "aws:PrincipalServiceName",
    "aws:MultiFactorAuthAge",
    "aws:RequestTag/Team",
    "aws:TagKeys",
}


@pytest.fixture
def idp() -> Iterator[Provider]:
    with provider() as running:
        yield running


@pytest.fixture
def calls(instance: Instance, idp: Provider, clock: Clock) -> dict[str, Call]:
    """A call of each kind, with credentials as STS hands them out."""
    jane = make_user(instance, "jane", ALL)
    session_actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"]
    trust = policy({"Principal": {"AWS": jane.arn}, "Action": session_actions})
    role = root(instance)("iam:CreateRole", RoleName="R", Path="/team/", AssumeRolePolicyDocument=trust)["Role"]["Arn"]
    ask = ask_as(instance, jane)
    tags = [{"Key": "Team", "Value": "blue"}]
    assumed = ask("sts:AssumeRole", RoleArn=role, RoleSessionName="s1", Tags=tags, SourceIdentity="jane")
    arn = root(instance)("iam:CreateOpenIDConnectProvider", Url=idp.url, ClientIDList=[CLIENT])
    federated = {"Federated": arn["OpenIDConnectProviderArn"]}
    web_trust = policy({"Principal": federated, "Action": "sts:AssumeRoleWithWebIdentity"})
    web = root(instance)("iam:CreateRole", RoleName="Web", AssumeRolePolicyDocument=web_trust)["Role"]["Arn"]
    token = {"RoleArn": web, "RoleSessionName": "w1", "WebIdentityToken": idp.token(clock())}
    vouched = ask_as(instance, ANONYMOUS)("sts:AssumeRoleWithWebIdentity", **token)
    federation = ask("sts:GetFederationToken", Name="bob", Policy=EVERYTHING, Tags=tags)
    user = call_as(instance, jane)
    return {
        "user": user,
        "user, through a service": user.through("s3"),
        "user's session": call_with(instance, ask("sts:GetSessionToken")),
        "root": call_as(instance, Principal.root(ACCOUNT)),
        "root's session": call_with(instance, root(instance)("sts:GetSessionToken")),
        "role session": call_with(instance, assumed),
        "role session, through a service": call_with(instance, assumed).through("s3"),
        "session of a web identity": call_with(instance, vouched),
        "federated user": call_with(instance, federation),
        "service": service_call(instance, "sagemaker.amazonaws.com", source_arn=JOB),
        "web identity": call_as(instance, Principal.web_identity(arn["OpenIDConnectProviderArn"], "jane")),
        "anonymous": call_as(instance, ANONYMOUS),
    }


def carried(call: Call) -> dict[str, Any]:
    """What conditions of a policy see of a call, among the global keys."""
    request = access_request(call, "s3:GetObject", PlainResource("arn:aws:s3:::b/k", ACCOUNT), {})
    context = Context(request)
    found = {key: context.get(fold_key(key)) for key in KEYS}
    return {key: values[0] if len(values) == 1 else values for key, values in found.items() if values is not None}


@pytest.mark.parametrize(
    ("kind", "keys"),
    [
        ("user", EVERY | SIGNED | {"aws:username"}),
        ("user, through a service", EVERY | SIGNED | PASSED_ON | {"aws:username", "aws:MultiFactorAuthPresent"}),
        ("user's session", EVERY | SIGNED | TEMPORARY | {"aws:username"}),
        ("root", EVERY | SIGNED),
        ("root's session", EVERY | SIGNED | TEMPORARY),
        ("role session", EVERY | SIGNED | TEMPORARY | {"aws:PrincipalTag/Team", "aws:SourceIdentity"}),
        (
            "role session, through a service",
            EVERY | SIGNED | TEMPORARY | PASSED_ON | {"aws:PrincipalTag/Team", "aws:SourceIdentity"},
        ),
        ("session of a web identity", EVERY | SIGNED | TEMPORARY | {"aws:FederatedProvider"}),
        ("federated user", EVERY | SIGNED | TEMPORARY | {"aws:PrincipalTag/Team"}),
        (
            "service",
            (EVERY | {"aws:PrincipalIsAWSService", "aws:PrincipalServiceName", "aws:SourceArn", "aws:SourceAccount"})
            - {"aws:PrincipalAccount"},
        ),
        ("web identity", EVERY - {"aws:PrincipalAccount"}),
        ("anonymous", EVERY),
    ],
)
def test_a_request_carries_these_keys_and_no_others(calls: dict[str, Call], kind: str, keys: set[str]) -> None:
    assert set(carried(calls[kind])) == keys


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("user", {"aws:PrincipalType": "User", "aws:username": "jane", "aws:PrincipalIsAWSService": "false"}),
        ("user's session", {"aws:PrincipalType": "User", "aws:username": "jane", "aws:TokenIssueTime": ISSUED}),
        ("root", {"aws:PrincipalType": "Account", "aws:userid": ACCOUNT}),
        (
            "role session",
            {
                "aws:PrincipalType": "AssumedRole",
                "aws:PrincipalArn": f"arn:aws:iam::{ACCOUNT}:role/team/R",
                "aws:PrincipalTag/Team": "blue",
                "aws:SourceIdentity": "jane",
                "aws:MultiFactorAuthPresent": "false",
            },
        ),
        (
            "federated user",
            {
                "aws:PrincipalType": "FederatedUser",
                "aws:userid": f"{ACCOUNT}:bob",
                "aws:PrincipalArn": f"arn:aws:sts::{ACCOUNT}:federated-user/bob",
            },
        ),
        (
            "service",
            {
                "aws:PrincipalType": "AWSService",
                "aws:PrincipalServiceName": "sagemaker.amazonaws.com",
                "aws:SourceArn": JOB,
                "aws:SourceAccount": ACCOUNT,
                "aws:PrincipalIsAWSService": "true",
            },
        ),
        ("anonymous", {"aws:PrincipalType": "Anonymous", "aws:userid": "anonymous"}),
        (
            "user, through a service",
            {"aws:ViaAWSService": "true", "aws:CalledVia": "s3.us-east-1.amazonaws.com"},
        ),
    ],
)
def test_their_values_are_those_of_awss_table(calls: dict[str, Call], kind: str, values: dict[str, str]) -> None:
    found = carried(calls[kind])
    assert {key: found[key] for key in values} == values


def test_unique_ids_are_those_of_user_and_role(calls: dict[str, Call]) -> None:
    assert carried(calls["user"])["aws:userid"] == carried(calls["user's session"])["aws:userid"]
    assert carried(calls["user"])["aws:userid"].startswith("AIDA")
    role_id, _, session = carried(calls["role session"])["aws:userid"].partition(":")
    assert (role_id[:4], session) == ("AROA", "s1")


def test_what_a_request_says_of_itself_does_not_outlive_it(instance: Instance) -> None:
    """Tags that are asked for are the request's; the session's own tags are the principal's."""
    jane = make_user(instance, "jane", ALL)
    arn = make_role(instance, "R2", trusting({"AWS": jane.arn}))
    tags = [{"Key": "Team", "Value": "blue"}]
    answer = ask_as(instance, jane)("sts:AssumeRole", RoleArn=arn, RoleSessionName="s1", Tags=tags)
    record = next(each for each in instance.trail.newest(5) if each["eventName"] == "AssumeRole")
    asked = record["sealcanvas"]["decisions"][0]["request"]["context"]
    assert (asked["aws:RequestTag/Team"], asked["aws:TagKeys"]) == ("blue", ["Team"])
    later = carried(replace(call_with(instance, answer)))
    assert later["aws:PrincipalTag/Team"] == "blue"
    assert "aws:RequestTag/Team" not in later
