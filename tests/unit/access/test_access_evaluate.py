"""The standard rules, trust policies, and the sentences of refusal, row by row."""

import json
from typing import Any

import pytest

from sealcanvas.access import (
    ANONYMOUS,
    AccessRequest,
    Decision,
    NamedPolicy,
    PolicySet,
    Principal,
    decide,
    decide_trust,
)
from sealcanvas.access.words import tell_layer

HOME = "111122223333"
AWAY = "444455556666"
OBJECT = "arn:aws:s3:::bucket/key"
ROLE = f"arn:aws:iam::{HOME}:role/service-role/Jane"
SESSION_ARN = f"arn:aws:sts::{HOME}:assumed-role/Jane/studio"
USER_ARN = f"arn:aws:iam::{HOME}:user/ada"
ROOT = f"arn:aws:iam::{HOME}:root"

JANE = Principal.role_session(ROLE, "AROAJANE", "studio")
ADA = Principal.user(HOME, "ada", "AIDAADA")
SAGEMAKER = Principal.service_principal("sagemaker.amazonaws.com")

ALLOW: dict[str, Any] = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": "arn:aws:s3:::bucket/*"}
DENY: dict[str, Any] = {"Effect": "Deny", "Action": "S3:get*", "Resource": "*"}
OTHER: dict[str, Any] = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}


def to(principal: Any, statement: dict[str, Any] = ALLOW) -> dict[str, Any]:
    return statement | {"Principal": {"AWS": principal}}


def ask(principal: Principal, owner: str = HOME, action: str = "s3:GetObject", **context: str) -> AccessRequest:
    return AccessRequest(principal, action, OBJECT, owner, context)


@pytest.mark.parametrize(
    ("principal", "owner", "identity", "bucket", "allowed"),
    [
        (JANE, HOME, [], [], False),
        (JANE, HOME, [ALLOW], [], True),
        (JANE, HOME, [OTHER], [], False),
        (JANE, HOME, [], [to(ROLE)], True),
        (JANE, HOME, [], [to(SESSION_ARN)], True),
        (JANE, HOME, [], [to("AROAJANE")], True),
        (JANE, HOME, [], [to(ROOT)], False),
        (JANE, HOME, [], [to(HOME)], False),
        (JANE, HOME, [ALLOW], [to(ROOT)], True),
        (JANE, HOME, [], [to("*")], True),
        (JANE, HOME, [], [to(f"arn:aws:iam::{HOME}:role/Jane")], False),
        (JANE, HOME, [ALLOW], [to(ROLE, DENY)], False),
        (JANE, HOME, [DENY], [to(ROLE)], False),
        (JANE, HOME, [ALLOW], [to(ROOT, DENY)], False),
        (JANE, HOME, [ALLOW], [to(USER_ARN, DENY)], True),
        (ADA, HOME, [], [to(USER_ARN)], True),
        (ADA, HOME, [], [to("AIDAADA")], True),
        (ADA, HOME, [], [to(USER_ARN.replace("ada", "ADA"))], False),
        (JANE, AWAY, [ALLOW], [], False),
        (JANE, AWAY, [], [to(ROLE)], False),
        (JANE, AWAY, [ALLOW], [to(ROLE)], True),
        (JANE, AWAY, [ALLOW], [to(ROOT)], True),
        (JANE, AWAY, [ALLOW], [to("*")], True),
        (JANE, AWAY, [], [to("*")], False),
        (ANONYMOUS, HOME, [ALLOW], [], False),
        (ANONYMOUS, HOME, [], [to("*")], True),
        (ANONYMOUS, HOME, [], [to(ROOT)], False),
        (SAGEMAKER, HOME, [ALLOW], [], False),
        (SAGEMAKER, HOME, [], [ALLOW | {"Principal": {"Service": "sagemaker.amazonaws.com"}}], True),
        (SAGEMAKER, HOME, [], [ALLOW | {"Principal": {"Service": "forecast.amazonaws.com"}}], False),
        (Principal.root(HOME), HOME, [], [], True),
        (Principal.root(HOME), HOME, [], [to("*", DENY)], False),
        (Principal.root(HOME), AWAY, [], [], False),
        (Principal.root(HOME), AWAY, [], [to(ROOT)], True),
        (JANE, HOME, [ALLOW], [DENY | {"NotPrincipal": {"AWS": ROLE}}], True),
        (JANE, HOME, [ALLOW], [DENY | {"NotPrincipal": {"AWS": ROOT}}], False),
        (ADA, HOME, [ALLOW], [DENY | {"NotPrincipal": {"AWS": ROLE}}], False),
        (JANE, HOME, [], [ALLOW | {"NotPrincipal": {"AWS": ROOT}}], False),
        (ADA, HOME, [], [ALLOW | {"NotPrincipal": {"AWS": ROLE}}], True),
        (JANE, HOME, [{"Effect": "Allow", "NotAction": "s3:Put*", "Resource": "*"}], [], True),
        (JANE, HOME, [{"Effect": "Allow", "NotAction": "s3:get*", "Resource": "*"}], [], False),
        (JANE, HOME, [{"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::bucket/*"}], [], False),
        (JANE, HOME, [{"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::x/${aws:username}"}], [], False),
        (ADA, HOME, [{"Effect": "Allow", "Action": "*", "NotResource": "arn:aws:s3:::x/${aws:username}"}], [], True),
        (JANE, HOME, [ALLOW | {"Resource": "arn:aws:s3:::b?cket/*"}], [], True),
        (JANE, HOME, [ALLOW | {"Resource": "arn:aws:s3:::BUCKET/*"}], [], False),
    ],
)
def test_who_is_allowed(
    policy: Any, principal: Principal, owner: str, identity: list[Any], bucket: list[Any], allowed: bool
) -> None:
    policies = PolicySet(
        identity=tuple(policy("identity", statement) for statement in identity),
        resource=policy("bucket", *bucket) if bucket else None,
    )
    assert decide(ask(principal, owner), policies).allowed is allowed


@pytest.mark.parametrize("layer", ["boundary", "session", "service_control"])
@pytest.mark.parametrize(
    ("bucket", "limited"), [(None, True), (ROLE, True), ("*", False), (SESSION_ARN, False)], ids=str
)
def test_limits(policy: Any, layer: str, bucket: str | None, limited: bool) -> None:
    def with_limit(statement: dict[str, Any]) -> Decision:
        limit = policy("identity", statement)
        given: Any = {"boundary": limit, "session": (limit,), "service_control": ((limit,),)}[layer]
        return decide(
            ask(JANE),
            PolicySet(
                identity=() if bucket else (policy("identity", ALLOW),),
                resource=policy("bucket", to(bucket)) if bucket else None,
                **{layer: given},
            ),
        )

    assert with_limit(ALLOW).allowed
    assert with_limit(OTHER).allowed is (not limited and layer != "service_control")
    assert with_limit(DENY).outcome == "explicit-deny"


def test_every_level_of_an_organisation_must_allow(policy: Any) -> None:
    def at(*levels: dict[str, Any]) -> Decision:
        control = tuple((policy("identity", statement),) for statement in levels)
        return decide(ask(JANE), PolicySet(identity=(policy("identity", ALLOW),), service_control=control))

    assert at(ALLOW, ALLOW, ALLOW).allowed
    for place in range(3):
        assert not at(*(OTHER if level == place else ALLOW for level in range(3))).allowed
        assert at(*(DENY if level == place else OTHER for level in range(3))).outcome == "explicit-deny"


def test_an_empty_session_policy_allows_nothing(policy: Any) -> None:
    assert not decide(ask(JANE), PolicySet(identity=(policy("identity", ALLOW),), session=())).allowed


START = f'User: {SESSION_ARN} is not authorized to perform: s3:GetObject on resource: "{OBJECT}"'


@pytest.mark.parametrize(
    ("layers", "reason"),
    [
        ({}, "because no identity-based policy allows the s3:GetObject action"),
        (
            {"identity": ALLOW, "boundary": OTHER},
            "because no permissions boundary allows the s3:GetObject action",
        ),
        ({"identity": ALLOW, "session": OTHER}, "because no session policy allows the s3:GetObject action"),
        (
            {"identity": ALLOW, "service_control": OTHER},
            "because no service control policy allows the s3:GetObject action",
        ),
        ({"identity": DENY}, "with an explicit deny in an identity-based policy"),
        ({"identity": ALLOW, "resource": to("*", DENY)}, "with an explicit deny in a resource-based policy"),
        ({"identity": ALLOW, "boundary": DENY}, "with an explicit deny in a permissions boundary"),
        ({"identity": ALLOW, "session": DENY}, "with an explicit deny in a session policy"),
        ({"identity": ALLOW, "service_control": DENY}, "with an explicit deny in a service control policy"),
    ],
)
def test_the_sentence_of_refusal(policy: Any, layers: dict[str, Any], reason: str) -> None:
    given: dict[str, Any] = {}
    for layer, statement in layers.items():
        made = policy("bucket" if layer == "resource" else "identity", statement)
        given[layer] = made if layer in ("resource", "boundary") else (made,)
        if layer == "service_control":
            given[layer] = ((made,),)
    decision = decide(ask(JANE), PolicySet(**given))
    assert decision.message() == f"{START} {reason}"


def test_the_sentence_for_a_stranger_and_for_other_services(policy: Any) -> None:
    away = decide(ask(JANE, AWAY), PolicySet(identity=(policy("identity", ALLOW),)))
    assert away.message().endswith("because no resource-based policy allows the s3:GetObject action")
    pass_role = decide(AccessRequest(JANE, "iam:PassRole", ROLE, HOME), PolicySet())
    assert pass_role.message() == (
        f"User: {SESSION_ARN} is not authorized to perform: iam:PassRole on resource: {ROLE}"
        " because no identity-based policy allows the iam:PassRole action"
    )


def test_an_allowed_request_has_no_refusal(policy: Any) -> None:
    decision = decide(ask(JANE), PolicySet(identity=(policy("identity", ALLOW),)))
    with pytest.raises(ValueError, match="no refusal"):
        decision.message()


ASSUME: dict[str, Any] = {"Effect": "Allow", "Action": "sts:AssumeRole"}
MAY_ASSUME: dict[str, Any] = ASSUME | {"Resource": ROLE}


@pytest.mark.parametrize(
    ("principal", "owner", "trust", "identity", "reason"),
    [
        (ADA, HOME, {"AWS": USER_ARN}, False, "allowed"),
        (ADA, HOME, {"AWS": "AIDAADA"}, False, "allowed"),
        (ADA, HOME, {"AWS": ROOT}, False, "identity"),
        (ADA, HOME, {"AWS": ROOT}, True, "allowed"),
        (ADA, HOME, {"AWS": ROLE}, True, "trust"),
        (JANE, HOME, {"AWS": "AROAJANE"}, False, "allowed"),
        (JANE, HOME, {"AWS": "AROAFORMER"}, True, "trust"),
        (ADA, AWAY, {"AWS": USER_ARN}, False, "identity"),
        (ADA, AWAY, {"AWS": USER_ARN}, True, "allowed"),
        (ADA, AWAY, {"AWS": ROOT}, True, "allowed"),
        (SAGEMAKER, HOME, {"Service": "sagemaker.amazonaws.com"}, False, "allowed"),
        (SAGEMAKER, HOME, {"Service": "forecast.amazonaws.com"}, False, "trust"),
        (SAGEMAKER, HOME, {"AWS": ROOT}, True, "trust"),
        (ANONYMOUS, HOME, {"AWS": USER_ARN}, True, "trust"),
    ],
)
def test_who_may_assume_a_role(
    policy: Any, principal: Principal, owner: str, trust: Any, identity: bool, reason: str
) -> None:
    decision = decide_trust(
        AccessRequest(principal, "sts:AssumeRole", ROLE, owner),
        PolicySet(
            identity=(policy("identity", MAY_ASSUME),) if identity else (),
            resource=policy("trust", ASSUME | {"Principal": trust}),
        ),
    )
    assert decision.reason == reason
    assert decision.allowed is (reason == "allowed")


def test_the_confused_deputy_is_refused_with_the_condition_named(policy: Any) -> None:
    trust = policy(
        "trust",
        ASSUME
        | {
            "Sid": "Forecast",
            "Principal": {"Service": "forecast.amazonaws.com"},
            "Condition": {
                "StringEquals": {"aws:SourceAccount": HOME},
                "ArnLike": {"aws:SourceArn": f"arn:aws:forecast:*:{HOME}:*"},
            },
        },
        name="trust policy of role Jane",
    )

    def by(account: str) -> Decision:
        context = {"aws:SourceAccount": account, "aws:SourceArn": f"arn:aws:forecast:us-east-1:{account}:job/x"}
        service = Principal.service_principal("forecast.amazonaws.com")
        return decide_trust(AccessRequest(service, "sts:AssumeRole", ROLE, HOME, context), PolicySet(resource=trust))

    assert by(HOME).allowed
    refused = by(AWAY)
    assert [check.key for check in refused.failed_conditions] == ["aws:SourceAccount", "aws:SourceArn"]
    assert "aws:SourceAccount" in tell_layer(refused, refused.layers[0])
    assert refused.message().endswith("because no role trust policy allows the sts:AssumeRole action")


def test_a_denial_tells_its_statement_and_conditions(policy: Any) -> None:
    key = "s3:x-amz-server-side-encryption-aws-kms-key-id"
    demand = {
        "Sid": "OnlyOurKey",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": "arn:aws:s3:::bucket/*",
        "Condition": {"StringNotEqualsIfExists": {key: "arn:key/2"}},
    }
    bucket: NamedPolicy = policy("bucket", demand, name="bucket policy of bucket")
    request = AccessRequest(JANE, "s3:PutObject", OBJECT, HOME, {key: "arn:key/1"})
    decision = decide(request, PolicySet(identity=(policy("identity", OTHER),), resource=bucket))
    assert decision.outcome == "explicit-deny"
    assert [check.key for check in decision.deciding_conditions] == [key]
    assert decision.deciding is not None
    assert (decision.deciding.document, decision.deciding.sid) == ("bucket policy of bucket", "OnlyOurKey")
    assert decision.deciding_conditions[0].found == ("arn:key/1",)
    assert '"arn:key/2"' in tell_layer(decision, decision.layers[0])
    assert Decision.from_dict(json.loads(json.dumps(decision.to_dict()))) == decision
