"""A bucket policy that demands another key, or another header: the refusal that the FAQ of the AWS page is about."""

from dataclasses import replace

from sealcanvas.access.conditions import OperatorName
from sealcanvas.access.decide_by import decide_again
from sealcanvas.access.decision import Decision
from sealcanvas.access.layer_result import ConditionCheck
from sealcanvas.access.layers import PolicySet
from sealcanvas.access.mend.mend import Advice, Mend

SSE_KMS_KEY = "s3:x-amz-server-side-encryption-aws-kms-key-id"
_SSE = "s3:x-amz-server-side-encryption"


def demand_of(decision: Decision) -> ConditionCheck | None:
    """Return the condition by which an explicit deny demands another key or encryption header, or None."""
    for check in decision.deciding_conditions:
        name = OperatorName.read(check.operator)
        if check.key.lower() in (SSE_KMS_KEY, _SSE) and check.wanted and name is not None and "not" in name.base:
            return check
    return None


def mend_demanded_key(decision: Decision, check: ConditionCheck, policies: PolicySet) -> Mend:
    """Return both ways out: the demanded key (checked by asking with it), or another demand."""
    demanded = " or ".join(check.wanted)
    request = decision.request
    key = check.key.lower()
    others = {name: value for name, value in request.context.items() if name.lower() != key}
    asked = replace(request, context={**others, key: check.wanted[0]})
    checked = decide_again(replace(decision, request=asked), policies).allowed
    used = " and ".join(check.found or ())
    facts = {"demanded": demanded, "used": used, "statement": str(check.statement)}
    return Mend(
        (),
        Advice("use-demanded-key" if key == SSE_KMS_KEY else "send-demanded-header", facts),
        (Advice("demand-used-key" if used else "remove-demand", facts),),
        checked,
    )
