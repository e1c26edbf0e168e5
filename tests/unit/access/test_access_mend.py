"""Mends: each one offered makes the request allowed."""

from typing import Any

import pytest

from sealcanvas.access import AccessRequest, PolicySet, Principal, decide, decide_key, decide_trust, mend
from sealcanvas.access.decide_by import decide_again
from sealcanvas.access.mend_changes import apply_changes

HOME = "111122223333"
KEY = f"arn:aws:kms:us-east-1:{HOME}:key/1"
ROLE = f"arn:aws:iam::{HOME}:role/service-role/Jane"
ROOT = f"arn:aws:iam::{HOME}:root"
JANE = Principal.role_session(ROLE, "AROAJANE", "studio")
EVE = Principal.user("444455556666", "eve", "AIDAEVE")
IAM_COUNTS: dict[str, Any] = {"Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": "kms:*", "Resource": "*"}
PUTS: dict[str, Any] = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}
SSE_KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id"


@pytest.mark.parametrize("statements", [[], [IAM_COUNTS], [IAM_COUNTS | {"Principal": {"AWS": EVE.arn}}]])
def test_a_key_is_mended_in_its_policy_first_for_the_role(policy: Any, statements: list[Any]) -> None:
    policies = PolicySet(resource=policy("key", *statements, name="key policy of the key"))
    decision = decide_key(AccessRequest(JANE, "kms:Decrypt", KEY, HOME), policies, {})
    offer = mend(decision, policies)
    assert offer is not None
    assert offer.checked
    assert offer.target == "key policy of the key"
    assert offer.statement == {
        "Effect": "Allow",
        "Principal": {"AWS": ROLE},
        "Action": "kms:Decrypt",
        "Resource": "*",
    }
    assert offer.alternatives


@pytest.mark.parametrize("principal", [JANE, EVE, Principal.service_principal("forecast.amazonaws.com")])
@pytest.mark.parametrize("rules", ["standard", "key", "trust"])
@pytest.mark.parametrize("limits", [{}, {"session": ()}])
def test_every_mend_offered_allows(policy: Any, principal: Principal, rules: str, limits: dict[str, Any]) -> None:
    decisions = {
        "standard": lambda given: decide(AccessRequest(principal, "s3:GetObject", "arn:aws:s3:::b/k", HOME), given),
        "key": lambda given: decide_key(AccessRequest(principal, "kms:Decrypt", KEY, HOME), given, {"a": "b"}),
        "trust": lambda given: decide_trust(AccessRequest(principal, "sts:AssumeRole", ROLE, HOME), given),
    }
    policies = PolicySet(**limits)
    decision = decisions[rules](policies)
    offer = mend(decision, policies)
    assert offer is not None
    assert offer.checked
    assert decide_again(decision, apply_changes(policies, offer.changes)).allowed
    proposal = mend(decision)
    assert proposal is not None
    assert not proposal.checked


@pytest.mark.parametrize("layer", ["boundary", "session", "service_control"])
def test_a_limit_is_mended_where_it_limits(policy: Any, layer: str) -> None:
    other = policy("identity", PUTS | {"Action": "s3:ListBucket"}, name="the limit")
    limit: dict[str, Any] = {layer: {"boundary": other, "session": (other,), "service_control": ((other,),)}[layer]}
    policies = PolicySet(identity=(policy("identity", PUTS),), **limit)
    decision = decide(AccessRequest(JANE, "s3:PutObject", "arn:aws:s3:::b/k", HOME), policies)
    offer = mend(decision, policies)
    assert offer is not None
    assert offer.checked
    assert [change.target for change in offer.changes] == [layer.replace("_", "-")]


def test_another_key_demanded_by_the_bucket(policy: Any) -> None:
    demand = {
        "Sid": "OurKey",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "s3:PutObject",
        "Resource": "*",
        "Condition": {"StringNotEquals": {SSE_KEY: "arn:key/2"}},
    }
    policies = PolicySet(identity=(policy("identity", PUTS),), resource=policy("bucket", demand, name="bucket policy"))
    request = AccessRequest(JANE, "s3:PutObject", "arn:aws:s3:::b/k", HOME, {SSE_KEY: "arn:key/1"})
    offer = mend(decide(request, policies), policies)
    assert offer is not None
    assert offer.checked
    assert offer.statement is None
    assert "arn:key/2" in offer.explanation
    assert "arn:key/1" in offer.alternatives[0]
    assert "OurKey" in offer.alternatives[0]


def test_any_other_deny_is_named(policy: Any) -> None:
    deny = PUTS | {"Effect": "Deny", "Condition": {"Bool": {"aws:SecureTransport": "false"}}}
    policies = PolicySet(identity=(policy("identity", PUTS), policy("identity", deny, name="policy TlsOnly")))
    context = {"aws:SecureTransport": "false"}
    decision = decide(AccessRequest(JANE, "s3:PutObject", "arn:aws:s3:::b/k", HOME, context), policies)
    offer = mend(decision, policies)
    assert offer is not None
    assert "policy TlsOnly" in offer.explanation
    assert "aws:SecureTransport" in offer.alternatives[0]


def test_nothing_to_mend(policy: Any) -> None:
    policies = PolicySet(identity=(policy("identity", PUTS),))
    assert mend(decide(AccessRequest(JANE, "s3:PutObject", "arn:aws:s3:::b/k", HOME), policies), policies) is None
    owner_only = decide_key(AccessRequest(EVE, "kms:DisableKey", KEY, HOME), PolicySet(), {})
    assert mend(owner_only, PolicySet()) is None
