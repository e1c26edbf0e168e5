"""The accounts of an organisation."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from sealcanvas.organizations.organization import Organization
from sealcanvas.organizations.tables import accounts
from sealcanvas.organizations.units import path_of
from sealcanvas.service.instance import Instance


@dataclass(frozen=True, slots=True)
class Account:
    """One account; `parent_id` is the root or unit that it stands below."""

    account: str
    parent_id: str
    name: str
    email: str
    joined_method: str
    joined_at: datetime
    closed_at: datetime | None

    @property
    def closed(self) -> bool:
        """Whether CloseAccount closed it."""
        return self.closed_at is not None


def find_account(instance: Instance, organization: Organization, account: str) -> Account | None:
    """The organisation's account of that id, or None."""
    query = select(accounts).where(
        accounts.c.account == account, accounts.c.organization_id == organization.organization_id
    )
    with instance.database.read() as connection:
        row = connection.execute(query).one_or_none()
    return None if row is None else account_of_row(row)


def accounts_of(instance: Instance, organization: Organization, parent_id: str | None = None) -> list[Account]:
    """The accounts of the organisation, or of one root or unit alone."""
    query = select(accounts).where(accounts.c.organization_id == organization.organization_id)
    if parent_id is not None:
        query = query.where(accounts.c.parent_id == parent_id)
    with instance.database.read() as connection:
        return [account_of_row(row) for row in connection.execute(query)]


def account_of_row(row: Row[Any]) -> Account:
    """The account that a row of `tables.accounts` holds."""
    return Account(row.account, row.parent_id, row.name, row.email, row.joined_method, row.joined_at, row.closed_at)


def shown_account(instance: Instance, organization: Organization, account: Account) -> dict[str, Any]:
    """The account as responses give it."""
    state = "SUSPENDED" if account.closed else "ACTIVE"
    return {
        "Id": account.account,
        "Arn": organization.arn_of("account", account.account),
        "Email": account.email,
        "Name": account.name,
        "Status": state,
        "State": state,
        "Paths": [path_of(instance, organization, account.account)],
        "JoinedMethod": account.joined_method,
        "JoinedTimestamp": account.joined_at,
    }
