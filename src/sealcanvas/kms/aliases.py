"""CreateAlias, UpdateAlias, DeleteAlias and ListAliases.

Changing an alias takes permission on the alias (by identity policies) and on each key that it leaves or joins.
"""

from typing import Any

from sqlalchemy import delete, func, insert, select, update

from sealcanvas.kms.alias import Alias, alias_arn, alias_named, aliases_of_account, aliases_of_key
from sealcanvas.kms.errors import (
    AccessDeniedException,
    AlreadyExistsException,
    InvalidAliasNameException,
    LimitExceededException,
    NotAuthorizedException,
    NotFoundException,
)
from sealcanvas.kms.find import find_key, key_of_arn
from sealcanvas.kms.key import Key, MissingKey
from sealcanvas.kms.key_operation import is_alias
from sealcanvas.kms.paging import after, limit_of, page
from sealcanvas.kms.service import kms
from sealcanvas.kms.state import require_kept
from sealcanvas.kms.tables import aliases
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ValidationException
from sealcanvas.service.resource import PlainResource

MAXIMUM_ALIASES = 50
_GUIDE = "https://docs.aws.amazon.com/kms/latest/developerguide/kms-alias.html"


def _alias(call: Call, request: dict[str, Any]) -> PlainResource:
    name: str = request["AliasName"]
    if not name.startswith("alias/") or name == "alias/":
        raise ValidationException(f'Alias must start with the prefix "alias/". Please see {_GUIDE}')
    return PlainResource(alias_arn(call.region, call.account, name), call.account)


@kms.operation("CreateAlias", resource=_alias)
def create_alias(call: Call, alias: PlainResource, request: dict[str, Any]) -> None:
    """Give a key of the caller's account and region a name."""
    name = _own_name(request)
    key = _target(call, request, "kms:CreateAlias")
    require_kept(key)
    if alias_named(call.instance, call.region, call.account, name):
        raise AlreadyExistsException(f"An alias with the name {alias.arn} already exists")
    _require_room(call, key)
    now = call.instance.clock()
    with call.instance.database.transaction() as connection:
        connection.execute(
            insert(aliases).values(
                account=call.account,
                region=call.region,
                name_index=name,
                name=name,
                key_arn=key.arn,
                created_at=now,
                updated_at=now,
            )
        )


@kms.operation("UpdateAlias", resource=_alias)
def update_alias(call: Call, alias: PlainResource, request: dict[str, Any]) -> None:
    """Let an alias name another key."""
    name = _own_name(request)
    found = _existing(call, name)
    old = key_of_arn(call, found.key_arn)
    if old is not None:
        kms.check(call, "kms:UpdateAlias", old)
    key = _target(call, request, "kms:UpdateAlias")
    require_kept(key)
    if old is not None and (old.usage, old.key_spec.pair) != (key.usage, key.key_spec.pair):
        # API reference, UpdateAlias: both symmetric, or both asymmetric, or both HMAC; and of one usage.
        raise ValidationException(f"{alias.arn} can only be moved to a key of the same key usage and kind.")
    if key.arn != found.key_arn:
        _require_room(call, key)
    with call.instance.database.transaction() as connection:
        connection.execute(
            update(aliases).where(*_where(found)).values(key_arn=key.arn, updated_at=call.instance.clock())
        )


@kms.operation("DeleteAlias", resource=_alias)
def delete_alias(call: Call, alias: PlainResource, request: dict[str, Any]) -> None:  # noqa: ARG001 - the seam's signature
    """Take a name away, in every state of its key; the key stays."""
    found = _existing(call, _own_name(request))
    key = key_of_arn(call, found.key_arn)
    if key is not None:
        kms.check(call, "kms:DeleteAlias", key)
    with call.instance.database.transaction() as connection:
        connection.execute(delete(aliases).where(*_where(found)))


@kms.operation("ListAliases", atomic=False)
def list_aliases(call: Call, request: dict[str, Any]) -> dict[str, Any]:
    """Return the aliases of the caller's account and region, or of one of its keys, by name."""
    limit = limit_of(request, default=50, maximum=100)
    last = after(request, "ListAliases") or ""
    instance = call.instance
    if request.get("KeyId"):
        key = find_key(call, request["KeyId"], "kms:ListAliases")
        if key.account != call.account:
            # As if it were not there: aliases are shown to their own account alone.
            missing = MissingKey(key.arn, key.account)
            raise AccessDeniedException(kms.decide(call, "kms:ListAliases", missing))
        found = aliases_of_key(instance, key.arn)
    else:
        found = aliases_of_account(instance, call.region, call.account)
    found = [alias for alias in found if alias.name > last]
    entries = [
        {
            "AliasName": alias.name,
            "AliasArn": alias.arn,
            "TargetKeyId": alias.key_arn.rpartition("/")[2],
            "CreationDate": alias.created_at,
            "LastUpdatedDate": alias.updated_at,
        }
        for alias in found
    ]
    return page("Aliases", entries, limit, "ListAliases", found[limit - 1].name if len(found) > limit else None)


def _own_name(request: dict[str, Any]) -> str:
    name: str = request["AliasName"]
    if name.startswith("alias/aws/"):
        raise NotAuthorizedException
    if ":" in name:
        raise InvalidAliasNameException(f"{name} contains invalid characters for an alias")
    return name


def _target(call: Call, request: dict[str, Any], action: str) -> Key:
    key_id: str = request["TargetKeyId"]
    if is_alias(key_id):
        raise ValidationException("Aliases must refer to keys. Not aliases")
    key = find_key(call, key_id, action)
    call.journal.events[-1].resources.append(key.arn)
    kms.check(call, action, key)
    return key


def _existing(call: Call, name: str) -> Alias:
    found = alias_named(call.instance, call.region, call.account, name)
    if found is None:
        raise NotFoundException(f"Alias {alias_arn(call.region, call.account, name)} is not found.")
    return found


def _require_room(call: Call, key: Key) -> None:
    with call.instance.database.read() as connection:
        count = select(func.count()).select_from(aliases).where(aliases.c.key_arn == key.arn)
        if connection.execute(count).scalar_one() >= MAXIMUM_ALIASES:
            raise LimitExceededException(f"{key.arn} has {MAXIMUM_ALIASES} aliases already.")


def _where(alias: Alias) -> tuple[Any, ...]:
    return aliases.c.account == alias.account, aliases.c.region == alias.region, aliases.c.name_index == alias.name
