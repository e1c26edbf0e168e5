"""Mends of explicit denials: a Deny gives way by as little as it can, or not at all."""

import json
from dataclasses import replace
from typing import Any

import pytest

from sealcanvas.access import (
    PolicySet,
    mend,
)
from sealcanvas.access.decide_by import decide_again
from sealcanvas.access.mend import apply_changes
from sealcanvas.access.words import tell_mend, tell_weakening
from tests.unit.access.denied import DECRYPTS, HOME, IAM_COUNTS, OBJECT, PUTS, ROLE, offered, refused


def test_an_exception_takes_the_request_in(policy: Any) -> None:
    deny = PUTS | {
        "Effect": "Deny",
        "Sid": "Perimeter",
        "Condition": {"StringNotEquals": {"aws:SourceVpc": ["vpc-1"]}},
    }
    policies = PolicySet(identity=(policy("identity", PUTS), policy("identity", deny, name="perimeter")))
    offer = offered(*refused(policies, rules="standard", context={"aws:SourceVpc": "vpc-2"}))
    assert offer.changes[0].edit == "narrow-deny"
    assert offer.changes[0].statement["Resource"] == OBJECT
    assert offer.changes[0].statement["Condition"]["StringNotEquals"]["aws:SourceVpc"] == ["vpc-1", "vpc-2"]


def test_a_deny_of_one_action_leaves_the_principal_out(policy: Any) -> None:
    deny = DECRYPTS | {"Effect": "Deny", "Principal": "*", "Sid": "NoDecrypt"}
    policies = PolicySet(resource=policy("key", IAM_COUNTS, deny), identity=(policy("identity", DECRYPTS),))
    offer = offered(*refused(policies))
    assert offer.changes[0].statement["Condition"] == {"ArnNotEquals": {"aws:PrincipalArn": ROLE}}


def test_a_deny_of_several_actions_is_parted(policy: Any) -> None:
    deny = DECRYPTS | {"Effect": "Deny", "Principal": "*", "Action": ["kms:Encrypt", "kms:Decrypt"]}
    everything = DECRYPTS | {"Action": "kms:*"}
    policies = PolicySet(resource=policy("key", IAM_COUNTS, deny), identity=(policy("identity", everything),))
    decision, policies = refused(policies)
    offer = offered(decision, policies)
    after = apply_changes(policies, offer.changes)
    encrypt = replace(decision, request=replace(decision.request, action="kms:Encrypt"))
    assert decide_again(encrypt, after).outcome == "explicit-deny"


@pytest.mark.parametrize("operator", ["StringNotEquals", "ArnNotEquals", "ArnNotLike", "StringNotLike"])
def test_the_exception_for_principals_takes_one_more_in(policy: Any, operator: str) -> None:
    admin = f"arn:aws:iam::{HOME}:role/Admin"
    deny = DECRYPTS | {
        "Effect": "Deny",
        "Principal": "*",
        "Condition": {operator: {"aws:PrincipalArn": admin}},
    }
    policies = PolicySet(resource=policy("key", IAM_COUNTS, deny), identity=(policy("identity", DECRYPTS),))
    offer = offered(*refused(policies, context={"aws:PrincipalArn": ROLE}))
    assert offer.changes[0].statement["Condition"][operator]["aws:PrincipalArn"] == [admin, ROLE]
    assert offer.weakens == ("statement 2 (line 1) of key policy",)


def test_a_deny_that_names_the_principal_alone_goes(policy: Any) -> None:
    deny = DECRYPTS | {"Effect": "Deny", "Principal": {"AWS": ROLE}}
    policies = PolicySet(resource=policy("key", IAM_COUNTS, deny), identity=(policy("identity", DECRYPTS),))
    offer = offered(*refused(policies))
    assert json.loads(offer.changes[0].after)["Statement"] == [IAM_COUNTS]


def test_whoever_refuses_is_escaped_and_not_met(policy: Any) -> None:
    deny = DECRYPTS | {
        "Effect": "Deny",
        "Principal": "*",
        "Sid": "Tls",
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    policies = PolicySet(resource=policy("key", IAM_COUNTS, deny), identity=(policy("identity", DECRYPTS),))
    decision, policies = refused(policies, context={"aws:SecureTransport": "false"})
    offer = offered(decision, policies)
    assert [advice.kind for advice in offer.alternatives] == ["escape-deny"]
    assert "does not hold" in tell_mend(decision, offer)[1]
    assert "Tls" in tell_weakening(offer)


def test_a_deny_of_everything_is_named_and_not_touched(policy: Any) -> None:
    deny = PUTS | {"Effect": "Deny", "Action": "s3:*"}
    policies = PolicySet(
        identity=(policy("identity", PUTS | {"Action": "s3:*"}), policy("identity", deny, name="policy NoS3"))
    )
    decision, policies = refused(policies, rules="standard")
    offer = mend(decision, policies)
    assert offer is not None
    assert not offer.changes
    assert not offer.checked
    assert "policy NoS3" in tell_mend(decision, offer)[0]


def test_a_deny_and_a_missing_allow_are_mended_together(policy: Any) -> None:
    deny = DECRYPTS | {"Effect": "Deny", "Principal": "*"}
    policies = PolicySet(resource=policy("key", deny, name="key policy"))
    offer = offered(*refused(policies))
    assert [(change.edit, change.document) for change in offer.changes] == [("narrow-deny", "key policy")]
    assert len(json.loads(offer.changes[0].after)["Statement"]) == 2
