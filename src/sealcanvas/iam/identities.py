"""What a principal's own policies are, as they stand now: IAM's answer to every authorization."""

from dataclasses import replace

from sqlalchemy import BindParameter, Connection, and_, bindparam, select

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.policy import PolicyDocument
from sealcanvas.access.principal import Principal
from sealcanvas.iam.arns import IamArn
from sealcanvas.iam.aws_managed_policies import aws_managed_policies
from sealcanvas.iam.tables import attachments, inline_policies, policies, policy_versions, roles, users
from sealcanvas.service.identity import IdentityPolicies
from sealcanvas.service.membership import Levels, MembershipSource
from sealcanvas.storage.database import Database

_OWNER: BindParameter[str] = bindparam("owner")
_ROLE = select(roles.c.account, roles.c.path, roles.c.name, roles.c.boundary_arn).where(roles.c.role_id == _OWNER)
_USER = select(users.c.account, users.c.path, users.c.name, users.c.boundary_arn).where(users.c.user_id == _OWNER)
_INLINE = (
    select(inline_policies.c.name, inline_policies.c.document)
    .where(inline_policies.c.owner_id == _OWNER)
    .order_by(inline_policies.c.name)
)
_DEFAULT_VERSION = and_(
    policy_versions.c.policy_id == policies.c.policy_id, policy_versions.c.version == policies.c.default_version
)
_ATTACHED = (
    select(attachments.c.policy_arn, policy_versions.c.document)
    .select_from(
        attachments.outerjoin(policies, policies.c.arn == attachments.c.policy_arn).outerjoin(
            policy_versions, _DEFAULT_VERSION
        )
    )
    .where(attachments.c.owner_id == _OWNER)
    .order_by(attachments.c.policy_arn)
)
_DOCUMENT = (
    select(policy_versions.c.document)
    .select_from(policies.join(policy_versions, _DEFAULT_VERSION))
    .where(policies.c.arn == bindparam("arn"))
)


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
        """The policies of the user or role, its boundary, and what limits its account; empty for everybody else."""
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
        return None if _SERVICE_LINKED in (principal.role_arn or "") else membership.levels

    def _own(self, principal: Principal) -> IdentityPolicies:
        if principal.kind == "user":
            return self._of_entity("user", principal.principal_id)
        if principal.kind == "role-session" and principal.role_id:
            return self._of_entity("role", principal.role_id)
        if principal.kind == "root":
            return _root_user(principal.account)
        return _NOBODY

    def _of_entity(self, kind: str, owner: str) -> IdentityPolicies:
        with self._database.read() as connection:
            entity = connection.execute(_ROLE if kind == "role" else _USER, {"owner": owner}).one_or_none()
            if entity is None:
                return _NOBODY
            inline = connection.execute(_INLINE, {"owner": owner}).all()
            attached = connection.execute(_ATTACHED, {"owner": owner}).all()
            boundary = _managed(connection, entity.boundary_arn, "boundary") if entity.boundary_arn else None
        of = f"of {kind} {entity.name}"
        arn = str(IamArn(entity.account, kind, entity.path, entity.name))
        return IdentityPolicies(
            identity=(
                *(_inline(arn, r.name, r.document, of) for r in inline),
                *(_attached(r.policy_arn, r.document, of) for r in attached),
            ),
            boundary=boundary,
        )


def _inline(entity_arn: str, name: str, document: str, of: str) -> NamedPolicy:
    parsed = PolicyDocument.parse(document, "identity")
    return NamedPolicy(f"inline policy {name} {of}", parsed, f"{entity_arn}#{name}")


def _attached(arn: str, document: str | None, of: str) -> NamedPolicy:
    text = aws_managed_policies()[arn].document if document is None else document
    return NamedPolicy(f"managed policy {arn} {of}", PolicyDocument.parse(text, "identity"), arn)


def _managed(connection: Connection, arn: str, kind: str) -> NamedPolicy:
    """The boundary that `arn` names; a policy in use cannot be deleted, so that it is always found."""
    text = connection.execute(_DOCUMENT, {"arn": arn}).scalar()
    document = aws_managed_policies()[arn].document if text is None else text
    return NamedPolicy(f"{kind} {arn}", PolicyDocument.parse(document, "boundary"), arn)


_NOBODY = IdentityPolicies()
_NOTHING_ALLOWED: Levels = ((),)
_SERVICE_LINKED = ":role/aws-service-role/"


def _root_user(account: str) -> IdentityPolicies:
    """An account's root user may do everything in it, and KMS still asks the key policy: as an administrator."""
    everything = aws_managed_policies()["arn:aws:iam::aws:policy/AdministratorAccess"].document
    return IdentityPolicies(
        identity=(NamedPolicy(f"root user of account {account}", PolicyDocument.parse(everything, "identity")),)
    )
