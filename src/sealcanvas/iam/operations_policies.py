"""CreatePolicy, GetPolicy, ListPolicies, DeletePolicy."""

from typing import Any

from sqlalchemy import delete, func, insert, select

from sealcanvas.iam.aws_managed_policies import aws_managed_policies
from sealcanvas.iam.documents import read_document, require_current_version
from sealcanvas.iam.errors import DeleteConflict, EntityAlreadyExists, LimitExceeded
from sealcanvas.iam.managed_policies import (
    ManagedPolicy,
    of_aws,
    own_policies,
    usage_of,
    versions_of,
)
from sealcanvas.iam.paging import Page
from sealcanvas.iam.quotas import MANAGED_POLICY_CHARACTERS, POLICIES, characters
from sealcanvas.iam.service import iam
from sealcanvas.iam.tables import policies, policy_versions
from sealcanvas.iam.tags import read_tags, tag_conditions, wire_tags
from sealcanvas.iam.targets import all_of, on_policy, policy_at, to_be
from sealcanvas.iam.unique_ids import new_unique_id
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource


def check_policy_text(text: str) -> None:
    """Raise MalformedPolicyDocument or LimitExceeded for a text that cannot be a managed policy."""
    read_document(text, "identity")
    require_current_version(text)
    if characters(text) > MANAGED_POLICY_CHARACTERS:
        raise LimitExceeded(f"Cannot exceed quota for PolicySize: {MANAGED_POLICY_CHARACTERS}")


@iam.operation(
    "CreatePolicy",
    resource=to_be("Policy"),
    conditions=lambda _call, _target, request: tag_conditions(request.get("Tags", ())),
)
def create_policy(call: Call, target: PlainResource, request: Request) -> Request:
    """Make a managed policy, version 1."""
    instance, name, now = call.instance, request["PolicyName"], call.instance.clock()
    tags = read_tags(request.get("Tags", ()))
    if tags:
        iam.check(call, "iam:TagPolicy", target, tag_conditions(request["Tags"]))
    check_policy_text(request["PolicyDocument"])
    policy_id = new_unique_id("ANPA")
    with instance.database.transaction() as connection:
        ours = policies.c.account == call.account
        if connection.execute(select(policies.c.name).where(ours, policies.c.folded_name == name.lower())).first():
            raise EntityAlreadyExists(f"A policy called {name} already exists. Duplicate names are not allowed.")
        if connection.execute(select(func.count()).where(ours)).scalar_one() >= POLICIES:
            raise LimitExceeded(f"Cannot exceed quota for PoliciesPerAccount: {POLICIES}")
        connection.execute(
            insert(policies).values(
                policy_id=policy_id,
                account=call.account,
                name=name,
                folded_name=name.lower(),
                path=request.get("Path", "/"),
                arn=target.arn,
                description=request.get("Description"),
                tags=tags,
                default_version=1,
                newest_version=1,
                created_at=now,
                updated_at=now,
            )
        )
        connection.execute(
            insert(policy_versions).values(
                policy_id=policy_id, version=1, document=request["PolicyDocument"], created_at=now
            )
        )
    return {"Policy": shown_policy(call, policy_at(call, target.arn)) | ({"Tags": wire_tags(tags)} if tags else {})}


@on_policy("GetPolicy")
def get_policy(call: Call, _target: ManagedPolicy | PlainResource, request: Request) -> Request:
    """One managed policy without its text."""
    policy = policy_at(call, request["PolicyArn"])
    shown = shown_policy(call, policy) | {"Tags": wire_tags(policy.tags)}
    if policy.description is not None:
        shown["Description"] = policy.description
    return {"Policy": shown}


@iam.operation("ListPolicies", resource=all_of("policy"))
def list_policies(call: Call, _target: PlainResource, request: Request) -> Request:
    """The customer's and AWS's managed policies, by name."""
    scope, prefix = request.get("Scope", "All"), request.get("PathPrefix", "/")
    found: list[ManagedPolicy] = []
    if scope != "AWS":
        found += own_policies(call.instance, call.account)
    if scope != "Local":
        found += map(of_aws, aws_managed_policies().values())
    kept = [policy for policy in found if policy.path.startswith(prefix) and _used(call, policy, request)]
    page, more = Page(request).of(kept, lambda policy: f"{policy.name}\n{policy.account}")
    return {"Policies": [shown_policy(call, policy) for policy in page], **more}


@on_policy("DeletePolicy", writes=True)
def delete_policy(call: Call, _target: ManagedPolicy | PlainResource, request: Request) -> None:
    """Delete a policy that is attached to nothing and has its default version alone."""
    policy = policy_at(call, request["PolicyArn"])
    attachments, boundaries = usage_of(call.instance, policy.account, policy.arn)
    if attachments:
        raise DeleteConflict("Cannot delete a policy attached to entities.")
    if boundaries:
        raise DeleteConflict("Cannot delete a policy that is used as a permissions boundary.")
    if len(versions_of(call.instance, policy)) > 1:
        raise DeleteConflict(
            "This policy has more than one version. Before you delete a policy, you must delete the policy's "
            "versions. The default version is deleted with the policy."
        )
    with call.instance.database.transaction() as connection:
        connection.execute(delete(policies).where(policies.c.policy_id == policy.policy_id))


def _used(call: Call, policy: ManagedPolicy, request: Request) -> bool:
    usage = request.get("PolicyUsageFilter")
    if not request.get("OnlyAttached") and usage is None:
        return True
    attachments, boundaries = usage_of(call.instance, call.account, policy.arn)
    return (usage != "PermissionsBoundary" and attachments > 0) or (usage != "PermissionsPolicy" and boundaries > 0)


def shown_policy(call: Call, policy: ManagedPolicy) -> dict[str, Any]:
    """A policy as lists give it, with the counts of the caller's account."""
    attachments, boundaries = usage_of(call.instance, call.account, policy.arn)
    return {
        "PolicyName": policy.name,
        "PolicyId": policy.policy_id,
        "Arn": policy.arn,
        "Path": policy.path,
        "DefaultVersionId": f"v{policy.default_version}",
        "AttachmentCount": attachments,
        "PermissionsBoundaryUsageCount": boundaries,
        "IsAttachable": True,
        "CreateDate": policy.created_at,
        "UpdateDate": policy.updated_at,
    }
