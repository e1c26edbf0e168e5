"""SimulatePrincipalPolicy and SimulateCustomPolicy: what requests would get, without making them."""

from dataclasses import replace

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.iam.entity import Entity
from sealcanvas.iam.policy_exclusions import without_excluded
from sealcanvas.iam.policy_source import policy_source, source_conditions, source_policies
from sealcanvas.iam.service import iam
from sealcanvas.iam.simulation import parse_input
from sealcanvas.iam.simulation_request import input_policies, simulate
from sealcanvas.service.call import Call
from sealcanvas.service.identity import IdentityPolicies
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource


@iam.operation("SimulatePrincipalPolicy", resource=policy_source, conditions=source_conditions, atomic=False)
def simulate_principal_policy(call: Call, source: Entity | PlainResource, request: Request) -> Request:
    """What a user or role would get with its policies as they stand, and with those that are given."""
    principal, policies = source_policies(call, source)
    policies = without_excluded(policies, request.get("PolicyExclusionList", ()))
    policies = replace(policies, identity=(*policies.identity, *input_policies(request)))
    return simulate(call, request, policies, principal)


@iam.operation("SimulateCustomPolicy", atomic=False)
def simulate_custom_policy(call: Call, request: Request) -> Request:
    """What somebody with these policies would get."""
    policies = IdentityPolicies(identity=input_policies(request), service_control=_controls(request))
    return simulate(call, request, policies)


def _controls(request: Request) -> tuple[tuple[NamedPolicy, ...], ...] | None:
    levels = request.get("OrderedOrganizationPolicyInputList")
    if not levels:
        return None
    return tuple(
        tuple(
            NamedPolicy(f"ServiceControlPolicyInputList.{number}", parse_input(text, "service-control"))
            for number, text in enumerate(level.get("ServiceControlPolicyInputList", ()), 1)
        )
        for level in levels
    )
