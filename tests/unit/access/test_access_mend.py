"""Mends: each one offered makes the request allowed, and opens or closes nothing beside it."""

import json
from dataclasses import replace
from typing import Any

import pytest

from sealcanvas.access import (
    ANONYMOUS,
    AccessRequest,
    NamedPolicy,
    PolicyDocument,
    PolicySet,
    Principal,
    mend,
)
from sealcanvas.access.decide_by import decide_again, decide_by
from sealcanvas.access.decision import Rules
from sealcanvas.access.mend import apply_changes
from sealcanvas.access.policy import lint
from sealcanvas.access.words import tell_mend
from tests.unit.access.denied import (
    AWAY,
    DECRYPTS,
    EVE,
    FORECAST,
    GOOGLE,
    HOME,
    IAM_COUNTS,
    JANE,
    KEY,
    OBJECT,
    PUTS,
    ROLE,
    ROOT,
    SSE_KEY,
    offered,
    refused,
)


@pytest.mark.parametrize("statements", [[], [IAM_COUNTS], [IAM_COUNTS | {"Principal": {"AWS": EVE.arn}}]])
def test_a_key_is_mended_in_its_policy_first_for_the_role(policy: Any, statements: list[Any]) -> None:
    policies = PolicySet(resource=policy("key", *statements, name="key policy of the key"))
    offer = offered(*refused(policies))
    assert offer.target == "key policy of the key"
    assert offer.statement == {"Effect": "Allow", "Principal": {"AWS": ROLE}, "Action": "kms:Decrypt", "Resource": "*"}
    assert offer.alternatives


def test_a_key_used_through_a_service_is_opened_for_that_service_and_place_alone(policy: Any) -> None:
    policies = PolicySet(resource=policy("key", name="key policy"))
    offer = offered(
        *refused(
            policies,
            context={"kms:ViaService": "s3.us-east-1.amazonaws.com", "kms:EncryptionContext:aws:s3:arn": OBJECT},
            encryption_context={"aws:s3:arn": OBJECT},
        )
    )
    assert offer.statement is not None
    assert offer.statement["Condition"] == {
        "StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"},
        "StringLike": {"kms:EncryptionContext:aws:s3:arn": "arn:aws:s3:::b/*"},
    }


@pytest.mark.parametrize("principal", [JANE, EVE, FORECAST, Principal.user(HOME, "joe", "AIDAJOE")], ids=str)
@pytest.mark.parametrize("rules", ["standard", "key", "trust"])
@pytest.mark.parametrize("limits", [{}, {"session": ()}])
def test_every_layer_that_is_missing_is_mended_at_once(
    policy: Any, principal: Principal, rules: Rules, limits: dict[str, Any]
) -> None:
    context = {"aws:SourceAccount": HOME, "aws:SourceArn": f"arn:aws:forecast:us-east-1:{HOME}:predictor/x"}
    decision, policies = refused(
        PolicySet(**limits), principal, rules, context=context if principal is FORECAST else {}
    )
    offer = offered(decision, policies)
    # A session policy does not limit what a resource policy gives to the user itself; it limits a role's session.
    limited = bool(limits) and principal in (JANE, EVE)
    assert len(offer.changes) >= 1 + (principal is EVE) + limited - (principal is EVE and rules == "standard")


@pytest.mark.parametrize("layer", ["boundary", "session", "service_control"])
def test_a_limit_is_mended_where_it_limits(policy: Any, layer: str) -> None:
    other = policy("identity", PUTS | {"Action": "s3:ListBucket"}, name="the limit")
    limit: dict[str, Any] = {layer: {"boundary": other, "session": (other,), "service_control": ((other,),)}[layer]}
    offer = offered(*refused(PolicySet(identity=(policy("identity", PUTS),), **limit), rules="standard"))
    assert [change.target for change in offer.changes] == [layer.replace("_", "-")]
    assert offer.target == "the limit"


def test_only_the_level_of_the_organisation_that_says_nothing_is_changed(policy: Any) -> None:
    levels = tuple(
        (policy("identity", PUTS if place != 1 else PUTS | {"Action": "s3:GetObject"}, name=f"level {place}"),)
        for place in range(3)
    )
    policies = PolicySet(identity=(policy("identity", PUTS),), service_control=levels)
    assert [change.document for change in offered(*refused(policies, rules="standard")).changes] == ["level 1"]


def test_a_service_is_let_in_for_the_source_it_works_for(policy: Any) -> None:
    context = {"aws:SourceAccount": HOME, "aws:SourceArn": f"arn:aws:forecast:us-east-1:{HOME}:predictor/x"}
    offer = offered(*refused(PolicySet(), FORECAST, "trust", context=context))
    assert offer.statement == {
        "Effect": "Allow",
        "Principal": {"Service": "forecast.amazonaws.com"},
        "Action": "sts:AssumeRole",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": HOME},
            "StringLike": {"aws:SourceArn": f"arn:aws:forecast:us-east-1:{HOME}:predictor/*"},
        },
    }


