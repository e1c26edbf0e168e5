"""Aliases: names for keys within one account and region."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from sealcanvas.kms.tables import aliases
from sealcanvas.service.instance import Instance


@dataclass(frozen=True, slots=True)
class Alias:
    """One alias; `name` begins with "alias/"."""

    name: str
    account: str
    region: str
    key_arn: str
    created_at: datetime
    updated_at: datetime

    @property
    def arn(self) -> str:
        """The alias's own ARN, which only identity policies name."""
        return alias_arn(self.region, self.account, self.name)


def alias_arn(region: str, account: str, name: str) -> str:
    """The ARN of the alias `name` ("alias/x")."""
    return f"arn:aws:kms:{region}:{account}:{name}"


def alias_named(instance: Instance, region: str, account: str, name: str) -> Alias | None:
    """The alias of that name, or None."""
    where = (aliases.c.account == account, aliases.c.region == region, aliases.c.name_index == name)
    with instance.database.read() as connection:
        row = connection.execute(select(aliases).where(*where)).one_or_none()
    return None if row is None else _to_alias(row)


def aliases_of_key(instance: Instance, key_arn: str) -> list[Alias]:
    """All aliases of a key, by name."""
    with instance.database.read() as connection:
        rows = connection.execute(select(aliases).where(aliases.c.key_arn == key_arn)).all()
    return sorted((_to_alias(row) for row in rows), key=lambda alias: alias.name)


def aliases_of_account(instance: Instance, region: str, account: str) -> list[Alias]:
    """All aliases of an account in one region, by name."""
    where = (aliases.c.account == account, aliases.c.region == region)
    with instance.database.read() as connection:
        rows = connection.execute(select(aliases).where(*where)).all()
    return sorted((_to_alias(row) for row in rows), key=lambda alias: alias.name)


def _to_alias(row: Row[Any]) -> Alias:
    return Alias(row.name, row.account, row.region, row.key_arn, row.created_at, row.updated_at)
