"""What stands below the root or a unit."""

from sqlalchemy import Connection, bindparam, select

from sealcanvas.organizations.organization import Organization
from sealcanvas.organizations.tables import accounts, units
from sealcanvas.organizations.units import Unit
from sealcanvas.service.instance import Instance

_ACCOUNTS = select(accounts.c.account).where(accounts.c.parent_id == bindparam("parent"))
_UNITS = select(units.c.unit_id).where(units.c.parent_id == bindparam("parent"))


def accounts_below(connection: Connection, parent_id: str) -> list[str]:
    """The accounts right below a root or unit."""
    return list(connection.execute(_ACCOUNTS, {"parent": parent_id}).scalars())


def units_below(connection: Connection, parent_id: str) -> list[str]:
    """The units right below a root or unit."""
    return list(connection.execute(_UNITS, {"parent": parent_id}).scalars())


def ids_below(connection: Connection, parent_id: str) -> list[str]:
    """Every account and unit below a root or unit, at any level."""
    found = accounts_below(connection, parent_id)
    for unit_id in units_below(connection, parent_id):
        found += [unit_id, *ids_below(connection, unit_id)]
    return found


def named_units_below(instance: Instance, organization: Organization, parent_id: str) -> list[Unit]:
    """The units right below a root or unit, with their names."""
    query = select(units.c.unit_id, units.c.parent_id, units.c.name).where(
        units.c.parent_id == parent_id, units.c.organization_id == organization.organization_id
    )
    with instance.database.read() as connection:
        return [Unit(row.unit_id, row.parent_id, row.name) for row in connection.execute(query)]