def test_a_web_identity_is_let_in_by_audience_and_subject(policy: Any) -> None:
    context = {"idp.example:aud": "studio", "idp.example:sub": "jane"}
    offer = offered(*refused(PolicySet(), GOOGLE, "trust", action="sts:AssumeRoleWithWebIdentity", context=context))
    assert offer.statement is not None
    assert offer.statement["Principal"] == {"Federated": GOOGLE.provider}
    assert offer.statement["Condition"] == {"StringEquals": context}


def test_an_external_id_is_sent_and_not_made_up_for(policy: Any) -> None:
    trust = {
        "Effect": "Allow",
        "Principal": {"AWS": AWAY},
        "Action": "sts:AssumeRole",
        "Condition": {"StringEquals": {"sts:ExternalId": "agreed"}},
    }
    eve = (policy("identity", DECRYPTS | {"Action": "sts:AssumeRole"}),)
    for context in ({}, {"sts:ExternalId": "guessed"}):
        decision, policies = refused(
            PolicySet(identity=eve, resource=policy("trust", trust)), EVE, "trust", context=context
        )
        offer = mend(decision, policies)
        assert offer is not None
        assert (offer.changes, offer.advice.kind) == ((), "meet-condition")


def test_a_role_is_passed_to_the_service_that_was_asked_for(policy: Any) -> None:
    offer = offered(
        *refused(
            PolicySet(),
            rules="standard",
            action="iam:PassRole",
            resource=ROLE,
            context={"iam:PassedToService": "sagemaker.amazonaws.com"},
        )
    )
    assert offer.changes[0].statement["Condition"] == {
        "StringEquals": {"iam:PassedToService": "sagemaker.amazonaws.com"}
    }


def test_an_external_id_stays_demanded(policy: Any) -> None:
    offer = offered(*refused(PolicySet(), EVE, "trust", context={"sts:ExternalId": "secret"}))
    trust = next(change for change in offer.changes if change.target == "trust")
    assert trust.statement["Condition"] == {"StringEquals": {"sts:ExternalId": "secret"}}


class TestConditions:
    """A statement that nearly allows is widened where that opens nothing else."""

    def test_a_value_joins_the_others(self, policy: Any) -> None:
        near = DECRYPTS | {
            "Principal": {"AWS": ROLE},
            "Condition": {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}},
        }
        policies = PolicySet(resource=policy("key", near, name="key policy"))
        offer = offered(*refused(policies, context={"kms:ViaService": "sagemaker.us-east-1.amazonaws.com"}))
        assert offer.changes[0].edit == "widen-condition"
        assert offer.changes[0].statement["Condition"]["StringEquals"]["kms:ViaService"] == [
            "s3.us-east-1.amazonaws.com",
            "sagemaker.us-east-1.amazonaws.com",
        ]

    def test_but_not_where_others_would_gain_by_it(self, policy: Any) -> None:
        near = DECRYPTS | {
            "Principal": {"AWS": [ROLE, f"arn:aws:iam::{HOME}:role/Other"]},
            "Condition": {"StringEquals": {"kms:ViaService": "s3.us-east-1.amazonaws.com"}},
        }
        policies = PolicySet(resource=policy("key", near, name="key policy"))
        offer = offered(*refused(policies, context={"kms:ViaService": "sagemaker.us-east-1.amazonaws.com"}))
        assert offer.changes[0].edit == "add-statement"
        assert offer.changes[0].statement["Principal"] == {"AWS": ROLE}
        assert any(advice.kind == "meet-condition" for advice in offer.alternatives)

    def test_conditions_that_hold_are_kept(self, policy: Any) -> None:
        near = PUTS | {
            "Condition": {
                "Bool": {"aws:SecureTransport": "true"},
                "StringEquals": {"aws:SourceVpc": "vpc-1"},
            }
        }
        policies = PolicySet(resource=policy("bucket", near | {"Principal": {"AWS": EVE.arn}}, name="bucket policy"))
        identity = (policy("identity", PUTS),)
        decision, policies = refused(
            replace(policies, identity=identity), EVE, "standard", context={"aws:SecureTransport": "true"}
        )
        offer = offered(decision, policies)
        assert offer.changes[0].statement["Condition"] == {"Bool": {"aws:SecureTransport": ["true"]}}


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
    decision, policies = refused(policies, rules="standard", context={SSE_KEY: "arn:key/1"})
    offer = mend(decision, policies)
    assert offer is not None
    assert offer.checked
    assert offer.statement is None
    explanation, alternative = tell_mend(decision, offer)
    assert "arn:key/2" in explanation
    assert "arn:key/1" in alternative
    assert "OurKey" in alternative


def test_nobody_is_let_in_by_letting_everybody_in(policy: Any) -> None:
    decision, policies = refused(PolicySet(), ANONYMOUS, "standard")
    offer = mend(decision, policies)
    assert offer is not None
    assert (offer.changes, offer.checked) == ((), False)


def test_what_is_allowed_by_now_needs_no_change(policy: Any) -> None:
    decision, _ = refused(PolicySet(), rules="standard")
    offer = mend(decision, PolicySet(identity=(policy("identity", PUTS),)))
    assert offer is not None
    assert offer.advice.kind == "allowed-now"


