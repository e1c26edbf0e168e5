"""Keys: the key policy first, IAM where it says so, grants, strangers; and the rows of the document's own policies."""

from typing import Any

import pytest

from sealcanvas.access import (
    ANONYMOUS,
    AccessRequest,
    Decision,
    Grant,
    Grants,
    PolicySet,
    Principal,
    decide_key,
)
from sealcanvas.access.words import tell_layer

HOME = "111122223333"
AWAY = "444455556666"
KEY = f"arn:aws:kms:us-east-1:{HOME}:key/1234abcd-12ab-34cd-56ef-1234567890ab"
ROLE = f"arn:aws:iam::{HOME}:role/Jane"
ROOT = f"arn:aws:iam::{HOME}:root"
SESSION_ARN = f"arn:aws:sts::{HOME}:assumed-role/Jane/studio"
JANE = Principal.role_session(ROLE, "AROAJANE", "studio")
STRANGER = Principal.user(AWAY, "eve", "AIDAEVE")
SERVICE = Principal.service_principal("sagemaker.amazonaws.com")
DOMAIN = f"arn:aws:sagemaker:us-east-1:{HOME}:domain/d-1"

IAM_COUNTS: dict[str, Any] = {"Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": "kms:*", "Resource": "*"}
ROLE_USES: dict[str, Any] = {
    "Effect": "Allow",
    "Principal": {"AWS": ROLE},
    "Action": ["kms:GenerateDataKey", "kms:Decrypt"],
    "Resource": "*",
}
MAY_DECRYPT: dict[str, Any] = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": KEY}
NEVER: dict[str, Any] = {"Effect": "Deny", "Action": "kms:*", "Resource": "*"}


def ask(
    policy: Any,
    principal: Principal = JANE,
    *,
    action: str = "kms:Decrypt",
    key: list[Any] | None = None,
    identity: list[Any] | None = None,
    grants: tuple[Grant, ...] = (),
    encryption_context: dict[str, str] | None = None,
    context: dict[str, Any] | None = None,
    **layers: Any,
) -> Decision:
    policies = PolicySet(
        identity=tuple(policy("identity", each) for each in identity or []),
        resource=policy("key", *key, name="key policy") if key else None,
        grants=Grants(grants),
        **layers,
    )
    return decide_key(AccessRequest(principal, action, KEY, HOME, context or {}), policies, encryption_context or {})


@pytest.mark.parametrize(
    ("principal", "action", "key", "identity", "reason"),
    [
        (JANE, "kms:Decrypt", [ROLE_USES], [], "allowed"),
        (JANE, "kms:Encrypt", [ROLE_USES], [], "resource"),
        (JANE, "kms:Encrypt", [ROLE_USES, IAM_COUNTS], [], "identity"),
        (JANE, "kms:Decrypt", [IAM_COUNTS], [MAY_DECRYPT], "allowed"),
        (JANE, "kms:Decrypt", [IAM_COUNTS], [], "identity"),
        (JANE, "kms:Decrypt", [], [MAY_DECRYPT], "resource"),
        (JANE, "kms:Decrypt", [IAM_COUNTS | {"Action": "kms:Describe*"}], [MAY_DECRYPT], "resource"),
        (JANE, "kms:Decrypt", [IAM_COUNTS | {"Principal": {"AWS": AWAY}}], [MAY_DECRYPT], "resource"),
        (JANE, "kms:Decrypt", [ROLE_USES | {"Principal": {"AWS": SESSION_ARN}}], [], "allowed"),
        (JANE, "kms:Decrypt", [ROLE_USES | {"Principal": "*"}], [], "allowed"),
        (JANE, "kms:Decrypt", [ROLE_USES | {"Resource": KEY}], [], "allowed"),
        (JANE, "kms:Decrypt", [ROLE_USES | {"Resource": KEY + "0"}], [], "resource"),
        (JANE, "kms:Decrypt", [{k: v for k, v in ROLE_USES.items() if k != "Resource"}], [], "resource"),
        (JANE, "kms:Decrypt", [{k: v for k, v in ROLE_USES.items() if k != "Action"}], [], "resource"),
        (JANE, "kms:Decrypt", [ROLE_USES], [NEVER], "identity"),
        (JANE, "kms:Decrypt", [ROLE_USES, NEVER | {"Principal": {"AWS": ROLE}}], [], "resource"),
        (Principal.root(HOME), "kms:Decrypt", [ROLE_USES], [], "resource"),
        (Principal.root(HOME), "kms:Decrypt", [IAM_COUNTS], [], "allowed"),
        (STRANGER, "kms:Decrypt", [IAM_COUNTS], [MAY_DECRYPT], "cross-account-key"),
        (STRANGER, "kms:Decrypt", [IAM_COUNTS | {"Principal": {"AWS": AWAY}}], [], "identity"),
        (STRANGER, "kms:Decrypt", [IAM_COUNTS | {"Principal": {"AWS": AWAY}}], [MAY_DECRYPT], "allowed"),
        (STRANGER, "kms:Decrypt", [ROLE_USES | {"Principal": {"AWS": STRANGER.arn}}], [MAY_DECRYPT], "allowed"),
        (STRANGER, "kms:Decrypt", [ROLE_USES | {"Principal": "*"}], [], "identity"),
        (STRANGER, "kms:DisableKey", [IAM_COUNTS | {"Principal": "*"}], [MAY_DECRYPT | {"Action": "*"}],
         "cross-account-key"),
        (STRANGER, "kms:Decrypt", [NEVER | {"Principal": "*"}], [MAY_DECRYPT], "cross-account-key"),
        (SERVICE, "kms:Decrypt", [IAM_COUNTS], [], "resource"),
        (SERVICE, "kms:Decrypt", [ROLE_USES | {"Principal": {"Service": "sagemaker.amazonaws.com"}}], [], "allowed"),
        (ANONYMOUS, "kms:Decrypt", [IAM_COUNTS], [], "resource"),
    ],
)  # fmt: skip
def test_who_may_use_a_key(
    policy: Any, principal: Principal, action: str, key: list[Any], identity: list[Any], reason: str
) -> None:
    decision = ask(policy, principal, action=action, key=key, identity=identity)
    assert decision.reason == reason
    assert decision.allowed is (reason == "allowed")


