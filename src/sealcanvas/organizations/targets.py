"""What Organizations' operations act on: found by id, and asked for before it is told whether it exists."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sealcanvas.access.request import Keys
from sealcanvas.organizations.accounts import find_account
from sealcanvas.organizations.errors import AccessDeniedException, AWSOrganizationsNotInUseException
from sealcanvas.organizations.ids import is_account, is_root
from sealcanvas.organizations.organization import Organization, organization_of
from sealcanvas.organizations.policies import find_policy
from sealcanvas.organizations.service import organizations
from sealcanvas.organizations.tags import tags_of
from sealcanvas.organizations.units import find_unit
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.operation import ConditionKeys, Handler, Operation, Request
from sealcanvas.service.resource import PlainResource

_NOT_MANAGEMENT = "You don't have permissions to access this resource."


@dataclass(frozen=True, slots=True)
class Target:
    """An organisation or a part of it; a `service.resource.Resource`.

    Attributes:
        account: the management account, to which all of it belongs.
        id: of the root, unit, account or policy; "" for the organisation itself.
        item: the Unit, Account or ControlPolicy; None for the root and the organisation.
    """

    organization: Organization
    arn: str
    account: str
    id: str = ""
    item: Any = None
    policy: None = None
    tags: Mapping[str, str] = field(default_factory=dict)


def on_organization(
    name: str, *, members: bool = False, conditions: ConditionKeys | None = None
) -> Callable[[Handler], Operation]:
    """Register an operation on the caller's organisation, for the management account (or `members`, too)."""

    def resolve(call: Call, _request: Request) -> Target:
        return Target(_organization(call, name, members), "*", call.account)

    return organizations.operation(name, resource=resolve, conditions=conditions)


def on(
    name: str, member: str, missing: type[ServiceError], conditions: ConditionKeys | None = None
) -> Callable[[Handler], Operation]:
    """Register an operation on what the request's `member` names, for the management account.

    Args:
        missing: the error that says that it is not there.
    """

    def resolve(call: Call, request: Request) -> Target:
        organization = _organization(call, name, members=False)
        target = look_up(call, organization, request[member])
        if target is None:
            keys = conditions(call, None, request) if conditions else None
            _ask(call, name, PlainResource(_arn(organization, request[member]), call.account), keys)
            raise missing
        return target

    return organizations.operation(name, resource=resolve, conditions=conditions)


def look_up(call: Call, organization: Organization, resource_id: str) -> Target | None:
    """The organisation's root, unit, account or policy of that id, or None."""
    item: Any = None
    instance, arn = call.instance, _arn(organization, resource_id)
    if resource_id.startswith("p-"):
        item = policy = find_policy(instance, organization, resource_id)
        arn = policy.arn(organization) if policy else arn
    elif is_account(resource_id):
        item = find_account(instance, organization, resource_id)
    elif not is_root(resource_id):
        item = find_unit(instance, organization, resource_id)
    if item is None and resource_id != organization.root_id:
        return None
    tags = tags_of(instance, resource_id)
    return Target(organization, arn, organization.management_account, resource_id, item, tags=tags)


def other(
    call: Call,
    name: str,
    target: Target,
    resource_id: str,
    missing: type[ServiceError],
    conditions: ConditionKeys | None = None,
) -> Target:
    """A second thing that a request for the operation `name` names, which the caller must be allowed it on as well.

    Raises:
        AccessDeniedException, or `missing` if it is not there.
    """
    found = look_up(call, target.organization, resource_id)
    keys = conditions(call, found, {}) if conditions else None
    _ask(call, name, found or PlainResource(_arn(target.organization, resource_id), target.account), keys)
    if found is None:
        raise missing
    return found


def _organization(call: Call, name: str, members: bool) -> Organization:
    organization = organization_of(call.instance, call.account)
    if organization is None:
        _ask(call, name, PlainResource("*", call.account))
        raise AWSOrganizationsNotInUseException
    if not members and organization.management_account != call.account:
        decision = organizations.check(call, f"organizations:{name}", PlainResource("*", call.account))
        raise AccessDeniedException(decision, _NOT_MANAGEMENT)
    return organization


def _ask(call: Call, name: str, resource: PlainResource | Target, keys: Keys | None = None) -> None:
    organizations.check(call, f"organizations:{name}", resource, keys)


def _arn(organization: Organization, resource_id: str) -> str:
    if is_account(resource_id):
        return organization.arn_of("account", resource_id)
    if resource_id.startswith("p-"):
        return organization.arn_of("policy", f"service_control_policy/{resource_id}")
    return organization.arn_of("root" if is_root(resource_id) else "ou", resource_id)
