"""The registry of IAM's operations, and how they are decided: by identity policies alone."""

from sealcanvas.access.decision import Decision
from sealcanvas.access.request import Keys
from sealcanvas.iam.errors import AccessDenied
from sealcanvas.service.authorize import authorize
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Service
from sealcanvas.service.resource import PlainResource, Resource


def _by_identity(call: Call, action: str, resource: Resource, conditions: Keys) -> Decision:
    # A role's trust policy says who may assume it, and nothing of who may read, change or pass it.
    target = PlainResource(resource.arn, resource.account, tags=resource.tags)
    return authorize(call, action, target, conditions)


iam = Service("iam", access_denied=AccessDenied, authorizer=_by_identity)
