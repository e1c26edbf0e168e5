"""The standard rules: who may do what to resources that are neither keys nor roles to assume."""

from sealcanvas.access.decision import Decision
from sealcanvas.access.layers import PolicySet
from sealcanvas.access.request import AccessRequest


def decide(request: AccessRequest, policies: PolicySet) -> Decision:
    """Decide `request` by IAM's standard rules (`policies.resource` is e.g. the bucket policy)."""
    raise NotImplementedError
