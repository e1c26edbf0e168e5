"""CreateGrant: lets a principal, or a service for one resource, use the key."""

from typing import Any

from sqlalchemy import func, insert, select

from sealcanvas.crypto.random import random_bytes
from sealcanvas.kms.errors import DryRunOperationException, LimitExceededException
from sealcanvas.kms.grant_request import check_grant, check_principals, grant_conditions, grant_details, principal_ids
from sealcanvas.kms.grant_tokens import check_tokens, new_token
from sealcanvas.kms.grants import MAXIMUM_GRANTS, find_grants, grantee_of, retiring_of
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.state import require_grantable
from sealcanvas.kms.tables import grants
from sealcanvas.service.call import Call


@key_operation("CreateGrant", conditions=grant_conditions)
def create_grant(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Add a grant; a retry by the same Name and parameters gets the same grant and a new token."""
    details = grant_details(request)
    check_grant(key, details)
    check_tokens(call.instance, request)
    check_principals(call.instance, details)
    require_grantable(key)
    if request.get("DryRun"):
        raise DryRunOperationException
    ids = principal_ids(call.instance, details)
    grant_id = _retried(call, key, details, ids) or _store(call, key, details, ids)
    return {"GrantId": grant_id, "GrantToken": new_token(call.instance, grant_id)}


def _retried(call: Call, key: Key, details: dict[str, Any], ids: dict[str, str]) -> str | None:
    if "Name" not in details:
        return None
    where = (
        grants.c.key_arn == key.arn,
        grants.c.name_index == details["Name"],
        grants.c.issuing_account == call.account,
    )
    found = find_grants(call.instance, *where)
    same = (grant.grant_id for grant in found if grant.details == details and grant.principal_ids == ids)
    return next(same, None)


def _store(call: Call, key: Key, details: dict[str, Any], ids: dict[str, str]) -> str:
    grant_id = random_bytes(32).hex()
    with call.instance.database.transaction() as connection:
        count = select(func.count()).select_from(grants).where(grants.c.key_arn == key.arn)
        if connection.execute(count).scalar_one() >= MAXIMUM_GRANTS:
            raise LimitExceededException(f"{key.arn} has {MAXIMUM_GRANTS} grants already.")
        connection.execute(
            insert(grants).values(
                grant_id=grant_id,
                key_arn=key.arn,
                grantee_index=grantee_of(details),
                retiring_index=retiring_of(details),
                name_index=details.get("Name"),
                issuing_account=call.account,
                created_at=call.instance.clock(),
                details=details,
                principal_ids=ids,
            )
        )
    return grant_id
