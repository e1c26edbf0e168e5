"""Policies of roles, users and groups alike: inline ones, and attachments of managed ones."""

from typing import Any

from sqlalchemy import delete, insert, select

from sealcanvas.iam.arns import IamArn
from sealcanvas.iam.documents import encoded, read_document
from sealcanvas.iam.entity import Entity
from sealcanvas.iam.entity_kinds import KINDS
from sealcanvas.iam.errors import DeleteConflict, InvalidInput, LimitExceeded, NoSuchEntity, PolicyNotAttachable
from sealcanvas.iam.managed_policies import attachable_policy
from sealcanvas.iam.paging import Page
from sealcanvas.iam.quotas import ATTACHED_POLICIES, characters
from sealcanvas.iam.service_linked import SERVICE_ROLE_PATH, check_modifiable
from sealcanvas.iam.tables import attachments, inline_policies
from sealcanvas.service.instance import Instance


def put_inline(instance: Instance, entity: Entity, name: str, document: str) -> None:
    """Set the inline policy `name`, new or in place of the old one.

    Raises:
        MalformedPolicyDocument: no identity policy.
        LimitExceeded: all inline policies together would be too long.
        UnmodifiableEntity: a service-linked role.
    """
    check_modifiable(entity)
    read_document(document, "identity")
    others = {other: text for other, text in inline_of(instance, entity).items() if other != name}
    limit = KINDS[entity.kind].inline_limit
    if sum(map(characters, others.values())) + characters(document) > limit:
        raise LimitExceeded(f"Maximum policy size of {limit} bytes exceeded for {entity.kind} {entity.name}")
    with instance.database.transaction() as connection:
        connection.execute(_this_inline(entity, name))
        connection.execute(insert(inline_policies).values(owner_id=entity.entity_id, name=name, document=document))


def get_inline(instance: Instance, entity: Entity, name: str) -> dict[str, Any]:
    """PolicyName and PolicyDocument as responses give them; raises NoSuchEntity."""
    document = inline_of(instance, entity).get(name)
    if document is None:
        raise _no_inline(entity, name)
    return {"PolicyName": name, "PolicyDocument": encoded(document)}


def list_inline(instance: Instance, entity: Entity, request: dict[str, Any]) -> dict[str, Any]:
    """A page of PolicyNames."""
    names, more = Page(request).of(inline_of(instance, entity), str)
    return {"PolicyNames": names, **more}


def delete_inline(instance: Instance, entity: Entity, name: str) -> None:
    """Remove the inline policy; raises NoSuchEntity and UnmodifiableEntity."""
    check_modifiable(entity)
    with instance.database.transaction() as connection:
        if not connection.execute(_this_inline(entity, name)).rowcount:
            raise _no_inline(entity, name)


def attach(instance: Instance, entity: Entity, arn: str) -> None:
    """Attach a managed policy; harmless when it is attached already.

    Raises:
        InvalidInput: `arn` is no policy's ARN.
        NoSuchEntity: there is no such policy for this account.
        LimitExceeded: ten are attached.
        PolicyNotAttachable: the policy is one of a service-linked role's.
        UnmodifiableEntity: a service-linked role.
    """
    _check_arn(arn)
    check_modifiable(entity)
    policy = attachable_policy(instance, entity.account, arn)
    if policy.account == "aws" and policy.path.startswith(SERVICE_ROLE_PATH):
        raise PolicyNotAttachable("Cannot attach a Service Role Policy to a Customer Role.")
    present = attached_to(instance, entity)
    if policy.arn in present:
        return
    if len(present) >= ATTACHED_POLICIES:
        raise LimitExceeded(f"Cannot exceed quota for PoliciesPer{KINDS[entity.kind].label}: {ATTACHED_POLICIES}")
    add_attachment(instance, entity, policy.arn)


def add_attachment(instance: Instance, entity: Entity, arn: str) -> None:
    """Attach a policy that is known to exist, whatever it and the entity are."""
    with instance.database.transaction() as connection:
        connection.execute(
            insert(attachments).values(owner_id=entity.entity_id, policy_arn=arn, account=entity.account)
        )


def remove_attachments(instance: Instance, entity: Entity) -> None:
    """Detach every managed policy, whatever the entity is."""
    with instance.database.transaction() as connection:
        connection.execute(delete(attachments).where(attachments.c.owner_id == entity.entity_id))


def detach(instance: Instance, entity: Entity, arn: str) -> None:
    """Detach a managed policy; raises InvalidInput, NoSuchEntity and UnmodifiableEntity."""
    _check_arn(arn)
    check_modifiable(entity)
    this = delete(attachments).where(attachments.c.owner_id == entity.entity_id, attachments.c.policy_arn == arn)
    with instance.database.transaction() as connection:
        if not connection.execute(this).rowcount:
            raise NoSuchEntity(f"Policy {arn} was not found.")


def list_attached(instance: Instance, entity: Entity, request: dict[str, Any]) -> dict[str, Any]:
    """A page of AttachedPolicies."""
    prefix = request.get("PathPrefix", "/")
    found = [arn for arn in map(_parsed, attached_to(instance, entity)) if arn.path.startswith(prefix)]
    page, more = Page(request).of(found, lambda arn: f"{arn.name}{arn.account}")
    return {"AttachedPolicies": [shown_attachment(str(arn)) for arn in page], **more}


def shown_attachment(arn: str) -> dict[str, Any]:
    """An attached policy as responses give it."""
    return {"PolicyName": arn.rpartition("/")[2], "PolicyArn": arn}


def check_no_policies(instance: Instance, entity: Entity) -> None:
    """What must be gone before an entity is deleted; raises DeleteConflict."""
    if attached_to(instance, entity):
        raise DeleteConflict("Cannot delete entity, must detach all policies first.")
    if inline_of(instance, entity):
        raise DeleteConflict("Cannot delete entity, must delete policies first.")


def inline_of(instance: Instance, entity: Entity) -> dict[str, str]:
    """The texts of the entity's inline policies, by name."""
    query = select(inline_policies).where(inline_policies.c.owner_id == entity.entity_id)
    with instance.database.read() as connection:
        return {row.name: row.document for row in connection.execute(query)}


def _this_inline(entity: Entity, name: str) -> Any:
    return delete(inline_policies).where(inline_policies.c.owner_id == entity.entity_id, inline_policies.c.name == name)


def _no_inline(entity: Entity, name: str) -> NoSuchEntity:
    return NoSuchEntity(f"The {entity.kind} policy with name {name} cannot be found.")


def attached_to(instance: Instance, entity: Entity) -> list[str]:
    """The ARNs of the managed policies that are attached to the entity."""
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
