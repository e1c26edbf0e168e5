"""Why a piece of work failed: its cause by name, and a reason that ends with the smallest change that mends it.

The cause is never guessed from a text where a decision was taken: the failed call's request id leads to the audit
trail, and the trail to the decision.
"""

import json
from dataclasses import dataclass
from typing import Any, Literal

from sealcanvas.access.decision import Decision
from sealcanvas.access.mend import SSE_KMS_KEY, Mend
from sealcanvas.access.seen_by import seen_by, told_account
from sealcanvas.access.words import tell_mend
from sealcanvas.doctor.seen_by import mend_seen_by
from sealcanvas.jobs.job import Failure
from sealcanvas.jobs.sentence import action_of
from sealcanvas.s3.bucket import bucket_in
from sealcanvas.service.errors import AccessDenied, InternalFailure, ServiceError
from sealcanvas.service.instance import Instance

Cause = Literal[
    "KeyNotPermitted",
    "BucketPolicyDemandsOtherKey",
    "KeyDisabled",
    "KeyPendingDeletion",
    "KeyUnavailable",
    "UnreadableFile",
    "UnsuitableData",
    "SchemaDrift",
    "DataDrift",
    "BudgetSpent",
    "AccessDenied",
    "InternalError",
]

_LONGEST = 4_096
_SSE = "s3:x-amz-server-side-encryption"
_MISSING = frozenset({"NoSuchKey", "NoSuchBucket", "404"})
_DENIED = frozenset({"AccessDenied", "AccessDeniedException"})


@dataclass(frozen=True, slots=True)
class Why:
    """A cause and the reason that people read."""

    cause: Cause
    reason: str

    def details(self) -> dict[str, str]:
        """As details of a stored resource."""
        return {"failure_cause": self.cause, "failure_reason": self.reason}


def why_job_failed(instance: Instance, failure: Failure | None, role_arn: str, data_fault: Cause) -> Why:
    """Why a job of ours, of SageMaker's or of Forecast's failed.

    Args:
        failure: the job's; None if it was stopped.
        role_arn: whom it ran as.
        data_fault: what a fault in the data is called here.
    """
    if failure is None:
        return Why("InternalError", "The job was stopped before it was done.")
    decision = refused_decision(instance, failure.request_id)
    if decision is not None:
        return why_refused(instance, decision, failure.request_id)
    if failure.code == "ClientError":
        return _why(data_fault, failure.message)
    if failure.code in _MISSING:
        return _why("UnreadableFile", f"There is no such file: {failure.message}")
    action = action_of(failure) if failure.service else "kms:Decrypt"
    return _by_code(failure.code, failure.message, action, role_arn)


def why_error(instance: Instance, error: ServiceError, action: str, role_arn: str) -> Why:
    """Why a step that the server took itself, as the role, was refused.

    Args:
        action: what KMS was asked for at most, for a refusal that does not say.
    """
    if isinstance(error, AccessDenied):
        return why_refused(instance, error.decision)
    if isinstance(error, InternalFailure):
        return _why("InternalError", "An internal error occurred; the request id leads to the server's log.")
    return _by_code(error.code, error.message, action, role_arn)


def refused_decision(instance: Instance, request_id: str) -> Decision | None:
    """The last decision of a request that refused it, from the audit trail; None if no policy refused it."""
    if not request_id:
        return None
    refused = [
        decision
        for record in instance.trail.of_request(request_id)
        for decision in record["sealcanvas"]["decisions"]
        if record.get("errorCode") and not decision["allowed"]
    ]
    return Decision.from_dict(refused[-1]) if refused else None


