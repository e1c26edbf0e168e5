"""Which principals exist: what KMS and S3 ask before they accept a policy that names one."""

import re

from sqlalchemy import select

from sealcanvas.iam.arns import FEDERATED_USER, ROLE_SESSION, SERVICE, IamArn, is_account
from sealcanvas.iam.tables import roles, users
from sealcanvas.service.instance import Instance

_ROOT = re.compile(r"arn:aws:iam::(\d{12}):root", re.ASCII)


def exists(instance: Instance, text: str) -> bool:
    """Tell whether `text`, as it stands under `Principal` in a policy, names somebody.

    Args:
        text: `*`, an account id or root ARN (any well-formed account counts), a user, role or role session ARN, a
            unique id, a service's host, or a federated user's ARN (which is made up when its session is asked for).
    """
    if text == "*" or is_account(text) or _ROOT.fullmatch(text) or SERVICE.fullmatch(text):
        return True
    if FEDERATED_USER.fullmatch(text):
        return True
    if session := ROLE_SESSION.fullmatch(text):
        account, name, _ = session.groups()
        query = select(roles.c.role_id).where(roles.c.account == account, roles.c.name == name)
        with instance.database.read() as connection:
            return connection.execute(query).first() is not None
    return unique_id_of(instance, text) is not None or arn_of(instance, text) is not None


def unique_id_of(instance: Instance, arn: str) -> str | None:
    """The unique id of the user or role whose ARN is exactly `arn`, or None."""
    parts = IamArn.parse(arn)
    if parts is None or parts.kind not in ("role", "user"):
        return None
    table, identifier = (roles, roles.c.role_id) if parts.kind == "role" else (users, users.c.user_id)
    query = select(identifier).where(
        table.c.account == parts.account, table.c.name == parts.name, table.c.path == parts.path
    )
    with instance.database.read() as connection:
        found: str | None = connection.execute(query).scalar()
        return found


def arn_of(instance: Instance, unique_id: str) -> str | None:
    """The ARN of the user or role that has `unique_id` now, or None."""
    if unique_id.startswith("AROA"):
        table, identifier, kind = roles, roles.c.role_id, "role"
    elif unique_id.startswith("AIDA"):
        table, identifier, kind = users, users.c.user_id, "user"
    else:
        return None
    query = select(table.c.account, table.c.path, table.c.name).where(identifier == unique_id)
    with instance.database.read() as connection:
        row = connection.execute(query).first()
    return None if row is None else str(IamArn(row.account, kind, row.path, row.name))
