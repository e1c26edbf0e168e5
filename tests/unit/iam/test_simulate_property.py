"""A simulation is the engine's decision: made-up policies and requests, decided both ways."""

import json
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sealcanvas.access.decide_by import decide_by, rules_of
from sealcanvas.access.layers import NamedPolicy, PolicySet
from sealcanvas.access.policy import PolicyDocument, PolicyKind
from sealcanvas.access.principal import Principal
from sealcanvas.access.request import AccessRequest
from sealcanvas.service.instance import Instance
from tests.support.instance import ACCOUNT
from tests.unit.iam.asking import root

OTHER = "444455556666"
USER = Principal.user(ACCOUNT, "u", f"{ACCOUNT}:u")
KEY = f"arn:aws:kms:us-east-1:{ACCOUNT}:key/1"
KINDS: dict[str, PolicyKind] = {"key": "key", "standard": "bucket", "trust": "trust"}

_ACTIONS = {
    KEY: ["kms:Decrypt", "kms:GenerateDataKey"],
    "arn:aws:s3:::b/k": ["s3:GetObject", "s3:PutObject"],
    f"arn:aws:iam::{ACCOUNT}:role/R": ["sts:AssumeRole", "sts:TagSession"],
}
_CONDITIONS = st.fixed_dictionaries(
    {},
    optional={
        "StringEquals": st.dictionaries(st.sampled_from(["aws:SourceVpc", "aws:PrincipalAccount"]), st.just(ACCOUNT)),
        "StringNotEqualsIfExists": st.dictionaries(st.just("aws:SourceVpc"), st.sampled_from([ACCOUNT, "vpc-1"])),
        "Null": st.dictionaries(st.just("aws:SourceVpc"), st.booleans()),
        "Bool": st.dictionaries(st.just("aws:SecureTransport"), st.just("true")),
    },
)


@st.composite
def _statements(draw: Any, action_names: list[str], kind: PolicyKind) -> str:
    def one() -> dict[str, Any]:
        statement: dict[str, Any] = {
            "Effect": draw(st.sampled_from(["Allow", "Allow", "Deny"])),
            "Action": draw(st.sampled_from([*action_names, action_names[0].split(":")[0] + ":*"])),
            "Condition": draw(_CONDITIONS),
        }
        if kind != "trust":
            statement["Resource"] = "*"
        if kind in ("key", "bucket", "trust"):
            named = [USER.arn, ACCOUNT, OTHER, f"arn:aws:iam::{ACCOUNT}:user/v"]
            statement["Principal"] = {"AWS": draw(st.sampled_from([*named, "*"]))}
        return statement

    return json.dumps({"Version": "2012-10-17", "Statement": [one() for _ in range(draw(st.integers(1, 3)))]})


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_simulation_is_the_engines_decision(instance: Instance, data: st.DataObject) -> None:
    resource = data.draw(st.sampled_from(list(_ACTIONS)))
    action = data.draw(st.sampled_from(_ACTIONS[resource]))
    owner = data.draw(st.sampled_from([ACCOUNT, OTHER])) if ":s3:" in resource else ACCOUNT
    rules = rules_of(action, resource)
    own = data.draw(_statements(_ACTIONS[resource], "identity"))
    theirs = data.draw(_statements(_ACTIONS[resource], KINDS[rules]))
    limit = data.draw(st.none() | _statements(_ACTIONS[resource], "boundary"))
    context = data.draw(
        st.fixed_dictionaries(
            {}, optional={"aws:SourceVpc": st.sampled_from([ACCOUNT, "vpc-1"]), "aws:SecureTransport": st.just("true")}
        )
    )
    policies = PolicySet(
        identity=(NamedPolicy("own", PolicyDocument.parse(own, "identity")),),
        boundary=None if limit is None else NamedPolicy("limit", PolicyDocument.parse(limit, "boundary")),
        resource=NamedPolicy("theirs", PolicyDocument.parse(theirs, KINDS[rules])),
    )
    decision = decide_by(rules, AccessRequest(USER, action, resource, owner, context), policies)

    members: dict[str, Any] = {} if limit is None else {"PermissionsBoundaryPolicyInputList": [limit]}
    (result,) = root(instance)(
        "iam:SimulateCustomPolicy",
        PolicyInputList=[own],
        ActionNames=[action],
        ResourceArns=[resource],
        ResourcePolicy=theirs,
        ResourceOwner=f"arn:aws:iam::{owner}:root",
        CallerArn=USER.arn,
        ContextEntries=[
            {"ContextKeyName": name, "ContextKeyValues": [value], "ContextKeyType": "string"}
            for name, value in context.items()
        ],
        **members,
    )["EvaluationResults"]
    spelled = {"allowed": "allowed", "explicit-deny": "explicitDeny", "implicit-deny": "implicitDeny"}
    assert result["EvalDecision"] == spelled[decision.outcome]
    assert bool(result["MatchedStatements"]) == (decision.outcome != "implicit-deny")