def why_refused(instance: Instance, decision: Decision, decision_id: str = "") -> Why:
    """A policy refused: which statement, or which lack of one, and what would mend it.

    Of another account's policies the reason says no more than the refusal did.

    Args:
        decision_id: what `sealcanvas why` explains it by, where it is known.
    """
    account = told_account(decision)
    mend = mend_seen_by(instance, decision, account)
    decision = seen_by(decision, account)
    by_id = f" Decision: {decision_id}." if decision_id else ""
    if decision.request.action.lower().startswith("kms:"):
        missing = f" Statement missing: {json.dumps(mend.statement)}." if mend and mend.statement else ""
        return Why("KeyNotPermitted", _with_mend(f"{decision.message()}.{missing}{by_id}", decision, mend))
    demanded = _demanded(decision)
    if demanded is not None:
        return Why("BucketPolicyDemandsOtherKey", _with_mend(f"{demanded}{by_id}", decision, mend))
    return Why("AccessDenied", _with_mend(f"{decision.message()}.{_said(decision)}{by_id}", decision, mend))


def _demanded(decision: Decision) -> str | None:
    """The sentence for a bucket policy that refuses a write for the key or the kind of encryption it has."""
    deny = decision.deciding
    if decision.outcome != "explicit-deny" or decision.reason != "resource" or deny is None:
        return None
    for check in decision.deciding_conditions:
        name = check.key.lower()
        if name not in (SSE_KMS_KEY, _SSE):
            continue
        bucket = bucket_in(decision.request.resource)
        wanted = " or ".join(check.wanted) or "none"
        used = "none" if check.found is None else " or ".join(check.found)
        what = "the key" if name == SSE_KMS_KEY else "the encryption header"
        ours = "the domain's storage key is" if name == SSE_KMS_KEY else "the request's is"
        return (
            f"The bucket policy of {bucket} demands another key: its {deny} refuses {decision.request.action} by"
            f" {check.operator} {check.key}; {what} that it names is {wanted}, {ours} {used}."
        )
    return None


def _by_code(code: str, message: str, action: str, role_arn: str) -> Why:
    own = code.removeprefix("KMS.")
    named = f"{message} ({action} as {role_arn})" if role_arn not in message else message
    if _tells(own, message, "DisabledException", "is disabled", "state is Disabled"):
        return _why("KeyDisabled", f"{named}. To mend it, enable the key.")
    if _tells(own, message, "KMSInvalidStateException", "is pending deletion", "state is PendingDeletion") or (
        "is pending replica deletion" in message
    ):
        return _why("KeyPendingDeletion", f"{named}. To mend it, cancel the key's deletion and enable it.")
    stored = "InvalidInputException", "custom key store" in message or "external key store" in message
    if own in ("KMSInvalidStateException", "KeyUnavailableException") or (own, True) == stored:
        return _why("KeyUnavailable", f"{named}. To mend it, see to the key's custom key store.")
    if own == "NotFoundException":
        return _why("KeyNotPermitted", named)
    if own in _DENIED or message.startswith("Could not assume role"):
        return _why("AccessDenied", named)
    return _why("InternalError", message or f"The job failed with {code}.")


def _tells(code: str, message: str, kms_code: str, *words: str) -> bool:
    """Whether KMS refused for a key's state; Forecast passes its words on under a code of its own."""
    if code == kms_code:
        return kms_code == "DisabledException" or words[0] in message
    return code == "InvalidInputException" and any(each in message for each in words)


def _said(decision: Decision) -> str:
    return f" It stands in {decision.deciding}." if decision.deciding is not None else ""


def _why(cause: Cause, text: str) -> Why:
    return Why(cause, text[:_LONGEST])


def _with_mend(text: str, decision: Decision, mend: Mend | None) -> str:
    """The text, and in one or two sentences what to do."""
    told = () if mend is None else ("To mend it:", *tell_mend(decision, mend)[:2])
    return " ".join((text, *told))[:_LONGEST]


def members(details: dict[str, Any]) -> dict[str, Any]:
    """FailureReason and FailureCause of a stored resource's details."""
    names = {"FailureReason": "failure_reason", "FailureCause": "failure_cause"}
    return {member: details[name] for member, name in names.items() if details.get(name)}