def test_actions_match_in_any_letter_case(policy: Any) -> None:
    written = ROLE_USES | {"Action": "kms:GenerateDataKeyWithoutPlainText"}
    assert ask(policy, action="kms:GenerateDataKeyWithoutPlaintext", key=[written]).allowed


def test_the_account_delegates_only_under_its_own_condition(policy: Any) -> None:
    via = IAM_COUNTS | {"Condition": {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}}}
    direct = ask(policy, key=[via], identity=[MAY_DECRYPT])
    assert direct.reason == "resource"
    assert [check.key for check in direct.failed_conditions] == ["kms:ViaService"]
    assert direct.failed_conditions[0].found is None
    through = {"kms:ViaService": "s3.us-east-1.amazonaws.com"}
    assert ask(policy, key=[via], identity=[MAY_DECRYPT], context=through).allowed


def test_an_aws_managed_key_serves_its_account_through_its_service_alone(policy: Any) -> None:
    managed = ROLE_USES | {
        "Principal": {"AWS": "*"},
        "Condition": {
            "StringEquals": {"kms:CallerAccount": HOME, "kms:ViaService": "s3.us-east-1.amazonaws.com"},
        },
    }
    via = {"kms:ViaService": "s3.us-east-1.amazonaws.com"}
    assert ask(policy, key=[managed], context=via).allowed
    refused = ask(policy, key=[managed])
    assert refused.message().endswith("because no resource-based policy allows the kms:Decrypt action")
    assert not ask(policy, STRANGER, key=[managed], identity=[MAY_DECRYPT], context=via).allowed


def test_the_encryption_context_is_a_condition(policy: Any) -> None:
    bound = ROLE_USES | {"Condition": {"StringEquals": {"kms:EncryptionContext:App": "shop"}}}
    assert ask(policy, key=[bound], encryption_context={"App": "shop"}).allowed
    assert ask(policy, key=[bound], encryption_context={"app": "shop"}).allowed  # the name has no case, the value has
    assert not ask(policy, key=[bound], encryption_context={"App": "Shop"}).allowed
    assert not ask(policy, key=[bound]).allowed


