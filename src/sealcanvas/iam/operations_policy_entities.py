"""ListEntitiesForPolicy."""

from sealcanvas.iam.managed_policies import ManagedPolicy
from sealcanvas.iam.paging import Page
from sealcanvas.iam.policy_entities import Found, entities_of_policy
from sealcanvas.iam.targets import on_policy, policy_at
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource


@on_policy("ListEntitiesForPolicy")
def list_entities_for_policy(call: Call, _target: ManagedPolicy | PlainResource, request: Request) -> Request:
    """A page of the groups, roles and users of the caller's account that use the policy."""
    policy, usage = policy_at(call, request["PolicyArn"]), request.get("PolicyUsageFilter")
    wanted, prefix = request.get("EntityFilter"), request.get("PathPrefix", "/")
    found = [
        entity
        for entity in entities_of_policy(
            call.instance,
            call.account,
            policy.arn,
            attached=usage != "PermissionsBoundary",
            bounded=usage != "PermissionsPolicy",
        )
        if entity[1].startswith(prefix) and wanted in (None, entity[0].label)
    ]
    page, more = Page(request).of(found, _order)
    shown: Request = {"PolicyGroups": [], "PolicyUsers": [], "PolicyRoles": []}
    for kind, _path, name, unique_id in page:
        shown[f"Policy{kind.label}s"].append({kind.name_member: name, f"{kind.label}Id": unique_id})
    return {**shown, **more}


def _order(entity: Found) -> str:
    return f"{entity[0].word}\n{entity[2]}"
