"""CreateOrganizationalUnit, DescribeOrganizationalUnit, UpdateOrganizationalUnit and DeleteOrganizationalUnit."""

from sqlalchemy import Connection, delete, func, insert, select, update

from sealcanvas.organizations.attaching import attach_full_access, detach_everything
from sealcanvas.organizations.errors import (
    ConstraintViolationException,
    DuplicateOrganizationalUnitException,
    OrganizationalUnitNotEmptyException,
    OrganizationalUnitNotFoundException,
    ParentNotFoundException,
)
from sealcanvas.organizations.ids import new_unit_id
from sealcanvas.organizations.quotas import UNIT_LEVELS, UNITS
from sealcanvas.organizations.tables import units
from sealcanvas.organizations.tags import put_tags, tags_to_make
from sealcanvas.organizations.targets import Target, on
from sealcanvas.organizations.tree import accounts_below, units_below
from sealcanvas.organizations.units import Unit, shown_unit, way_up
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@on("CreateOrganizationalUnit", "ParentId", ParentNotFoundException)
def create_organizational_unit(call: Call, target: Target, request: Request) -> Request:
    """Make a unit below the root or another unit."""
    tags = tags_to_make(call, request)
    organization = target.organization
    unit = Unit(new_unit_id(organization.root_id), target.id, request["Name"])
    with call.instance.database.transaction() as connection:
        _check_quotas(connection, organization.organization_id, target.id)
        _check_name(connection, target.id, unit)
        connection.execute(
            insert(units).values(
                unit_id=unit.unit_id,
                organization_id=organization.organization_id,
                parent_id=unit.parent_id,
                name=unit.name,
                name_index=unit.name,
            )
        )
        put_tags(connection, unit.unit_id, tags)
        if organization.service_control:
            attach_full_access(connection, unit.unit_id)
    return {"OrganizationalUnit": shown_unit(call.instance, organization, unit)}


@on("DescribeOrganizationalUnit", "OrganizationalUnitId", OrganizationalUnitNotFoundException)
def describe_organizational_unit(call: Call, target: Target, _request: Request) -> Request:
    """The unit's name, ARN and path."""
    return {"OrganizationalUnit": shown_unit(call.instance, target.organization, target.item)}


@on("UpdateOrganizationalUnit", "OrganizationalUnitId", OrganizationalUnitNotFoundException)
def update_organizational_unit(call: Call, target: Target, request: Request) -> Request:
    """Rename the unit."""
    unit = Unit(target.id, target.item.parent_id, request.get("Name", target.item.name))
    with call.instance.database.transaction() as connection:
        _check_name(connection, unit.parent_id, unit)
        connection.execute(
            update(units).where(units.c.unit_id == unit.unit_id).values(name=unit.name, name_index=unit.name)
        )
    return {"OrganizationalUnit": shown_unit(call.instance, target.organization, unit)}


@on("DeleteOrganizationalUnit", "OrganizationalUnitId", OrganizationalUnitNotFoundException)
def delete_organizational_unit(call: Call, target: Target, _request: Request) -> None:
    """Delete the unit, once nothing stands below it."""
    with call.instance.database.transaction() as connection:
        if accounts_below(connection, target.id) or units_below(connection, target.id):
            raise OrganizationalUnitNotEmptyException
        detach_everything(connection, target.id)
        put_tags(connection, target.id, {})
        connection.execute(delete(units).where(units.c.unit_id == target.id))


def _check_quotas(connection: Connection, organization_id: str, parent_id: str) -> None:
    # A unit's level is the number of ids above it: the root alone for those of the first.
    if len(way_up(connection, parent_id)) + 1 > UNIT_LEVELS:
        raise ConstraintViolationException(
            "You have exceeded the maximum nesting depth of organizational units.", "OU_DEPTH_LIMIT_EXCEEDED"
        )
    count = select(func.count()).where(units.c.organization_id == organization_id)
    if connection.execute(count).scalar_one() >= UNITS:
        raise ConstraintViolationException(
            "You have exceeded the allowed number of organizational units.", "OU_NUMBER_LIMIT_EXCEEDED"
        )


def _check_name(connection: Connection, parent_id: str, unit: Unit) -> None:
    taken = select(units.c.unit_id).where(
        units.c.parent_id == parent_id, units.c.name_index == unit.name, units.c.unit_id != unit.unit_id
    )
    if connection.execute(taken).first():
        raise DuplicateOrganizationalUnitException
