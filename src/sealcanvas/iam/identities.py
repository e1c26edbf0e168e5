"""What a principal's own policies are, as they stand now: IAM's answer to every authorization."""

from dataclasses import replace

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.policy import PolicyDocument
from sealcanvas.access.principal import Principal
from sealcanvas.iam.aws_managed_policies import aws_managed_policies
from sealcanvas.iam.policies_of_entity import policies_of_entity
from sealcanvas.iam.service_linked import SERVICE_ROLE_PATH
from sealcanvas.service.identity import IdentityPolicies
from sealcanvas.service.membership import Levels, MembershipSource
from sealcanvas.storage.database import Database


class Identities:
    """Looks principals up by their unique ids: the sessions of a role that was deleted have nothing any more.

    Args:
        database: where IAM's tables lie.
        memberships: which service control policies limit an account.
    """

    def __init__(self, database: Database, memberships: MembershipSource) -> None:
        self._database = database
        self._memberships = memberships

    def policies_of(self, principal: Principal) -> IdentityPolicies:
        """The policies of the user (and its groups) or role, its boundary, and what limits its account."""
        own, control = self._own(principal), self._control(principal)
        return own if control is None else replace(own, service_control=control)

    def _control(self, principal: Principal) -> Levels | None:
        if not principal.account:
            return None
        membership = self._memberships.of(principal.account)
        if membership is None:
            return None
        if membership.closed:
            return _NOTHING_ALLOWED
        # Service-linked roles are a service's own; only services make roles in that path, and nobody else uses them.
        return None if _is_service_linked(principal.role_arn) else membership.levels

    def _own(self, principal: Principal) -> IdentityPolicies:
        if principal.kind == "user":
            return self._of_entity("user", principal.principal_id)
        if principal.kind == "role-session" and principal.role_id:
            return self._of_entity("role", principal.role_id)
        if principal.kind == "federated-user" and principal.issuer_id != principal.account:
            return self._of_entity("user", principal.issuer_id or "")  # its session policies narrow what the user has
        if principal.kind in ("root", "federated-user"):
            return _root_user(principal.account)
        return _NOBODY

    def _of_entity(self, kind: str, owner: str) -> IdentityPolicies:
        return policies_of_entity(self._database, kind, owner) or _NOBODY


_NOBODY = IdentityPolicies()
_NOTHING_ALLOWED: Levels = ((),)


def _is_service_linked(role_arn: str | None) -> bool:
    # Of the ARN only its last field counts, from its beginning: a path may have any character, colons too.
    return role_arn is not None and role_arn.split(":", 5)[5].startswith(f"role{SERVICE_ROLE_PATH}")


def _root_user(account: str) -> IdentityPolicies:
    """An account's root user may do everything in it, and KMS still asks the key policy: as an administrator."""
    everything = aws_managed_policies()["arn:aws:iam::aws:policy/AdministratorAccess"].document
    return IdentityPolicies(
        identity=(NamedPolicy(f"root user of account {account}", PolicyDocument.parse(everything, "identity")),)
    )
