"""The smallest change that mends a refusal, checked against the policies as they stand now."""

from sealcanvas.access.decision import Decision
from sealcanvas.access.mend import Mend, mend
from sealcanvas.doctor.standing import policies_now
from sealcanvas.service.instance import Instance


def mend_of(instance: Instance, decision: Decision) -> Mend | None:
    """What would allow the refused request now; None if it is allowed, or no one change helps."""
    policies = None if decision.request.principal.kind == "anonymous" else policies_now(instance, decision)
    # What was refused then may be allowed by now, or lie in a policy that we cannot look up: then it is a proposal.
    return (mend(decision, policies) if policies is not None else None) or mend(decision)
