"""The policies that hang on a user or role, and those of a user's groups: asked for at every request; remembered."""

from typing import Any

from sqlalchemy import BindParameter, Connection, Row, Select, and_, bindparam, select, union_all

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.policy import PolicyDocument
from sealcanvas.iam.arns import IamArn
from sealcanvas.iam.aws_managed_policies import aws_managed_policies
from sealcanvas.iam.tables import (
    attachments,
    groups,
    inline_policies,
    memberships,
    policies,
    policy_versions,
    roles,
    users,
)
from sealcanvas.service.identity import IdentityPolicies
from sealcanvas.storage.database import Database
from sealcanvas.storage.remembered import remembered

_OWNER: BindParameter[str] = bindparam("owner")
_ROLE = select(roles.c.account, roles.c.path, roles.c.name, roles.c.boundary_arn).where(roles.c.role_id == _OWNER)
_USER = select(users.c.account, users.c.path, users.c.name, users.c.boundary_arn).where(users.c.user_id == _OWNER)
_INLINE = select(inline_policies.c.name, inline_policies.c.document)
_DEFAULT_VERSION = and_(
    policy_versions.c.policy_id == policies.c.policy_id, policy_versions.c.version == policies.c.default_version
)
_ATTACHED = select(attachments.c.policy_arn, policy_versions.c.document).select_from(
    attachments.outerjoin(policies, policies.c.arn == attachments.c.policy_arn).outerjoin(
        policy_versions, _DEFAULT_VERSION
    )
)
_DOCUMENT = (
    select(policy_versions.c.document)
    .select_from(policies.join(policy_versions, _DEFAULT_VERSION))
    .where(policies.c.arn == bindparam("arn"))
)


@remembered(roles, users, groups, memberships, inline_policies, attachments, policies, policy_versions)
def policies_of_entity(database: Database, kind: str, owner: str) -> IdentityPolicies | None:
    """The identity policies and the boundary of the "user" or "role" with that unique id; None if there is none."""
    own, inline_ones, attached_ones = _QUERIES[kind]
    with database.read() as connection:
        entity = connection.execute(own, {"owner": owner}).one_or_none()
        if entity is None:
            return None
        inline = connection.execute(inline_ones, {"owner": owner}).all()
        attached = connection.execute(attached_ones, {"owner": owner}).all()
        boundary = _boundary(connection, entity.boundary_arn) if entity.boundary_arn else None
    arn = IamArn(entity.account, kind, entity.path, entity.name)
    return IdentityPolicies(
        identity=(
            *(_inline(_holder(r, arn), r.name, r.document) for r in inline),
            *(_attached(_holder(r, arn), r.policy_arn, r.document) for r in attached),
        ),
        boundary=boundary,
    )


def _of_role(query: Select[Any], table: Any, order: Any) -> Select[Any]:
    return query.where(table.c.owner_id == _OWNER).order_by(order)


def _of_user(query: Select[Any], table: Any, order: Any) -> Select[Any]:
    """The user's own and those of its groups in one go: a row of a group's has the group's name and path."""
    owners = union_all(select(_OWNER), select(memberships.c.group_id).where(memberships.c.user_id == _OWNER))
    return (
        query.add_columns(groups.c.name.label("group_name"), groups.c.path.label("group_path"))
        .outerjoin(groups, groups.c.group_id == table.c.owner_id)
        .where(table.c.owner_id.in_(owners))
        .order_by(groups.c.name.nulls_first(), order)
    )


# Built once; the groups cost no query of their own.
_QUERIES = {
    "role": (
        _ROLE,
        _of_role(_INLINE, inline_policies, inline_policies.c.name),
        _of_role(_ATTACHED, attachments, attachments.c.policy_arn),
    ),
    "user": (
        _USER,
        _of_user(_INLINE, inline_policies, inline_policies.c.name),
        _of_user(_ATTACHED, attachments, attachments.c.policy_arn),
    ),
}


def _holder(row: Row[Any], entity: IamArn) -> IamArn:
    group = row._mapping.get("group_name")
    return entity if group is None else IamArn(entity.account, "group", row.group_path, group)


def _inline(holder: IamArn, name: str, document: str) -> NamedPolicy:
    parsed = PolicyDocument.parse(document, "identity")
    return NamedPolicy(f"inline policy {name} of {holder.kind} {holder.name}", parsed, f"{holder}#{name}")


def _attached(holder: IamArn, arn: str, document: str | None) -> NamedPolicy:
    text = aws_managed_policies()[arn].document if document is None else document
    parsed = PolicyDocument.parse(text, "identity")
    return NamedPolicy(f"managed policy {arn} of {holder.kind} {holder.name}", parsed, arn)


def _boundary(connection: Connection, arn: str) -> NamedPolicy:
    """The boundary that `arn` names; a policy in use cannot be deleted, so that it is always found."""
    text = connection.execute(_DOCUMENT, {"arn": arn}).scalar()
    document = aws_managed_policies()[arn].document if text is None else text
    return NamedPolicy(f"boundary {arn}", PolicyDocument.parse(document, "boundary"), arn)
