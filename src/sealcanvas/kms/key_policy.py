"""GetKeyPolicy, PutKeyPolicy and ListKeyPolicies: a key has one policy, named "default"."""

from typing import Any

from sqlalchemy import select

from sealcanvas.iam.pinned_principals import current_policy
from sealcanvas.kms.change_key import change_key
from sealcanvas.kms.errors import NotFoundException
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.paging import after, limit_of
from sealcanvas.kms.policy import read_policy, require_no_lockout
from sealcanvas.kms.tables import keys
from sealcanvas.service.call import Call

_NAME = "default"


def _put_conditions(call: Call, key: Key, request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:  # noqa: ARG001 - the seam's signature
    return {"kms:BypassPolicyLockoutSafetyCheck": "true" if request.get("BypassPolicyLockoutSafetyCheck") else "false"}


@key_operation("GetKeyPolicy", atomic=False)
def get_key_policy(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Return the policy's text as it was given; principals that are gone are shown by their unique ids."""
    _require_default(request)
    with call.instance.database.read() as connection:
        row = connection.execute(select(keys.c.policy, keys.c.policy_ids).where(keys.c.arn == key.arn)).one()
    return {"Policy": current_policy(call.instance, row.policy, row.policy_ids), "PolicyName": _NAME}


@key_operation("PutKeyPolicy", conditions=_put_conditions)
def put_key_policy(call: Call, key: Key, request: dict[str, Any]) -> None:
    """Replace the policy, unless the caller would lock himself out."""
    _require_default(request)
    document, ids = read_policy(call, request["Policy"])
    if not request.get("BypassPolicyLockoutSafetyCheck"):
        require_no_lockout(call, key, document)
    change_key(call, key, policy=document.text, policy_ids=ids)


@key_operation("ListKeyPolicies", atomic=False)
def list_key_policies(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:  # noqa: ARG001 - the seam's signature
    """Return the names of the key's policies: "default"."""
    limit_of(request, default=100, maximum=1000)
    first_page = after(request, "ListKeyPolicies") is None
    return {"PolicyNames": [_NAME] if first_page else [], "Truncated": False}


def _require_default(request: dict[str, Any]) -> None:
    if request.get("PolicyName", _NAME) != _NAME:
        raise NotFoundException("No such policy exists")
