"""Which roles, users and groups use a managed policy."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, false, or_, select

from sealcanvas.iam.entity_kinds import GROUP, ROLE, USER, EntityKind
from sealcanvas.iam.tables import attachments
from sealcanvas.service.instance import Instance

Found = tuple[EntityKind, str, str, str]
"""Kind, path, name and unique id of an entity."""


def entities_of_policy(
    instance: Instance, account: str, arn: str, *, attached: bool = True, bounded: bool = False
) -> Iterator[Found]:
    """The account's entities to which the policy is attached, or that it bounds: groups, then roles, then users.

    Args:
        attached: count those to which it is attached.
        bounded: count those whose permissions boundary it is.
    """
    owners = select(attachments.c.owner_id).where(attachments.c.policy_arn == arn, attachments.c.account == account)
    for kind in (GROUP, ROLE, USER):
        table = kind.table
        uses: list[ColumnElement[bool]] = [false()]
        if attached:
            uses.append(kind.identifier.in_(owners))
        if bounded and "boundary_arn" in table.c:
            uses.append(table.c.boundary_arn == arn)
        query = (
            select(table.c.path, table.c.name, kind.identifier.label("entity_id"))
            .where(table.c.account == account, or_(*uses))
            .order_by(table.c.name)
        )
        with instance.database.read() as connection:
            rows = connection.execute(query).all()
        yield from ((kind, row.path, row.name, row.entity_id) for row in rows)
