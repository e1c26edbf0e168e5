"""KMS's own rules: the key policy comes first, IAM counts only where it says so, grants are a third way."""

from collections.abc import Mapping

from sealcanvas.access.decision import Decision
from sealcanvas.access.layers import PolicySet
from sealcanvas.access.request import AccessRequest


def decide_key(
    request: AccessRequest, policies: PolicySet, encryption_context: Mapping[str, str]
) -> Decision:
    """Decide the use of a key; `policies.resource` is its key policy, `encryption_context` {} where there is none."""
    raise NotImplementedError
