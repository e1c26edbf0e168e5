"""Organisational units, and the way from a root, unit or account up to the root."""

from dataclasses import dataclass

from sqlalchemy import Connection, bindparam, select

from sealcanvas.organizations.ids import is_account
from sealcanvas.organizations.organization import Organization
from sealcanvas.organizations.tables import accounts, units
from sealcanvas.service.instance import Instance

_UNIT = select(units.c.unit_id, units.c.parent_id, units.c.name, units.c.organization_id).where(
    units.c.unit_id == bindparam("unit_id")
)
_UNIT_PARENT = select(units.c.parent_id).where(units.c.unit_id == bindparam("child"))
_ACCOUNT_PARENT = select(accounts.c.parent_id).where(accounts.c.account == bindparam("child"))


@dataclass(frozen=True, slots=True)
class Unit:
    """One organisational unit, below the root or another unit."""

    unit_id: str
    parent_id: str
    name: str


def find_unit(instance: Instance, organization: Organization, unit_id: str) -> Unit | None:
    """The organisation's unit of that id, or None."""
    with instance.database.read() as connection:
        row = connection.execute(_UNIT, {"unit_id": unit_id}).one_or_none()
    if row is None or row.organization_id != organization.organization_id:
        return None
    return Unit(row.unit_id, row.parent_id, row.name)


def way_up(connection: Connection, child_id: str) -> list[str]:
    """The ids above an account or unit, root first, itself left out; empty for a root."""
    query = _ACCOUNT_PARENT if is_account(child_id) else _UNIT_PARENT
    parent: str | None = connection.execute(query, {"child": child_id}).scalar()
    above: list[str] = []
    while parent is not None:
        above.insert(0, parent)
        parent = connection.execute(_UNIT_PARENT, {"child": parent}).scalar()
    return above


def path_of(instance: Instance, organization: Organization, resource_id: str) -> str:
    """The entity path of an account, unit or root, itself included: `o-…/r-…/ou-…/`."""
    with instance.database.read() as connection:
        above = way_up(connection, resource_id)
    return "/".join((organization.organization_id, *above, resource_id)) + "/"


def shown_unit(instance: Instance, organization: Organization, unit: Unit) -> dict[str, str]:
    """The unit as responses give it."""
    return {
        "Id": unit.unit_id,
        "Arn": organization.arn_of("ou", unit.unit_id),
        "Name": unit.name,
        "Path": path_of(instance, organization, unit.unit_id),
    }
