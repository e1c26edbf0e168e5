"""Denied requests, and mends held to what every mend must be."""

from typing import Any

from sealcanvas.access import (
    AccessRequest,
    Decision,
    PolicySet,
    Principal,
    mend,
)
from sealcanvas.access.decide_by import decide_again, decide_by
from sealcanvas.access.decision import Rules
from sealcanvas.access.mend import Mend, apply_changes
from sealcanvas.access.mend.neighbourhood import disturbs

HOME = "111122223333"
AWAY = "444455556666"
KEY = f"arn:aws:kms:us-east-1:{HOME}:key/1"
ROLE = f"arn:aws:iam::{HOME}:role/service-role/Jane"
ROOT = f"arn:aws:iam::{HOME}:root"
OBJECT = "arn:aws:s3:::b/k"
JANE = Principal.role_session(ROLE, "AROAJANE", "studio")
EVE = Principal.user(AWAY, "eve", "AIDAEVE")
FORECAST = Principal.service_principal("forecast.amazonaws.com")
GOOGLE = Principal.web_identity(f"arn:aws:iam::{HOME}:oidc-provider/idp.example", "jane")
IAM_COUNTS: dict[str, Any] = {"Effect": "Allow", "Principal": {"AWS": ROOT}, "Action": "kms:*", "Resource": "*"}
PUTS: dict[str, Any] = {"Effect": "Allow", "Action": "s3:PutObject", "Resource": "*"}
DECRYPTS: dict[str, Any] = {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}
SSE_KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id"


def refused(
    policies: PolicySet, principal: Principal = JANE, rules: Rules = "key", **parts: Any
) -> tuple[Decision, PolicySet]:
    action, resource = {
        "key": ("kms:Decrypt", KEY),
        "standard": ("s3:PutObject", OBJECT),
        "trust": ("sts:AssumeRole", ROLE),
    }[rules]
    request = AccessRequest(
        principal, parts.get("action", action), parts.get("resource", resource), HOME, parts.get("context", {})
    )
    decision = decide_by(rules, request, policies, parts.get("encryption_context"))
    assert not decision.allowed
    return decision, policies


def offered(decision: Decision, policies: PolicySet) -> Mend:
    offer = mend(decision, policies)
    assert offer is not None
    assert offer.changes
    assert offer.checked
    assert decide_again(decision, apply_changes(policies, offer.changes)).allowed
    assert disturbs(decision, policies, offer.changes) is None
    assert all(change.diff().startswith("--- ") for change in offer.changes)
    return offer
