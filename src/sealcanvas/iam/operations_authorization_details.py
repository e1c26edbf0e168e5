"""GetAccountAuthorizationDetails: every user, group, role and managed policy of the account, with what hangs on it."""

from collections.abc import Callable
from typing import Any

from sqlalchemy import Row, select

from sealcanvas.iam.aws_managed_policies import aws_managed_policies
from sealcanvas.iam.documents import encoded
from sealcanvas.iam.entity import Entity
from sealcanvas.iam.entity_kinds import GROUP, ROLE, USER, EntityKind
from sealcanvas.iam.entity_policies import attached_to, inline_of, shown_attachment
from sealcanvas.iam.entity_rows import shown_entity, shown_tags_and_boundary
from sealcanvas.iam.groups import group_of_row, groups_of
from sealcanvas.iam.managed_policies import ManagedPolicy, of_aws, own_policies, usage_of, versions_of
from sealcanvas.iam.operations_policies import shown_policy
from sealcanvas.iam.operations_policy_versions import shown_version
from sealcanvas.iam.operations_roles import shown_last_use
from sealcanvas.iam.paging import Page
from sealcanvas.iam.roles import Role, role_of_row
from sealcanvas.iam.service import iam
from sealcanvas.iam.users import User, user_of_row
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request

_Item = tuple[str, Callable[[], tuple[str, dict[str, Any]]]]
"""A key to sort by, and how to make the member's name and its entry: done for the page's items alone."""


@iam.operation("GetAccountAuthorizationDetails")
def get_account_authorization_details(call: Call, request: Request) -> Request:
    """A page over all of them: groups, roles and users, then policies (AWS's, where the account uses them)."""
    wanted = set(request.get("Filter") or ("User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"))
    found: list[_Item] = []
    for kind in (GROUP, ROLE, USER):
        if kind.label in wanted:
            found += _entities(call, kind)
    if "LocalManagedPolicy" in wanted:
        found += [_policy(call, policy) for policy in own_policies(call.instance, call.account)]
    if "AWSManagedPolicy" in wanted:
        known = map(of_aws, aws_managed_policies().values())
        found += [_policy(call, policy) for policy in known if any(usage_of(call.instance, call.account, policy.arn))]
    page, more = Page(request).of(found, lambda item: item[0])
    shown: Request = {"UserDetailList": [], "GroupDetailList": [], "RoleDetailList": [], "Policies": []}
    for _key, make in page:
        member, entry = make()
        shown[member].append(entry)
    return {**shown, **more}


def _entities(call: Call, kind: EntityKind) -> list[_Item]:
    query = select(kind.table).where(kind.table.c.account == call.account)
    with call.instance.database.read() as connection:
        rows = connection.execute(query).all()

    def item(row: Row[Any]) -> _Item:
        member = f"{kind.label}DetailList"
        return f"1{kind.word}\n{row.name}", lambda: (member, _DETAILS[kind.word](call.instance, row))

    return [item(row) for row in rows]


def _user(instance: Instance, row: Row[Any]) -> dict[str, Any]:
    user: User = user_of_row(row)
    names = [group.name for group in groups_of(instance, user)]
    return {**_common(instance, user), **shown_tags_and_boundary(user), "GroupList": names}


def _group(instance: Instance, row: Row[Any]) -> dict[str, Any]:
    return _common(instance, group_of_row(row))


def _role(instance: Instance, row: Row[Any]) -> dict[str, Any]:
    role: Role = role_of_row(instance, row)
    return {
        **_common(instance, role),
        **shown_tags_and_boundary(role),
        "AssumeRolePolicyDocument": encoded(role.trust.document.text),
        "InstanceProfileList": [],
        "RoleLastUsed": shown_last_use(instance, role),
    }


_DETAILS = {"user": _user, "group": _group, "role": _role}


def _common(instance: Instance, entity: Entity) -> dict[str, Any]:
    inline = inline_of(instance, entity)
    return {
        **shown_entity(entity),
        f"{entity.kind.capitalize()}PolicyList": [
            {"PolicyName": name, "PolicyDocument": encoded(inline[name])} for name in sorted(inline)
        ],
        "AttachedManagedPolicies": [shown_attachment(arn) for arn in sorted(attached_to(instance, entity))],
    }


def _policy(call: Call, policy: ManagedPolicy) -> _Item:
    def make() -> tuple[str, dict[str, Any]]:
        versions = [
            shown_version(policy, version) | {"Document": encoded(version.document)}
            for version in reversed(versions_of(call.instance, policy))
        ]
        shown = shown_policy(call, policy) | {"PolicyVersionList": versions}
        return "Policies", shown | ({"Description": policy.description} if policy.description else {})

    return f"2{policy.name}\n{policy.account}", make
