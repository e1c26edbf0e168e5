"""ListOrganizationalUnitsForParent, ListAccountsForParent, ListChildren and ListParents."""

from sealcanvas.organizations.accounts import accounts_of, shown_account
from sealcanvas.organizations.errors import ChildNotFoundException, ParentNotFoundException
from sealcanvas.organizations.ids import is_root
from sealcanvas.organizations.paging import page
from sealcanvas.organizations.targets import Target, on
from sealcanvas.organizations.tree import accounts_below, named_units_below, units_below
from sealcanvas.organizations.units import shown_unit
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@on("ListOrganizationalUnitsForParent", "ParentId", ParentNotFoundException)
def list_organizational_units_for_parent(call: Call, target: Target, request: Request) -> Request:
    """The units right below the root or a unit."""
    instance, organization = call.instance, target.organization
    return page(
        request,
        "OrganizationalUnits",
        named_units_below(instance, organization, target.id),
        lambda unit: unit.unit_id,
        lambda unit: shown_unit(instance, organization, unit),
    )


@on("ListAccountsForParent", "ParentId", ParentNotFoundException)
def list_accounts_for_parent(call: Call, target: Target, request: Request) -> Request:
    """The accounts right below the root or a unit."""
    instance, organization = call.instance, target.organization
    return page(
        request,
        "Accounts",
        accounts_of(instance, organization, target.id),
        lambda account: account.account,
        lambda account: shown_account(instance, organization, account),
    )


@on("ListChildren", "ParentId", ParentNotFoundException)
def list_children(call: Call, target: Target, request: Request) -> Request:
    """The ids of the accounts, or of the units, right below the root or a unit."""
    kind = request["ChildType"]
    with call.instance.database.read() as connection:
        found = (accounts_below if kind == "ACCOUNT" else units_below)(connection, target.id)
    return page(request, "Children", found, str, lambda child: {"Id": child, "Type": kind})


@on("ListParents", "ChildId", ChildNotFoundException)
def list_parents(_call: Call, target: Target, request: Request) -> Request:
    """The one root or unit that an account or unit stands below."""
    parent = target.item.parent_id
    kind = "ROOT" if is_root(parent) else "ORGANIZATIONAL_UNIT"
    return page(request, "Parents", [parent], str, lambda each: {"Id": each, "Type": kind})
