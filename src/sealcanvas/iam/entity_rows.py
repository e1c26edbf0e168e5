"""Roles, users and groups are made, listed, renamed and deleted in the same way."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from sealcanvas.iam.arns import IamArn
from sealcanvas.iam.entity import Entity
from sealcanvas.iam.entity_kinds import KINDS, EntityKind
from sealcanvas.iam.errors import EntityAlreadyExists, LimitExceeded
from sealcanvas.iam.last_use import forget
from sealcanvas.iam.paging import Page
from sealcanvas.iam.service import iam
from sealcanvas.iam.tags import wire_tags
from sealcanvas.iam.unique_ids import new_unique_id
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request
from sealcanvas.service.resource import PlainResource


def insert_entity(call: Call, kind: EntityKind, request: Request, **columns: Any) -> str:
    """Make an entity of the name and path in `request`; its unique id.

    Args:
        columns: those of the kind's table beside the ones that all kinds have.

    Raises:
        EntityAlreadyExists: the name is taken, in whatever letter case.
        LimitExceeded: the account has as many as it may.
    """
    name, unique_id = request[kind.name_member], new_unique_id(kind.prefix)
    with call.instance.database.transaction() as connection:
        _check_free(connection, kind, call.account, name)
        count = select(func.count()).where(kind.table.c.account == call.account)
        if connection.execute(count).scalar_one() >= kind.limit:
            raise LimitExceeded(f"Cannot exceed quota for {kind.label}sPerAccount: {kind.limit}")
        common = {
            kind.identifier.name: unique_id,
            "account": call.account,
            "name": name,
            "folded_name": name.lower(),
            "path": request.get("Path", "/"),
            "created_at": call.instance.clock(),
        }
        connection.execute(insert(kind.table).values(**common, **columns))
    return unique_id


def entities_page(call: Call, kind: EntityKind, request: Request) -> tuple[list[Row[Any]], dict[str, Any]]:
    """The rows of a page of the account's entities under `PathPrefix`, by name; and the members that end the page."""
    page, prefix, table = Page(request), request.get("PathPrefix", "/"), kind.table
    query = (
        select(table)
        .where(
            table.c.account == call.account,
            table.c.name > page.after,
            func.substr(table.c.path, 1, len(prefix)) == prefix,
        )
        .order_by(table.c.name)
        .limit(page.limit + 1)
    )
    with call.instance.database.read() as connection:
        rows = connection.execute(query).all()
    return page.cut(rows, lambda row: str(row.name))


def change_entity(instance: Instance, entity: Entity, **columns: Any) -> None:
    """Set columns of the entity's row."""
    kind = KINDS[entity.kind]
    with instance.database.transaction() as connection:
        connection.execute(update(kind.table).where(kind.identifier == entity.entity_id).values(**columns))


def store_tags(instance: Instance, entity: Entity, tags: Mapping[str, str]) -> None:
    """Set the tags of a role or user."""
    change_entity(instance, entity, tags=dict(tags))


def rename_entity(call: Call, entity: Entity, request: Request) -> None:
    """Give it another name and path, under the same unique id: all that hangs on it stays.

    The caller needs the permission on the old ARN, which was asked, and on the new one.

    Raises:
        AccessDenied: no permission on the new ARN.
        EntityAlreadyExists: the new name is taken.
    """
    kind = KINDS[entity.kind]
    name = request.get(f"New{kind.name_member}", entity.name)
    path = request.get("NewPath", entity.path)
    target = PlainResource(str(IamArn(entity.account, kind.word, path, name)), entity.account, tags=entity.tags)
    iam.check(call, f"iam:Update{kind.label}", target)
    with call.instance.database.transaction() as connection:
        if name.lower() != entity.name.lower():
            _check_free(connection, kind, entity.account, name)
        change_entity(call.instance, entity, name=name, folded_name=name.lower(), path=path)


def delete_entity(instance: Instance, entity: Entity) -> None:
    """Delete the entity's row; what hangs on it must be gone."""
    kind = KINDS[entity.kind]
    forget(instance, entity.entity_id)
    with instance.database.transaction() as connection:
        connection.execute(delete(kind.table).where(kind.identifier == entity.entity_id))


def shown_entity(entity: Entity) -> dict[str, Any]:
    """The members that responses give of every role, user and group."""
    kind = KINDS[entity.kind]
    return {
        "Path": entity.path,
        kind.name_member: entity.name,
        f"{kind.label}Id": entity.entity_id,
        "Arn": entity.arn,
        "CreateDate": entity.created_at,
    }


def shown_tags_and_boundary(entity: Entity) -> Mapping[str, Any]:
    """The members that lists leave out; absent where there is nothing to tell."""
    shown: dict[str, Any] = {"Tags": wire_tags(entity.tags)} if entity.tags else {}
    if entity.boundary_arn:
        shown["PermissionsBoundary"] = {
            "PermissionsBoundaryType": "PermissionsBoundaryPolicy",
            "PermissionsBoundaryArn": entity.boundary_arn,
        }
    return shown


def _check_free(connection: Connection, kind: EntityKind, account: str, name: str) -> None:
    taken = select(kind.table.c.name).where(kind.table.c.account == account, kind.table.c.folded_name == name.lower())
    if connection.execute(taken).first():
        raise EntityAlreadyExists(f"{kind.label} with name {name} already exists.")
