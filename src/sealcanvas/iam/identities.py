"""What a principal's own policies are, as they stand now: IAM's answer to every authorization."""

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.policy import PolicyDocument
from sealcanvas.access.principal import Principal
from sealcanvas.iam.aws_managed_policies import aws_managed_policies
from sealcanvas.iam.policies_of_entity import policies_of_entity
from sealcanvas.service.identity import IdentityPolicies
from sealcanvas.storage.database import Database


class Identities:
    """Looks principals up by their unique ids: the sessions of a role that was deleted have nothing any more.

    Args:
        database: where IAM's tables lie.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def policies_of(self, principal: Principal) -> IdentityPolicies:
        """The policies of the user (and its groups) or role, and its boundary; empty for everybody else."""
        if principal.kind == "user":
            return self._of_entity("user", principal.principal_id)
        if principal.kind == "role-session" and principal.role_id:
            return self._of_entity("role", principal.role_id)
        if principal.kind == "root":
            return _root_user(principal.account)
        return _NOBODY

    def _of_entity(self, kind: str, owner: str) -> IdentityPolicies:
        return policies_of_entity(self._database, kind, owner) or _NOBODY


_NOBODY = IdentityPolicies()


def _root_user(account: str) -> IdentityPolicies:
    """An account's root user may do everything in it, and KMS still asks the key policy: as an administrator."""
    everything = aws_managed_policies()["arn:aws:iam::aws:policy/AdministratorAccess"].document
    return IdentityPolicies(
        identity=(NamedPolicy(f"root user of account {account}", PolicyDocument.parse(everything, "identity")),)
    )
