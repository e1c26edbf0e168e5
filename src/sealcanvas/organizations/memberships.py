"""What a decision learns of an account: asked at every request, and remembered."""

from sqlalchemy import Connection, bindparam, select

from sealcanvas.access.layers import NamedPolicy
from sealcanvas.access.policy import PolicyDocument
from sealcanvas.organizations.ids import is_account, is_root
from sealcanvas.organizations.organization import Organization, organization_of_row
from sealcanvas.organizations.policies import attached_to
from sealcanvas.organizations.tables import accounts, attachments, organizations, policies, units
from sealcanvas.organizations.units import way_up
from sealcanvas.service.membership import Membership
from sealcanvas.storage.database import Database
from sealcanvas.storage.remembered import remembered

_ACCOUNT = (
    select(accounts.c.closed_at, organizations)
    .select_from(accounts.outerjoin(organizations, organizations.c.organization_id == accounts.c.organization_id))
    .where(accounts.c.account == bindparam("account"))
)
_UNIT_NAME = select(units.c.name).where(units.c.unit_id == bindparam("unit_id"))


class Memberships:
    """Looks accounts up.

    Args:
        database: where the organisation's tables lie.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def of(self, account: str) -> Membership | None:
        """What is known of the account; None for one that is in no organisation."""
        return _read(self._database, account)


@remembered(accounts, organizations, units, policies, attachments)
def _read(database: Database, account: str) -> Membership | None:
    with database.read() as connection:
        return _membership(connection, account)


def _membership(connection: Connection, account: str) -> Membership | None:
    row = connection.execute(_ACCOUNT, {"account": account}).one_or_none()
    if row is None:
        return None
    closed = row.closed_at is not None
    if row.management_account is None:  # closed before its organisation was deleted
        return Membership("", "", None, closed)
    above = way_up(connection, account)
    organization = organization_of_row(row)
    limited = organization.service_control and account != organization.management_account
    levels = tuple(_level(connection, organization, each) for each in (*above, account)) if limited else None
    return Membership(row.organization_id, "/".join((row.organization_id, *above)) + "/", levels, closed)


def _level(connection: Connection, organization: Organization, target: str) -> tuple[NamedPolicy, ...]:
    if is_root(target):
        place = "the root"
    elif is_account(target):
        place = f"account {target}"
    else:
        place = f"the OU {connection.execute(_UNIT_NAME, {'unit_id': target}).scalar()}"
    return tuple(
        NamedPolicy(
            f"service control policy {policy.name} ({policy.policy_id}) of {place}",
            PolicyDocument.parse(policy.document, "service-control"),
            policy.arn(organization),
        )
        for policy in attached_to(connection, target)
    )
