"""The organisation: its root, its management account, and whether it has service control policies."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, bindparam, select

from sealcanvas.organizations.tables import accounts, organizations
from sealcanvas.service.instance import Instance

SERVICE_CONTROL = "SERVICE_CONTROL_POLICY"
ALL_FEATURES = "ALL"
_OF_ACCOUNT = (
    select(organizations)
    .join(accounts, accounts.c.organization_id == organizations.c.organization_id)
    .where(accounts.c.account == bindparam("account"))
)


@dataclass(frozen=True, slots=True)
class Organization:
    """One organisation; a row of `tables.organizations`."""

    organization_id: str
    management_account: str
    root_id: str
    feature_set: str
    service_control: bool

    @property
    def arn(self) -> str:
        """The organisation's own ARN."""
        return self.arn_of("organization", "").rstrip("/")

    @property
    def root_arn(self) -> str:
        """The root's ARN."""
        return self.arn_of("root", self.root_id)

    @property
    def root(self) -> dict[str, Any]:
        """The root as responses give it."""
        return {"Id": self.root_id, "Arn": self.root_arn, "Name": "Root", "PolicyTypes": self.policy_types}

    @property
    def policy_types(self) -> list[dict[str, str]]:
        """The types of policies that are switched on."""
        return [{"Type": SERVICE_CONTROL, "Status": "ENABLED"}] if self.service_control else []

    def arn_of(self, kind: str, resource_id: str) -> str:
        """The ARN of something in the organisation: kind "root", "ou", "account" or "policy/…"."""
        return f"arn:aws:organizations::{self.management_account}:{kind}/{self.organization_id}/{resource_id}"


def organization_of(instance: Instance, account: str) -> Organization | None:
    """The organisation that the account is in, as its management account or a member."""
    with instance.database.read() as connection:
        row = connection.execute(_OF_ACCOUNT, {"account": account}).one_or_none()
    return None if row is None else organization_of_row(row)


def organization_of_row(row: Row[Any]) -> Organization:
    """The organisation that a row of `tables.organizations` holds."""
    return Organization(
        row.organization_id, row.management_account, row.root_id, row.feature_set, bool(row.service_control)
    )