@pytest.mark.parametrize(
    ("grant", "principal", "action", "encryption_context", "source", "allowed"),
    [
        (Grant("g", ROLE, frozenset({"Decrypt"})), JANE, "kms:Decrypt", {}, None, True),
        (Grant("g", ROLE, frozenset({"Decrypt"})), JANE, "KMS:decrypt", {}, None, True),
        (Grant("g", SESSION_ARN, frozenset({"Decrypt"})), JANE, "kms:Decrypt", {}, None, True),
        (Grant("g", ROLE, frozenset({"Encrypt"})), JANE, "kms:Decrypt", {}, None, False),
        (Grant("g", STRANGER.arn, frozenset({"Decrypt"})), JANE, "kms:Decrypt", {}, None, False),
        (Grant("g", STRANGER.arn, frozenset({"Decrypt"})), STRANGER, "kms:Decrypt", {}, None, True),
        (Grant("g", ROOT, frozenset({"Decrypt"})), JANE, "kms:Decrypt", {}, None, False),
        (Grant("g", ROOT, frozenset({"Decrypt"})), Principal.root(HOME), "kms:Decrypt", {}, None, True),
        (Grant("g", ROLE, frozenset({"Decrypt"}), {"a": "b"}), JANE, "kms:Decrypt", {"a": "b"}, None, True),
        (Grant("g", ROLE, frozenset({"Decrypt"}), {"a": "b"}), JANE, "kms:Decrypt", {"A": "b"}, None, True),
        (Grant("g", ROLE, frozenset({"Decrypt"}), {"a": "b"}), JANE, "kms:Decrypt", {"a": "B"}, None, False),
        (Grant("g", ROLE, frozenset({"Decrypt"}), {"a": "b"}), JANE, "kms:Decrypt", {"a": "b", "c": "d"}, None, False),
        (Grant("g", ROLE, frozenset({"Decrypt"}), {"a": "b"}), JANE, "kms:Decrypt", {}, None, False),
        (Grant("g", ROLE, frozenset({"Decrypt"}), None, {"a": "b"}), JANE, "kms:Decrypt", {"a": "b", "c": "d"}, None,
         True),
        (Grant("g", ROLE, frozenset({"Decrypt"}), None, {"a": "b"}), JANE, "kms:Decrypt", {"c": "d"}, None, False),
        (Grant("g", ROLE, frozenset({"DescribeKey"}), {"a": "b"}), JANE, "kms:DescribeKey", {}, None, True),
        (Grant("g", "sagemaker.amazonaws.com", frozenset({"Decrypt"}), source_arn=DOMAIN), SERVICE, "kms:Decrypt", {},
         DOMAIN, True),
        (Grant("g", "sagemaker.amazonaws.com", frozenset({"Decrypt"}), source_arn=DOMAIN), SERVICE, "kms:Decrypt", {},
         DOMAIN + "0", False),
        (Grant("g", "sagemaker.amazonaws.com", frozenset({"Decrypt"}), source_arn=DOMAIN), SERVICE, "kms:Decrypt", {},
         None, False),
        (Grant("g", "forecast.amazonaws.com", frozenset({"Decrypt"}), source_arn=DOMAIN), SERVICE, "kms:Decrypt", {},
         DOMAIN, False),
    ],
)  # fmt: skip
def test_grants(
    policy: Any,
    grant: Grant,
    principal: Principal,
    action: str,
    encryption_context: dict[str, str],
    source: str | None,
    allowed: bool,
) -> None:
    context = {} if source is None else {"aws:SourceArn": source}
    decision = ask(
        policy, principal, action=action, grants=(grant,), encryption_context=encryption_context, context=context
    )
    assert decision.allowed is allowed
    request = AccessRequest(principal, action, KEY, HOME, context)
    assert grant.matches(request, encryption_context) is allowed
    if allowed:
        assert [layer.outcome for layer in decision.layers if layer.layer == "grant"] == ["allow"]


def test_a_deny_beats_a_grant_and_the_accounts_grant_needs_iam(policy: Any) -> None:
    grant = Grant("g", ROLE, frozenset({"Decrypt"}))
    assert ask(policy, grants=(grant,), identity=[NEVER]).outcome == "explicit-deny"
    assert not ask(policy, grants=(grant,), session=()).allowed
    to_account = Grant("g", ROOT, frozenset({"Decrypt"}))
    assert ask(policy, grants=(to_account,), identity=[MAY_DECRYPT]).allowed


def test_the_sentences_of_kms(policy: Any) -> None:
    start = f"User: {SESSION_ARN} is not authorized to perform: kms:Decrypt on resource: {KEY}"
    assert ask(policy, key=[IAM_COUNTS]).message() == (
        f"{start} because no identity-based policy allows the kms:Decrypt action"
    )
    assert ask(policy, identity=[MAY_DECRYPT]).message() == (
        f"{start} because no resource-based policy allows the kms:Decrypt action"
    )
    assert ask(policy, key=[ROLE_USES], identity=[NEVER]).message() == (
        f"{start} with an explicit deny in an identity-based policy"
    )
    assert ask(policy, STRANGER, identity=[MAY_DECRYPT]).message() == (
        f"User: {STRANGER.arn} is not authorized to perform: kms:Decrypt on this resource because the resource does"
        " not exist in this Region, no resource-based policies allow access, or a resource-based policy explicitly"
        " denies access"
    )


@pytest.mark.parametrize(
    ("key", "identity", "words"),
    [
        ([ROLE_USES], [], "key policy allows kms:Encrypt"),
        ([IAM_COUNTS | {"Action": "kms:Encrypt", "Principal": {"AWS": STRANGER.arn}}], [], "but not to " + ROLE),
        ([IAM_COUNTS], [MAY_DECRYPT | {"Action": "kms:*", "Resource": KEY + "0"}], "but not on " + KEY),
        ([], [], "No resource-based policy applies"),
    ],
)
def test_the_explanation_says_what_was_missing(policy: Any, key: list[Any], identity: list[Any], words: str) -> None:
    decision = ask(policy, action="kms:Encrypt", key=key, identity=identity)
    assert any(words in tell_layer(decision, layer) for layer in decision.layers) or words.startswith("key policy")
    assert not decision.allowed
