"""CreateAccount, DescribeCreateAccountStatus and ListCreateAccountStatus."""

import json
from typing import Any

from sqlalchemy import Row, func, insert, select

from sealcanvas.access.principal import Principal, account_root_arn
from sealcanvas.iam.operations_role_policies import attach_role_policy
from sealcanvas.iam.operations_roles import create_role
from sealcanvas.organizations.attaching import attach_full_access
from sealcanvas.organizations.errors import (
    ConstraintViolationException,
    CreateAccountStatusNotFoundException,
    InvalidInputException,
)
from sealcanvas.organizations.ids import new_account, new_request_id
from sealcanvas.organizations.organization import Organization
from sealcanvas.organizations.paging import page
from sealcanvas.organizations.quotas import ACCOUNTS
from sealcanvas.organizations.tables import accounts, requests
from sealcanvas.organizations.tags import put_tags, tags_to_make
from sealcanvas.organizations.targets import Target, on_organization
from sealcanvas.service.call import Call
from sealcanvas.service.call import new_request_id as new_call_id
from sealcanvas.service.operation import Request

_SERVICE = "organizations.amazonaws.com"
_ROLE = "OrganizationAccountAccessRole"
_ADMINISTRATOR = "arn:aws:iam::aws:policy/AdministratorAccess"


@on_organization("CreateAccount")
def create_account(call: Call, target: Target, request: Request) -> Request:
    """Make a member account, with the role by which the management account gets in; done when it answers."""
    role_name = request.get("RoleName", _ROLE)
    if role_name.startswith("AWSServiceRoleFor"):
        raise InvalidInputException(
            "You provided a role name that isn't valid. A role name can't begin with the reserved prefix "
            "AWSServiceRoleFor.",
            "INVALID_ROLE_NAME",
        )
    tags = tags_to_make(call, request)
    instance, organization = call.instance, target.organization
    request_id, now, email = new_request_id(), instance.clock(), request["Email"]
    with instance.database.transaction() as connection:
        count = select(func.count()).where(accounts.c.organization_id == organization.organization_id)
        if connection.execute(count).scalar_one() > ACCOUNTS:  # the management account is not counted
            raise ConstraintViolationException(
                "You have exceeded the allowed number of AWS Accounts.", "ACCOUNT_NUMBER_LIMIT_EXCEEDED"
            )
        taken = connection.execute(select(accounts.c.account).where(accounts.c.email_index == email)).first()
        account = None if taken else _unused(call)
        connection.execute(
            insert(requests).values(
                request_id=request_id,
                organization_id=organization.organization_id,
                name=request["AccountName"],
                account=account,
                failure="EMAIL_ALREADY_EXISTS" if taken else None,
                requested_at=now,
            )
        )
        if account is not None:
            _make_role(call, organization, account, role_name)  # before it joins: no policy of the root is in the way
            connection.execute(
                insert(accounts).values(
                    account=account,
                    organization_id=organization.organization_id,
                    parent_id=organization.root_id,
                    name=request["AccountName"],
                    email=email,
                    email_index=email,
                    joined_method="CREATED",
                    joined_at=now,
                )
            )
            put_tags(connection, account, tags)
            if organization.service_control:
                attach_full_access(connection, account)
    return {"CreateAccountStatus": _status(call, organization, request_id)}


@on_organization("DescribeCreateAccountStatus")
def describe_create_account_status(call: Call, target: Target, request: Request) -> Request:
    """How a request for an account ended."""
    return {"CreateAccountStatus": _status(call, target.organization, request["CreateAccountRequestId"])}


@on_organization("ListCreateAccountStatus")
def list_create_account_status(call: Call, target: Target, request: Request) -> Request:
    """Every request for an account, or those in some `States` alone."""
    mine = select(requests).where(requests.c.organization_id == target.organization.organization_id)
    with call.instance.database.read() as connection:
        found = [_shown(row) for row in connection.execute(mine)]
    wanted = request.get("States")
    kept = [status for status in found if not wanted or status["State"] in wanted]
    return page(request, "CreateAccountStatuses", kept, lambda status: status["Id"], lambda status: status)


def _unused(call: Call) -> str:
    known = select(accounts.c.account)
    with call.instance.database.read() as connection:
        taken = {call.instance.account, *connection.execute(known).scalars()}
    while True:
        account = new_account()
        if account not in taken:
            return account


def _make_role(call: Call, organization: Organization, account: str, name: str) -> None:
    own = Call(
        instance=call.instance,
        principal=Principal.root(account),
        request_id=new_call_id(),
        region=call.region,
        user_agent=_SERVICE,
        source_ip=_SERVICE,
        purpose=organization.arn_of("account", account),
    )
    trusted = {"AWS": account_root_arn(organization.management_account)}
    statement = {"Effect": "Allow", "Principal": trusted, "Action": "sts:AssumeRole"}
    trust = json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=2)
    create_role(own, {"RoleName": name, "AssumeRolePolicyDocument": trust})
    attach_role_policy(own, {"RoleName": name, "PolicyArn": _ADMINISTRATOR})


def _status(call: Call, organization: Organization, request_id: str) -> dict[str, Any]:
    query = select(requests).where(
        requests.c.request_id == request_id, requests.c.organization_id == organization.organization_id
    )
    with call.instance.database.read() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        raise CreateAccountStatusNotFoundException
    return _shown(row)


def _shown(row: Row[Any]) -> dict[str, Any]:
    status = {
        "Id": row.request_id,
        "AccountName": row.name,
        "State": "FAILED" if row.failure else "SUCCEEDED",
        "RequestedTimestamp": row.requested_at,
        "CompletedTimestamp": row.requested_at,
    }
    return status | ({"FailureReason": row.failure} if row.failure else {"AccountId": row.account})
