"""RevokeGrant, which a policy allows, and RetireGrant, which the grant itself allows."""

from dataclasses import replace
from typing import Any

from sqlalchemy import delete

from sealcanvas.access.decision import Decision
from sealcanvas.access.layer_result import Cause, LayerResult
from sealcanvas.access.principal import Principal, account_root_arn
from sealcanvas.kms.authorizer import decide_kms
from sealcanvas.kms.errors import (
    AccessDeniedException,
    DryRunOperationException,
    InvalidArnException,
    InvalidGrantIdException,
    NotFoundException,
)
from sealcanvas.kms.find import find_key, key_of_arn
from sealcanvas.kms.grant_request import for_aws_resource
from sealcanvas.kms.grant_tokens import grant_id_of
from sealcanvas.kms.grants import StoredGrant, grant_with_id, own_names
from sealcanvas.kms.key import Key, MissingKey
from sealcanvas.kms.key_operation import is_alias, key_operation
from sealcanvas.kms.service import kms
from sealcanvas.kms.tables import grants
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ValidationException

_ACTION = "kms:RetireGrant"


@key_operation("RevokeGrant", conditions=for_aws_resource)
def revoke_grant(call: Call, key: Key, request: dict[str, Any]) -> None:
    """Take a grant away, in every key state."""
    grant = _on_key(call, key, request["GrantId"])
    if request.get("DryRun"):
        raise DryRunOperationException
    _end(call, grant)


def _key(call: Call, request: dict[str, Any]) -> Key:
    token, key_id, grant_id = (request.get(name) for name in ("GrantToken", "KeyId", "GrantId"))
    if token is not None and key_id is None and grant_id is None:
        grant = grant_with_id(call.instance, grant_id_of(call.instance, token))
        key = None if grant is None else key_of_arn(call, grant.key_arn)
        if key is None:
            raise NotFoundException("The grant of this grant token does not exist.")
        return key
    if token is not None or key_id is None or grant_id is None:
        raise ValidationException("Specify either a GrantToken, or a KeyId and a GrantId.")
    if is_alias(key_id):
        raise InvalidArnException("Key Aliases are not supported for this operation.")
    return find_key(call, key_id, _ACTION)


@kms.operation("RetireGrant", action=None, resource=_key)
def retire_grant(call: Call, key: Key, request: dict[str, Any]) -> None:
    """Give a grant up: by its retiring principal, its grantee if it says so, or the account that made it."""
    grant_id = request.get("GrantId") or grant_id_of(call.instance, request["GrantToken"])
    grant = grant_with_id(call.instance, grant_id)
    on_key = grant is not None and grant.key_arn == key.arn
    decision = _decide(call, key, grant if on_key else None)
    call.journal.decisions.append(decision)
    if not decision.allowed:
        raise AccessDeniedException(decision)
    grant = _on_key(call, key, grant_id)
    if request.get("DryRun"):
        raise DryRunOperationException
    _end(call, grant)


def _decide(call: Call, key: Key, grant: StoredGrant | None) -> Decision:
    """Policies alone never allow it, and their Deny holds (Developer Guide, "Retiring and revoking grants")."""
    by_policy = decide_kms(call, _ACTION, key, {})
    if by_policy.outcome == "explicit-deny":
        return by_policy
    if any(layer.layer == "service-control" and layer.outcome == "no-match" for layer in by_policy.layers):
        return replace(by_policy, reason="service-control")
    if grant is None:
        # Whoever may retire nothing here learns not even whether the grant exists, unless the key is his account's.
        known = call.principal.kind == "service" or call.principal.account == key.account
        return _allowed(by_policy, LayerResult("grant", "allow", "grant-missing")) if known else _refused(call, key)
    cause = _cause(call.principal, grant, by_policy)
    if cause is None:
        return _refused(call, key)
    holder = call.principal.stable_arn
    return _allowed(by_policy, LayerResult("grant", "allow", cause, grant=grant.grant_id, holder=holder))


def _cause(principal: Principal, grant: StoredGrant, by_policy: Decision) -> Cause | None:
    """Why the principal may retire the grant, or None."""
    own = own_names(principal)
    if grant.retiring in own and grant.still_means(grant.retiring, principal):
        return "grant-retiring"
    grantee = grant.grantee in own and grant.still_means(grant.grantee, principal)
    if grantee and "RetireGrant" in grant.details["Operations"]:
        return "grant-grantee"
    if principal.kind == "root" and principal.account == grant.issuing_account:
        return "grant-issuer"
    if grant.retiring == account_root_arn(principal.account) and by_policy.allowed:
        return "grant-retiring"
    return None


def _allowed(decision: Decision, by_grant: LayerResult) -> Decision:
    def tell(misses: bool) -> tuple[LayerResult, ...]:
        return (*(layer for layer in decision.tell(misses) if layer.layer != "grant"), by_grant)

    return replace(decision, allowed=True, outcome="allowed", reason="allowed", deciding=None, tell=tell)


def _refused(call: Call, key: Key) -> Decision:
    return decide_kms(call, _ACTION, MissingKey(key.arn, key.account), {})


def _on_key(call: Call, key: Key, grant_id: str) -> StoredGrant:
    if len(grant_id) != 64 or not all(digit in "0123456789abcdef" for digit in grant_id):
        raise InvalidGrantIdException(f"Invalid grant ID {grant_id}")
    grant = grant_with_id(call.instance, grant_id)
    if grant is None or grant.key_arn != key.arn:
        raise NotFoundException(f"Grant ID {grant_id} not found")
    return grant


def _end(call: Call, grant: StoredGrant) -> None:
    with call.instance.database.transaction() as connection:
        connection.execute(delete(grants).where(grants.c.grant_id == grant.grant_id))