def test_a_policy_that_nobody_can_change_is_left_alone(policy: Any) -> None:
    managed = replace(policy("key", IAM_COUNTS | {"Action": "kms:DescribeKey"}, name="aws/s3"), place=KEY)
    decision, policies = refused(PolicySet(resource=managed))
    assert offered(decision, policies).changes
    offer = mend(decision, policies, {KEY})
    assert offer is not None
    assert offer.changes == ()


def test_nothing_to_mend(policy: Any) -> None:
    policies = PolicySet(identity=(policy("identity", PUTS),))
    assert mend(decide_by("standard", AccessRequest(JANE, "s3:PutObject", OBJECT, HOME), policies), policies) is None
    owner_only, none = refused(PolicySet(), EVE, action="kms:DisableKey")
    offer = mend(owner_only, none)
    assert offer is not None
    assert offer.advice.kind == "owner-only"


@pytest.mark.parametrize("language", ["en", "ja"])
def test_every_advice_is_told_in_both_languages(policy: Any, language: Any) -> None:
    decision, policies = refused(PolicySet(resource=policy("key", IAM_COUNTS)))
    offer = mend(decision, policies)
    assert offer is not None
    told = tell_mend(decision, offer, language)
    assert all("{" not in sentence for sentence in told)
    assert all(sentence.endswith("。" if language == "ja" else ".") for sentence in told)
    assert ROLE in told[0]


_ODD_NAMES = ("sec?et", "*x", "a*b/c", "${aws:username}", "${aws:PrincipalTag/x, '*'}z", "?" * 20, "$${*}*", "$", "a${")


@pytest.mark.parametrize("name", _ODD_NAMES)
def test_a_name_with_wildcards_or_variables_is_opened_by_that_name_alone(name: str) -> None:
    puts = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "arn:aws:s3:::other/*"}
    for old in ("2012-10-17", "2008-10-17"):
        nearest = PolicyDocument.parse(json.dumps({"Version": old, "Statement": puts}), "identity")
        policies = PolicySet(identity=(NamedPolicy("inline policy P", nearest, f"{ROLE}#P"),))
        decision, _ = refused(policies, rules="standard", resource=f"arn:aws:s3:::b/{name}")
        offer = offered(decision, policies)
        after = apply_changes(policies, offer.changes)
        for other in ("secret", "axx", "x", "azb/c", "jane", "z", "y" * 20, "$x", "*", name + "*", "${*}", "a${x}"):
            if other != name:
                asked = replace(decision, request=replace(decision.request, resource=f"arn:aws:s3:::b/{other}"))
                assert not decide_again(asked, after).allowed, other
        assert not [each for each in lint(offer.changes[0].after, "identity") if each.refused]


def test_a_policy_of_the_old_version_cannot_say_a_wildcard_and_is_left_alone() -> None:
    old = {"Effect": "Allow", "Principal": {"AWS": EVE.arn}, "Action": "s3:PutObject", "Resource": "arn:aws:s3:::b/*"}
    for version, has_one in (("2008-10-17", False), ("2012-10-17", True)):
        text = json.dumps({"Version": version, "Statement": old | {"Principal": {"AWS": ROOT}}})
        policies = PolicySet(resource=NamedPolicy("bucket policy of b", PolicyDocument.parse(text, "bucket")))
        decision, _ = refused(policies, FORECAST, rules="standard", resource="arn:aws:s3:::b/a?c")
        offer = mend(decision, policies)
        assert offer is not None
        assert bool(offer.changes) is has_one


def test_a_value_that_joins_a_list_of_patterns_is_none() -> None:
    """Whoever may choose a header or a tag must not choose whom an administrator's mend lets in."""
    agents = {"StringLike": {"aws:UserAgent": ["corp-*"]}}
    policies = PolicySet(identity=(_inline(PUTS | {"Resource": OBJECT, "Condition": agents}),))
    decision, _ = refused(policies, rules="standard", context={"aws:UserAgent": "*-t?l/${aws:userid}"})
    offer = mend(decision, policies)
    assert offer is not None
    assert offer.statement is not None
    assert offer.statement["Condition"]["StringLike"]["aws:UserAgent"] == ["corp-*", "${*}-t${?}l/${$}{aws:userid}"]


def test_the_siblings_of_an_odd_arn_are_no_pattern_of_others(policy: Any) -> None:
    policies = PolicySet(resource=policy("key", name="key policy"))
    given = {"aws:s3:arn": "arn:aws:s3:::*/k"}
    offer = offered(*refused(policies, encryption_context=given))
    assert offer.statement is not None
    assert offer.statement["Condition"]["StringLike"]["kms:EncryptionContext:aws:s3:arn"] == "arn:aws:s3:::${*}/*"


def _inline(*statements: dict[str, Any]) -> NamedPolicy:
    text = json.dumps({"Version": "2012-10-17", "Statement": statements})
    return NamedPolicy("inline policy P", PolicyDocument.parse(text, "identity"), f"{ROLE}#P")
