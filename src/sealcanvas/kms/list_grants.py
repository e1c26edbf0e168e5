"""ListGrants, and ListRetirableGrants across all keys."""

from typing import Any

from sqlalchemy import ColumnElement, select

from sealcanvas.access.principal import account_root_arn
from sealcanvas.iam import principals
from sealcanvas.kms.errors import InvalidArnException
from sealcanvas.kms.grant_request import for_aws_resource
from sealcanvas.kms.grants import StoredGrant, to_grant
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.paging import after, limit_of, page
from sealcanvas.kms.service import kms
from sealcanvas.kms.tables import grants
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ValidationException


@key_operation("ListGrants", conditions=for_aws_resource, atomic=False)
def list_grants(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Return the key's grants, oldest first, in every key state."""
    where = [grants.c.key_arn == key.arn]
    grantee = _one_of(request, "GranteePrincipal", "GranteeServicePrincipal", required=False)
    if grantee:
        where.append(grants.c.grantee_index == grantee)
    if request.get("GrantId"):
        where.append(grants.c.grant_id == request["GrantId"])
    return _page(call, request, "ListGrants", where)


@kms.operation("ListRetirableGrants", atomic=False)
def list_retirable_grants(call: Call, request: dict[str, Any]) -> dict[str, Any]:
    """Return the grants, on whosever keys, that a principal of the caller's account (or a service) may retire."""
    retiring = _one_of(request, "RetiringPrincipal", "RetiringServicePrincipal", required=True)
    if request.get("RetiringPrincipal") and not _is_ours(call, retiring):
        raise InvalidArnException(f"RetiringPrincipal is not valid: {retiring}")
    return _page(call, request, "ListRetirableGrants", [grants.c.retiring_index == retiring])


def _is_ours(call: Call, arn: str) -> bool:
    parts = arn.split(":", 5)
    return len(parts) == 6 and parts[4] == call.account and principals.exists(call.instance, arn)


def _one_of(request: dict[str, Any], principal: str, service: str, *, required: bool) -> str:
    given = [request[name] for name in (principal, service) if request.get(name)]
    if len(given) > 1 or (required and not given):
        raise ValidationException(f"Specify either {principal} or {service}.")
    return given[0] if given else ""


def _page(call: Call, request: dict[str, Any], operation: str, where: list[ColumnElement[bool]]) -> dict[str, Any]:
    limit = limit_of(request, default=50, maximum=100)
    last = after(request, operation, int)
    if last is not None:
        where.append(grants.c.sequence > last)
    statement = select(grants).where(*where).order_by(grants.c.sequence).limit(limit + 1)
    with call.instance.database.read() as connection:
        rows = connection.execute(statement).all()
    more = rows[limit - 1].sequence if len(rows) > limit else None
    return page("Grants", [_entry(call, to_grant(row)) for row in rows], limit, operation, more)


def _entry(call: Call, grant: StoredGrant) -> dict[str, Any]:
    # As AWS does, a principal that is gone is shown by its unique id.
    gone = {
        arn: unique_id
        for arn, unique_id in grant.principal_ids.items()
        if principals.arn_of(call.instance, unique_id) != arn
    }
    shown = {name: gone.get(value, value) if isinstance(value, str) else value for name, value in grant.details.items()}
    return {
        "KeyId": grant.key_arn,
        "GrantId": grant.grant_id,
        "CreationDate": grant.created_at,
        "IssuingAccount": account_root_arn(grant.issuing_account),
        **shown,
    }
