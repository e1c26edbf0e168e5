"""PolicySourceArn: the user, group or role whose policies a question is about."""

from dataclasses import replace

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.policy import PolicyDocument
from sealcanvas.access.principal import Principal
from sealcanvas.access.request import Keys
from sealcanvas.iam.arns import IamArn
from sealcanvas.iam.entity import Entity
from sealcanvas.iam.errors import InvalidInput, NoSuchEntity
from sealcanvas.iam.granting import Permission, permissions_of
from sealcanvas.iam.groups import Group
from sealcanvas.iam.inline_place import inline_place
from sealcanvas.iam.named_entity import entity_of_arn
from sealcanvas.iam.named_principal import SESSION_NAME
from sealcanvas.iam.roles import Role
from sealcanvas.iam.tags import resource_tag_keys
from sealcanvas.iam.users import User
from sealcanvas.service.call import Call
from sealcanvas.service.identity import IdentityPolicies
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource


def policy_source(call: Call, request: Request) -> Entity | PlainResource:
    """The resolver of operations on PolicySourceArn; one that is not there is asked for before that is told.

    Raises:
        InvalidInput: not the ARN of a user, group or role.
    """
    arn = request["PolicySourceArn"]
    parts = IamArn.parse(arn)
    if parts is None or parts.kind == "policy" or parts.account == "aws":
        raise InvalidInput(f"Invalid Entity Arn: {arn} does not clearly define entity type and name.")
    return entity_of_arn(call.instance, arn) or PlainResource(arn, parts.account)


def source_conditions(_call: Call, source: Entity | PlainResource, _request: Request) -> Keys:
    """The condition keys of operations on PolicySourceArn."""
    return resource_tag_keys(source.tags)


def source_policies(call: Call, source: Entity | PlainResource) -> tuple[Principal, IdentityPolicies]:
    """The user, group or role as a caller, and its policies under the names by which simulations tell them.

    Raises:
        NoSuchEntity: there is none.
    """
    if isinstance(source, Role):
        principal = Principal.role_session(source.arn, source.role_id, SESSION_NAME, tags=source.tags)
    elif isinstance(source, User):
        principal = source.principal
    elif isinstance(source, Group):
        return group_caller(source.account, source.arn), IdentityPolicies(
            identity=tuple(_held_by_group(each) for each in permissions_of(call.instance, source))
        )
    else:
        kind, _, name = source.arn.split(":", 5)[5].partition("/")
        raise NoSuchEntity(f"The {kind} with name {name.rpartition('/')[2]} cannot be found.")
    policies = call.instance.identities.policies_of(principal)
    return principal, replace(
        policies,
        identity=tuple(replace(policy, name=_name(policy)) for policy in policies.identity),
        boundary=policies.boundary and replace(policies.boundary, name=_name(policies.boundary)),
    )


def group_caller(account: str, arn: str) -> Principal:
    """A group as a caller: no policy can name it, so that it asks with nothing but its account."""
    return Principal("user", account, arn, arn)


def _held_by_group(permission: Permission) -> NamedPolicy:
    place = permission.arn or f"{permission.holder.arn}#{permission.name}"
    return NamedPolicy(permission.name, PolicyDocument.parse(permission.document, "identity"), place)


def _name(policy: NamedPolicy) -> str:
    inline = inline_place(policy.place)
    return inline[1] if inline else policy.place.rpartition("/")[2] or policy.name
