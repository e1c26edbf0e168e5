"""AttachPolicy, DetachPolicy, ListPoliciesForTarget and ListTargetsForPolicy."""

from typing import Any

from sqlalchemy import delete, insert, select

from sealcanvas.organizations.errors import (
    ConstraintViolationException,
    DuplicatePolicyAttachmentException,
    PolicyNotAttachedException,
    PolicyNotFoundException,
    PolicyTypeNotEnabledException,
    TargetNotFoundException,
)
from sealcanvas.organizations.ids import is_account, is_root
from sealcanvas.organizations.organization import SERVICE_CONTROL
from sealcanvas.organizations.paging import page
from sealcanvas.organizations.policies import attached_to, shown_summary
from sealcanvas.organizations.policy_types import of_policy, of_type
from sealcanvas.organizations.quotas import ATTACHED_POLICIES
from sealcanvas.organizations.tables import attachments
from sealcanvas.organizations.targets import Target, look_up, on, other
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@on("AttachPolicy", "PolicyId", PolicyNotFoundException, of_policy)
def attach_policy(call: Call, target: Target, request: Request) -> None:
    """Attach the policy to the root, a unit or an account; it counts from the next request on."""
    place = other(call, "AttachPolicy", target, request["TargetId"], TargetNotFoundException, of_policy)
    if not target.organization.service_control:
        raise PolicyTypeNotEnabledException
    with call.instance.database.transaction() as connection:
        present = [policy.policy_id for policy in attached_to(connection, place.id)]
        if target.id in present:
            raise DuplicatePolicyAttachmentException
        if len(present) >= ATTACHED_POLICIES:
            raise ConstraintViolationException(
                "You have attached the maximum number of policies to the specified target.",
                "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
            )
        connection.execute(insert(attachments).values(target_id=place.id, policy_id=target.id))


@on("DetachPolicy", "PolicyId", PolicyNotFoundException, of_policy)
def detach_policy(call: Call, target: Target, request: Request) -> None:
    """Take the policy from the root, a unit or an account; each keeps at least one."""
    place = other(call, "DetachPolicy", target, request["TargetId"], TargetNotFoundException, of_policy)
    with call.instance.database.transaction() as connection:
        present = [policy.policy_id for policy in attached_to(connection, place.id)]
        if target.id not in present:
            raise PolicyNotAttachedException
        if len(present) == 1:
            raise ConstraintViolationException(
                "You cannot remove the last policy attached to the specified target. You must have at least one "
                "attached at all times.",
                "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
            )
        this = (attachments.c.target_id == place.id, attachments.c.policy_id == target.id)
        connection.execute(delete(attachments).where(*this))


@on("ListPoliciesForTarget", "TargetId", TargetNotFoundException, of_type("Filter"))
def list_policies_for_target(call: Call, target: Target, request: Request) -> Request:
    """The policies attached to the root, a unit or an account itself."""
    with call.instance.database.read() as connection:
        found = attached_to(connection, target.id) if request["Filter"] == SERVICE_CONTROL else []
    return page(
        request,
        "Policies",
        found,
        lambda policy: policy.policy_id,
        lambda policy: shown_summary(target.organization, policy),
    )


@on("ListTargetsForPolicy", "PolicyId", PolicyNotFoundException, of_policy)
def list_targets_for_policy(call: Call, target: Target, request: Request) -> Request:
    """The root, units and accounts that the policy is attached to."""
    query = select(attachments.c.target_id).where(attachments.c.policy_id == target.id)
    with call.instance.database.read() as connection:
        found = list(connection.execute(query).scalars())
    return page(request, "Targets", found, str, lambda each: _shown(call, target, each))


def _shown(call: Call, target: Target, place_id: str) -> dict[str, Any]:
    kind = "ACCOUNT" if is_account(place_id) else "ROOT" if is_root(place_id) else "ORGANIZATIONAL_UNIT"
    place = look_up(call, target.organization, place_id)
    if place is None:
        raise RuntimeError(f"a policy is attached to {place_id}, which is not there")
    return {
        "TargetId": place_id,
        "Arn": place.arn,
        "Name": "Root" if place.item is None else place.item.name,
        "Type": kind,
    }
