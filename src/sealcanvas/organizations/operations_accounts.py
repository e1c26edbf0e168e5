"""ListAccounts, DescribeAccount, MoveAccount and CloseAccount."""

from sqlalchemy import update

from sealcanvas.organizations.accounts import accounts_of, shown_account
from sealcanvas.organizations.errors import (
    AccountAlreadyClosedException,
    AccountNotFoundException,
    ConstraintViolationException,
    DestinationParentNotFoundException,
    DuplicateAccountException,
    SourceParentNotFoundException,
)
from sealcanvas.organizations.organization import ALL_FEATURES
from sealcanvas.organizations.paging import page
from sealcanvas.organizations.tables import accounts
from sealcanvas.organizations.targets import Target, on, on_organization, other
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@on_organization("ListAccounts")
def list_accounts(call: Call, target: Target, request: Request) -> Request:
    """Every account of the organisation."""
    instance, organization = call.instance, target.organization
    return page(
        request,
        "Accounts",
        accounts_of(instance, organization),
        lambda account: account.account,
        lambda account: shown_account(instance, organization, account),
    )


@on("DescribeAccount", "AccountId", AccountNotFoundException)
def describe_account(call: Call, target: Target, _request: Request) -> Request:
    """One account of the organisation."""
    return {"Account": shown_account(call.instance, target.organization, target.item)}


@on("MoveAccount", "AccountId", AccountNotFoundException)
def move_account(call: Call, target: Target, request: Request) -> None:
    """Move the account from the root or unit that it stands below to another."""
    source = other(call, "MoveAccount", target, request["SourceParentId"], SourceParentNotFoundException)
    destination = other(call, "MoveAccount", target, request["DestinationParentId"], DestinationParentNotFoundException)
    if target.item.parent_id == destination.id:
        raise DuplicateAccountException
    if target.item.parent_id != source.id:
        raise SourceParentNotFoundException
    with call.instance.database.transaction() as connection:
        connection.execute(update(accounts).where(accounts.c.account == target.id).values(parent_id=destination.id))


@on("CloseAccount", "AccountId", AccountNotFoundException)
def close_account(call: Call, target: Target, _request: Request) -> None:
    """Close a member account: from now on nobody acts for it, and nothing that it owns can be used."""
    organization = target.organization
    if target.id == organization.management_account:
        raise ConstraintViolationException("You can't close the management account.", "CANNOT_CLOSE_MANAGEMENT_ACCOUNT")
    if organization.feature_set != ALL_FEATURES:
        raise ConstraintViolationException(
            "Your organization must have all features enabled.", "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE"
        )
    if target.item.closed:
        raise AccountAlreadyClosedException
    with call.instance.database.transaction() as connection:
        connection.execute(
            update(accounts).where(accounts.c.account == target.id).values(closed_at=call.instance.clock())
        )
