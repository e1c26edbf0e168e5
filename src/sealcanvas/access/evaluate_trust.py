"""Who may assume a role: its trust policy decides."""

from sealcanvas.access.decision import Decision
from sealcanvas.access.layers import PolicySet
from sealcanvas.access.request import AccessRequest


def decide_trust(request: AccessRequest, policies: PolicySet) -> Decision:
    """Decide `sts:AssumeRole`; `policies.resource` is the role's trust policy, `request.resource` the role's ARN."""
    raise NotImplementedError
