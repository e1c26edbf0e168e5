"""The Principal and NotPrincipal elements: whom a statement of a resource policy names."""

import re
from collections.abc import Iterable, Mapping
from enum import IntEnum

from sealcanvas.access.principal import Principal, account_root_arn

_ACCOUNT = re.compile(r"\d{12}\Z", re.ASCII)
_ARN = re.compile(
    r"arn:aws(?:-[a-z-]+)?:(?:"
    r"iam::\d{12}:(?:root|(?:user|role)/[\w+=,.@/-]+|(?:oidc|saml)-provider/[^\s*?<>]+)"
    r"|sts::\d{12}:(?:assumed-role|federated-user)/[\w+=,.@/-]+"
    r"|cloudfront::\d{12}:[^\s*?<>]+|iam::cloudfront:user/[^*?<>]+"
    r")\Z",
    re.ASCII,
)
_UNIQUE_ID = re.compile(r"(?:AIDA|AROA|AGPA|ASCA|ANPA)[A-Z0-9]{1,124}\Z", re.ASCII)

PRINCIPAL_TYPES = ("AWS", "Service", "Federated", "CanonicalUser")


class Named(IntEnum):
    """How a statement names a principal, from not at all to most directly."""

    NOT = 0
    ACCOUNT = 1
    """By its account: in most places this only lets the account's own policies decide."""
    ROLE = 2
    """By the role (or the federating user) of its session; boundary and session policy still limit it."""
    ANYONE = 3
    """By the lone `*`: what it gives, boundary and session policy do not limit.

    Source: IAM User Guide, "AWS JSON policy elements: Principal", IAM role principals.
    """
    DIRECTLY = 4
    """By its own ARN or id, or as a service or root user: an implicit deny elsewhere does not limit it."""


def valid_aws_principal(text: str) -> bool:
    """Tell whether `text` has a form that may stand under "AWS" (not whether such a principal exists)."""
    return text == "*" or any(form.match(text) for form in (_ACCOUNT, _ARN, _UNIQUE_ID))


class PrincipalElement:
    """One compiled Principal element."""

    __slots__ = ("anyone", "aws", "federated", "services")

    def __init__(self, named: Mapping[str, Iterable[str]]) -> None:
        """Compile principals by type (`AWS`, `Service`, …); the lone `*` under `AWS` is everyone."""
        aws = {account_root_arn(name) if _ACCOUNT.match(name) else name for name in named.get("AWS", ())}
        self.anyone = "*" in aws
        self.aws = frozenset(aws - {"*"})
        self.services = frozenset(name.lower() for name in named.get("Service", ()))
        self.federated = frozenset(named.get("Federated", ()))

    def names(self, principal: Principal) -> Named:
        """Return the most direct way in which this element names `principal`."""
        aws = self.aws
        if aws and principal.account:
            if principal.arn in aws or principal.principal_id in aws:
                return Named.DIRECTLY
        elif principal.service is not None:
            if principal.service in self.services:
                return Named.DIRECTLY
        elif principal.provider in self.federated:
            return Named.DIRECTLY
        if self.anyone:
            return Named.ANYONE
        if not aws or not principal.account:
            return Named.NOT
        if principal.role_arn is not None and (principal.role_arn in aws or principal.role_id in aws):
            return Named.ROLE
        if principal.issuer_arn is not None and (principal.issuer_arn in aws or principal.issuer_id in aws):
            return Named.ROLE
        return Named.ACCOUNT if account_root_arn(principal.account) in aws else Named.NOT

    def exempts(self, principal: Principal, *, account_counts: bool) -> bool:
        """Tell whether this element, as a NotPrincipal, leaves `principal` out.

        In a Deny the principal itself must be listed, for its account listed beside it stands for the root user
        alone; in an Allow the account counts too (`account_counts`). Ours where AWS says "might".
        """
        named = self.names(principal)
        return named > Named.ACCOUNT or (account_counts and named is Named.ACCOUNT)
