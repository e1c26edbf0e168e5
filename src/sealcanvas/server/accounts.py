"""Further accounts of an instance, as its owner makes and lists them."""

import secrets
from typing import Any

from sealcanvas.iam.administrator import ensure_administrator, root_call
from sealcanvas.organizations.operations_accounts import list_accounts
from sealcanvas.organizations.operations_create_account import create_account
from sealcanvas.organizations.operations_organization import create_organization
from sealcanvas.organizations.organization import organization_of
from sealcanvas.server.home import Home
from sealcanvas.server.opened import opened
from sealcanvas.service.instance import Instance
from sealcanvas.wire.model import load
from sealcanvas.wire.validate import validate


class AccountRefused(Exception):
    """An account that cannot be made, or that is not there."""


def add_account(home: Home, name: str, email: str | None = None) -> dict[str, str]:
    """Make a member account with its administrator, and the organisation where there is none.

    Args:
        email: the account's own address; one that reaches nobody, unless given.

    Returns:
        AccountId, AccountName and Email.

    Raises:
        AccountRefused: the address serves another account.
        WireError: a name or address that AWS would not take.
        ServiceError: a quota, or a service control policy that forbids the account its administrator.
        HomeError, RootUnavailable, WrongRoot: the state cannot be opened.
    """
    request = {"AccountName": name, "Email": email or f"account-{secrets.token_hex(6)}@accounts.invalid"}
    validate(load("organizations").operations["CreateAccount"], request)
    with opened(home) as instance:
        if organization_of(instance, instance.account) is None:
            create_organization(root_call(instance))
        status = create_account(root_call(instance), request)["CreateAccountStatus"]
        if status["State"] != "SUCCEEDED":
            raise AccountRefused(f"the account was not made: {status['FailureReason']}")
        ensure_administrator(instance, status["AccountId"])
    return {"AccountId": status["AccountId"], **request}


def accounts_in(home: Home) -> list[dict[str, Any]]:
    """Every account as ListAccounts gives it; the instance's own alone where there is no organisation.

    Raises:
        HomeError, RootUnavailable, WrongRoot: the state cannot be opened.
    """
    with opened(home) as instance:
        if organization_of(instance, instance.account) is None:
            return [{"Id": instance.account, "Name": "", "Email": "", "Status": "ACTIVE"}]
        found: list[dict[str, Any]] = []
        token: dict[str, str] = {}
        while True:
            answer = list_accounts(root_call(instance), token)
            found += answer["Accounts"]
            if "NextToken" not in answer:
                return found
            token = {"NextToken": answer["NextToken"]}


def check_account(instance: Instance, account: str) -> None:
    """Raise AccountRefused unless the account is the instance's own or an open member of its organisation."""
    membership = instance.memberships.of(account)
    if account != instance.account and (membership is None or membership.closed):
        state = "is closed" if membership else "is not there: see `sealcanvas account list`"
        raise AccountRefused(f"account {account} {state}")
