"""KMS grants: the third way, beside key policies and identity policies, to be allowed to use a key."""

from collections.abc import Mapping
from dataclasses import dataclass

from sealcanvas.access.request import AccessRequest

CONTEXT_FREE_OPERATIONS = frozenset({"DescribeKey", "RetireGrant"})
"""Grant operations without an encryption context; a grant's context constraint does not bind them."""


@dataclass(frozen=True)
class Grant:
    """One live grant on a key.

    `grantee` is a principal ARN (user, role, role session, account root) or a service principal's host; `operations`
    are named as on the wire (`Decrypt`). `encryption_context_equals` and `encryption_context_subset` are KMS's
    GrantConstraints; `source_arn` is the one that a grant to a service principal must carry.
    Source: AWS KMS Developer Guide, "Grants in AWS KMS".
    """

    grant_id: str
    grantee: str
    operations: frozenset[str]
    encryption_context_equals: Mapping[str, str] | None = None
    encryption_context_subset: Mapping[str, str] | None = None
    source_arn: str | None = None

    def matches(self, request: AccessRequest, encryption_context: Mapping[str, str]) -> bool:
        """Tell whether this grant allows `request` made with `encryption_context`."""
        raise NotImplementedError
