"""GetContextKeysForPrincipalPolicy and GetContextKeysForCustomPolicy: what a simulation has to be told."""

from sealcanvas.access.context_keys import context_keys
from sealcanvas.iam.entity import Entity
from sealcanvas.iam.policy_source import policy_source, source_conditions, source_policies
from sealcanvas.iam.service import iam
from sealcanvas.iam.simulation_request import input_policies
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource


@iam.operation("GetContextKeysForPrincipalPolicy", resource=policy_source, conditions=source_conditions, atomic=False)
def get_context_keys_for_principal_policy(call: Call, source: Entity | PlainResource, request: Request) -> Request:
    """The condition keys in the policies of a user or role, and in those that are given."""
    _, policies = source_policies(call, source)
    documents = [policy.document for policy in (*policies.identity, *input_policies(request))]
    return {"ContextKeyNames": list(context_keys(documents))}


@iam.operation("GetContextKeysForCustomPolicy", atomic=False)
def get_context_keys_for_custom_policy(_call: Call, request: Request) -> Request:
    """The condition keys in policies."""
    return {"ContextKeyNames": list(context_keys(policy.document for policy in input_policies(request)))}
