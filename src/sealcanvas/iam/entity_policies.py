"""Policies of roles and users alike: inline ones, and attachments of managed ones."""

from typing import Any

from sqlalchemy import delete, insert, select

from sealcanvas.iam.arns import IamArn
from sealcanvas.iam.documents import encoded, read_document
from sealcanvas.iam.entity import Entity
from sealcanvas.iam.errors import DeleteConflict, InvalidInput, LimitExceeded, NoSuchEntity
from sealcanvas.iam.managed_policies import attachable_policy
from sealcanvas.iam.paging import Page
from sealcanvas.iam.quotas import ATTACHED_POLICIES, ROLE_INLINE_CHARACTERS, USER_INLINE_CHARACTERS, characters
from sealcanvas.iam.tables import attachments, inline_policies
from sealcanvas.service.instance import Instance

_INLINE_LIMIT = {"role": ROLE_INLINE_CHARACTERS, "user": USER_INLINE_CHARACTERS}
_ATTACH_QUOTA = {"role": "PoliciesPerRole", "user": "PoliciesPerUser"}


def put_inline(instance: Instance, entity: Entity, name: str, document: str) -> None:
    """Set the inline policy `name`, new or in place of the old one.

    Raises:
        MalformedPolicyDocument: no identity policy.
        LimitExceeded: all inline policies together would be too long.
    """
    read_document(document, "identity")
    others = {other: text for other, text in _inline(instance, entity).items() if other != name}
    limit = _INLINE_LIMIT[entity.kind]
    if sum(map(characters, others.values())) + characters(document) > limit:
        raise LimitExceeded(f"Maximum policy size of {limit} bytes exceeded for {entity.kind} {entity.name}")
    with instance.database.transaction() as connection:
        connection.execute(_this_inline(entity, name))
        connection.execute(insert(inline_policies).values(owner_id=entity.entity_id, name=name, document=document))


def get_inline(instance: Instance, entity: Entity, name: str) -> dict[str, Any]:
    """PolicyName and PolicyDocument as responses give them; raises NoSuchEntity."""
    document = _inline(instance, entity).get(name)
    if document is None:
        raise _no_inline(entity, name)
    return {"PolicyName": name, "PolicyDocument": encoded(document)}


def list_inline(instance: Instance, entity: Entity, request: dict[str, Any]) -> dict[str, Any]:
    """A page of PolicyNames."""
    names, more = Page(request).of(_inline(instance, entity), str)
    return {"PolicyNames": names, **more}


def delete_inline(instance: Instance, entity: Entity, name: str) -> None:
    """Remove the inline policy; raises NoSuchEntity."""
    with instance.database.transaction() as connection:
        if not connection.execute(_this_inline(entity, name)).rowcount:
            raise _no_inline(entity, name)


def attach(instance: Instance, entity: Entity, arn: str) -> None:
    """Attach a managed policy; harmless when it is attached already.

    Raises:
        InvalidInput: `arn` is no policy's ARN.
        NoSuchEntity: there is no such policy for this account.
        LimitExceeded: ten are attached.
    """
    _check_arn(arn)
    policy = attachable_policy(instance, entity.account, arn)
    present = _attached(instance, entity)
    if policy.arn in present:
        return
    if len(present) >= ATTACHED_POLICIES:
        raise LimitExceeded(f"Cannot exceed quota for {_ATTACH_QUOTA[entity.kind]}: {ATTACHED_POLICIES}")
    with instance.database.transaction() as connection:
        connection.execute(
            insert(attachments).values(owner_id=entity.entity_id, policy_arn=policy.arn, account=entity.account)
        )


def detach(instance: Instance, entity: Entity, arn: str) -> None:
    """Detach a managed policy; raises InvalidInput and NoSuchEntity."""
    _check_arn(arn)
    this = delete(attachments).where(attachments.c.owner_id == entity.entity_id, attachments.c.policy_arn == arn)
    with instance.database.transaction() as connection:
        if not connection.execute(this).rowcount:
            raise NoSuchEntity(f"Policy {arn} was not found.")


def list_attached(instance: Instance, entity: Entity, request: dict[str, Any]) -> dict[str, Any]:
    """A page of AttachedPolicies."""
    prefix = request.get("PathPrefix", "/")
    found = [arn for arn in map(_parsed, _attached(instance, entity)) if arn.path.startswith(prefix)]
    page, more = Page(request).of(found, lambda arn: f"{arn.name}{arn.account}")
    return {"AttachedPolicies": [{"PolicyName": arn.name, "PolicyArn": str(arn)} for arn in page], **more}


def check_no_policies(instance: Instance, entity: Entity) -> None:
    """What must be gone before an entity is deleted; raises DeleteConflict."""
    if _attached(instance, entity):
        raise DeleteConflict("Cannot delete entity, must detach all policies first.")
    if _inline(instance, entity):
        raise DeleteConflict("Cannot delete entity, must delete policies first.")


def _inline(instance: Instance, entity: Entity) -> dict[str, str]:
    query = select(inline_policies).where(inline_policies.c.owner_id == entity.entity_id)
    with instance.database.read() as connection:
        return {row.name: row.document for row in connection.execute(query)}


def _this_inline(entity: Entity, name: str) -> Any:
    return delete(inline_policies).where(inline_policies.c.owner_id == entity.entity_id, inline_policies.c.name == name)


def _no_inline(entity: Entity, name: str) -> NoSuchEntity:
    return NoSuchEntity(f"The {entity.kind} policy with name {name} cannot be found.")


def _attached(instance: Instance, entity: Entity) -> list[str]:
    query = select(attachments.c.policy_arn).where(attachments.c.owner_id == entity.entity_id)
    with instance.database.read() as connection:
        return list(connection.execute(query).scalars())


def _check_arn(arn: str) -> None:
    parts = IamArn.parse(arn)
    if parts is None or parts.kind != "policy":
        raise InvalidInput(f"ARN {arn} is not valid.")


def _parsed(arn: str) -> IamArn:
    parts = IamArn.parse(arn)
    if parts is None:
        raise ValueError(f"an attachment names no policy: {arn}")
    return parts
