"""CreatePolicy, UpdatePolicy, DescribePolicy, DeletePolicy and ListPolicies."""

from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from sealcanvas.organizations.errors import (
    ConstraintViolationException,
    DuplicatePolicyException,
    InvalidInputException,
    PolicyInUseException,
    PolicyNotFoundException,
)
from sealcanvas.organizations.ids import new_policy_id
from sealcanvas.organizations.organization import SERVICE_CONTROL, Organization
from sealcanvas.organizations.paging import page
from sealcanvas.organizations.policies import FULL_ACCESS, ControlPolicy, check_document, policies_of, shown_summary
from sealcanvas.organizations.policy_types import check_available, of_policy, of_type
from sealcanvas.organizations.quotas import POLICIES
from sealcanvas.organizations.tables import attachments, policies
from sealcanvas.organizations.tags import put_tags, tags_to_make
from sealcanvas.organizations.targets import Target, on, on_organization
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@on_organization("CreatePolicy", conditions=of_type("Type"))
def create_policy(call: Call, target: Target, request: Request) -> Request:
    """Make a service control policy, attached to nothing yet."""
    organization = target.organization
    check_available(organization, request["Type"])
    tags = tags_to_make(call, request)
    check_document(request["Content"])
    policy = ControlPolicy(new_policy_id(), request["Name"], request["Description"], request["Content"])
    with call.instance.database.transaction() as connection:
        _check_name(connection, policy)
        count = select(func.count()).where(policies.c.organization_id == organization.organization_id)
        if connection.execute(count).scalar_one() >= POLICIES:
            raise ConstraintViolationException(
                "You have exceeded the allowed number of policies.", "POLICY_NUMBER_LIMIT_EXCEEDED"
            )
        connection.execute(
            insert(policies).values(
                policy_id=policy.policy_id,
                organization_id=organization.organization_id,
                name=policy.name,
                name_index=policy.name,
                description=policy.description,
                document=policy.document,
            )
        )
        put_tags(connection, policy.policy_id, tags)
    return _shown(organization, policy)


@on("DescribePolicy", "PolicyId", PolicyNotFoundException, of_policy)
def describe_policy(_call: Call, target: Target, _request: Request) -> Request:
    """The policy with its text."""
    return _shown(target.organization, target.item)


@on("UpdatePolicy", "PolicyId", PolicyNotFoundException, of_policy)
def update_policy(call: Call, target: Target, request: Request) -> Request:
    """Change the policy's name, description or text, wherever it is attached."""
    before: ControlPolicy = target.item
    _check_own(before)
    policy = ControlPolicy(
        before.policy_id,
        request.get("Name", before.name),
        request.get("Description", before.description),
        request.get("Content", before.document),
    )
    check_document(policy.document)
    with call.instance.database.transaction() as connection:
        _check_name(connection, policy)
        connection.execute(
            update(policies)
            .where(policies.c.policy_id == policy.policy_id)
            .values(
                name=policy.name,
                name_index=policy.name,
                description=policy.description,
                document=policy.document,
            )
        )
    return _shown(target.organization, policy)


@on("DeletePolicy", "PolicyId", PolicyNotFoundException, of_policy)
def delete_policy(call: Call, target: Target, _request: Request) -> None:
    """Delete the policy, once it is attached nowhere."""
    _check_own(target.item)
    with call.instance.database.transaction() as connection:
        if connection.execute(select(attachments).where(attachments.c.policy_id == target.id)).first():
            raise PolicyInUseException
        put_tags(connection, target.id, {})
        connection.execute(delete(policies).where(policies.c.policy_id == target.id))


@on_organization("ListPolicies", conditions=of_type("Filter"))
def list_policies(call: Call, target: Target, request: Request) -> Request:
    """The policies of a type: service control policies, or none."""
    organization = target.organization
    wanted = request["Filter"] == SERVICE_CONTROL
    found = policies_of(call.instance, organization) if wanted else []
    return page(
        request,
        "Policies",
        found,
        lambda policy: policy.policy_id,
        lambda policy: shown_summary(organization, policy),
    )


def _check_own(policy: ControlPolicy) -> None:
    if policy.aws_managed:
        raise InvalidInputException(
            "You specified a policy that is managed by AWS and can't be modified.", "IMMUTABLE_POLICY"
        )


def _check_name(connection: Connection, policy: ControlPolicy) -> None:
    taken = select(policies.c.policy_id).where(
        policies.c.name_index == policy.name, policies.c.policy_id != policy.policy_id
    )
    if policy.name == FULL_ACCESS.name or connection.execute(taken).first():
        raise DuplicatePolicyException


def _shown(organization: Organization, policy: ControlPolicy) -> dict[str, Any]:
    return {"Policy": {"PolicySummary": shown_summary(organization, policy), "Content": policy.document}}
