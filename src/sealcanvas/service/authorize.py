"""The standard decision: identity policies, boundary, session policies and the resource's own policy."""

from collections.abc import Callable

from sealcanvas.access.decision import Decision
from sealcanvas.access.evaluate import decide
from sealcanvas.access.layers import PolicySet
from sealcanvas.access.request import AccessRequest, Keys
from sealcanvas.service.call import Call
from sealcanvas.service.membership import organization_keys
from sealcanvas.service.resource import Resource

Authorizer = Callable[[Call, str, Resource, Keys], Decision]


def access_request(call: Call, action: str, resource: Resource, conditions: Keys) -> AccessRequest:
    """The question that `access` answers: who, what, on what, under which circumstances."""
    context = call.conditions()
    context["aws:ResourceAccount"] = resource.account
    context.update(organization_keys(call.instance.memberships, call.principal, resource.account, call.context))
    context.update({f"aws:ResourceTag/{name}": value for name, value in resource.tags.items()})
    context.update(conditions)
    return AccessRequest(call.principal, action, resource.arn, resource.account, context)


def policy_set(call: Call, resource: Resource) -> PolicySet:
    """Every policy that bears on `call` and `resource`, as they stand now."""
    identity = call.instance.identities.policies_of(call.principal)
    owner = call.instance.memberships.of(resource.account)
    return PolicySet(
        identity=identity.identity,
        boundary=identity.boundary,
        session=call.session_policies,
        service_control=identity.service_control,
        resource=None if owner is not None and owner.closed else resource.policy,
    )


def authorize(call: Call, action: str, resource: Resource, conditions: Keys) -> Decision:
    """Decide by the rules that all services but KMS and trust policies share."""
    return decide(access_request(call, action, resource, conditions), policy_set(call, resource))
