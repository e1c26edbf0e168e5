"""KMS grants: the third way, beside key policies and identity policies, to be allowed to use a key."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from sealcanvas.access.principal import Principal, account_root_arn
from sealcanvas.access.principal_element import Named
from sealcanvas.access.request import AccessRequest

CONTEXT_OPERATIONS = frozenset(
    {
        "decrypt",
        "encrypt",
        "generatedatakey",
        "generatedatakeypair",
        "generatedatakeypairwithoutplaintext",
        "generatedatakeywithoutplaintext",
        "reencryptfrom",
        "reencryptto",
    }
)
"""Grant operations (lower-cased) that have an encryption context; a grant's context constraint binds only these."""

_SERVICE = "kms:"


@dataclass(frozen=True)
class Grant:
    """One live grant on a key.

    `grantee` is a principal ARN (user, role, role session, account root) or a service principal's host; `operations`
    are named as on the wire (`Decrypt`). `encryption_context_equals` and `encryption_context_subset` are KMS's
    GrantConstraints (the keys in them without regard to case, the values with it); `source_arn` is the one that a
    grant to a service principal must carry.
    Source: AWS KMS Developer Guide, "Grants in AWS KMS"; API reference, "GrantConstraints".
    """

    grant_id: str
    grantee: str
    operations: frozenset[str]
    encryption_context_equals: Mapping[str, str] | None = None
    encryption_context_subset: Mapping[str, str] | None = None
    source_arn: str | None = None

    @property
    def constraint(self) -> str:
        """What the grant asks of a request, in the words of CreateGrant; "" if nothing."""
        asked = {
            "EncryptionContextEquals": _shown(self.encryption_context_equals),
            "EncryptionContextSubset": _shown(self.encryption_context_subset),
            "SourceArn": self.source_arn,
        }
        asks = {name: value for name, value in asked.items() if value is not None}
        return ", ".join(f"{name} {json.dumps(value, ensure_ascii=False)}" for name, value in asks.items())

    def matches(self, request: AccessRequest, encryption_context: Mapping[str, str]) -> bool:
        """Tell whether this grant allows `request` made with `encryption_context`."""
        return self.names(request.principal) > Named.ACCOUNT and self.covers(request, encryption_context)

    def names(self, principal: Principal) -> Named:
        """Return how the grant names `principal`; a grant to a whole account leaves it to the account's policies."""
        grantee = self.grantee
        if grantee == principal.arn or (principal.service is not None and grantee == principal.service):
            return Named.DIRECTLY
        if grantee == principal.role_arn:
            return Named.ROLE
        if principal.account and grantee == account_root_arn(principal.account):
            return Named.ACCOUNT
        return Named.NOT

    def gives(self, action: str) -> bool:
        """Tell whether `action` (any letter case) is among the grant's operations."""
        folded = action.lower()
        operation = folded.removeprefix(_SERVICE)
        return operation != folded and operation in self._folded_operations

    def covers(self, request: AccessRequest, encryption_context: Mapping[str, str]) -> bool:
        """Tell whether the grant's operations and constraints fit the request, whoever makes it."""
        if not self.gives(request.action):
            return False
        if self.source_arn is not None and not self._from_source(request):
            return False
        if self.encryption_context_equals is None and self.encryption_context_subset is None:
            return True
        operation = request.action.lower().removeprefix(_SERVICE)
        return operation not in CONTEXT_OPERATIONS or self._fits(encryption_context)

    @cached_property
    def _folded_operations(self) -> frozenset[str]:
        return frozenset(operation.lower() for operation in self.operations)

    def _from_source(self, request: AccessRequest) -> bool:
        for name, value in request.context.items():
            if name.lower() == "aws:sourcearn":
                return value in (self.source_arn, (self.source_arn,))
        return False

    def _fits(self, encryption_context: Mapping[str, str]) -> bool:
        given = _folded(encryption_context)
        equals, subset = self.encryption_context_equals, self.encryption_context_subset
        if equals is not None and _folded(equals) != given:
            return False
        return subset is None or all(pair in given for pair in _folded(subset))


def _shown(pairs: Mapping[str, str] | None) -> dict[str, str] | None:
    return None if pairs is None else dict(pairs)


def _folded(encryption_context: Mapping[str, str]) -> list[tuple[str, str]]:
    return sorted((key.lower(), value) for key, value in encryption_context.items())
