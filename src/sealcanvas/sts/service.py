"""The registry of STS's operations, and how they are decided: on a role, by its trust policy first."""

from sealcanvas.access.decision import Decision
from sealcanvas.access.evaluate_trust import decide_trust
from sealcanvas.access.request import Keys
from sealcanvas.iam.arns import IamArn
from sealcanvas.service.authorize import access_request, authorize, policy_set
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Service
from sealcanvas.service.resource import Resource
from sealcanvas.sts.errors import AccessDenied


def authorize_trust(call: Call, action: str, resource: Resource, conditions: Keys) -> Decision:
    """Whether `call` may do `action` with `resource`: a role (sts:AssumeRole, sts:TagSession, …) or anything else."""
    parts = IamArn.parse(resource.arn)
    if parts is None or parts.kind != "role":
        return authorize(call, action, resource, conditions)
    return decide_trust(access_request(call, action, resource, conditions), policy_set(call, resource))


sts = Service("sts", access_denied=AccessDenied, authorizer=authorize_trust)
