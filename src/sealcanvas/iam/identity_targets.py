"""What the operations on service access act on: a user, group, role or managed policy, named by its ARN."""

from sealcanvas.iam.arns import IamArn
from sealcanvas.iam.entity import Entity
from sealcanvas.iam.errors import InvalidInput, NoSuchEntity
from sealcanvas.iam.managed_policies import ManagedPolicy, find_policy
from sealcanvas.iam.named_entity import entity_of_arn
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource


def by_arn(call: Call, request: Request) -> PlainResource:
    """The resource of that ARN; whether it exists is told once it was allowed (`entity_at`, `entity_or_policy_at`).

    Raises:
        InvalidInput: `Arn` is none of a user, group, role or policy.
    """
    parts = IamArn.parse(request["Arn"])
    if parts is None:
        raise InvalidInput(f"ARN {request['Arn']} is not valid.")
    # AWS's own policies are shown by the caller's IAM.
    return PlainResource(request["Arn"], call.account if parts.account == "aws" else parts.account)


def entity_at(instance: Instance, arn: str) -> Entity:
    """The user, group or role of exactly that ARN.

    Raises:
        InvalidInput: a policy's ARN.
        NoSuchEntity: there is none.
    """
    parts = IamArn.parse(arn)
    if parts is None or parts.kind == "policy":
        raise InvalidInput(f"ARN {arn} is not valid.")
    entity = entity_of_arn(instance, arn)
    if entity is None:
        raise NoSuchEntity(f"ARN {arn} does not exist.")
    return entity


def entity_or_policy_at(instance: Instance, arn: str) -> Entity | ManagedPolicy:
    """As `entity_at`, and managed policies too."""
    parts = IamArn.parse(arn)
    if parts is None or parts.kind != "policy":
        return entity_at(instance, arn)
    policy = find_policy(instance, arn)
    if policy is None:
        raise NoSuchEntity(f"ARN {arn} does not exist.")
    return policy
