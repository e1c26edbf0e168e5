"""Finds the key that a request names: by key id, key ARN, alias name or alias ARN."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, bindparam, select

from sealcanvas.access.policy import PolicyDocument
from sealcanvas.iam.pinned_principals import current_policy, says_the_same
from sealcanvas.kms.errors import AccessDeniedException, InvalidArnException, NotFoundException
from sealcanvas.kms.grants import unique_id
from sealcanvas.kms.key import Key, MissingKey, key_arn, key_policy
from sealcanvas.kms.key_stores.keys_within import ORIGINS, place_of
from sealcanvas.kms.key_stores.place import Place
from sealcanvas.kms.key_stores.tables import key_stores, stored_keys
from sealcanvas.kms.service import kms
from sealcanvas.kms.tables import aliases, keys
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.storage.remembered import remembered

KEY_ARN = re.compile(r"arn:aws[a-z-]*:kms:([a-z0-9-]+):([0-9]{12}):(key|alias)/(.+)")
_KEY_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|mrk-[0-9a-f]{32}")

# Built once: putting a statement together costs as much as running it.
_BY_ARN = select(keys).where(keys.c.arn == bindparam("arn"))
_ALIASED = select(aliases.c.key_arn).where(
    aliases.c.account == bindparam("account"),
    aliases.c.region == bindparam("region"),
    aliases.c.name_index == bindparam("name"),
)


def find_key(call: Call, key_id: str, action: str = "kms:DescribeKey") -> Key:
    """The key that `key_id` names, as it stands now; nothing is authorized yet.

    Args:
        key_id: a key id or alias name of the caller's account and region, or a key or alias ARN of any account.
        action: what the caller is about to ask; a missing key of another account is refused in its name.

    Raises:
        NotFoundException: the caller's own account has no such key or alias, or the ARN is of another region.
        InvalidArnException: an ARN, but not of a key or an alias.
        AccessDeniedException: no such key in another account: whether one exists is not told.
    """
    if key_id.startswith("arn:"):
        return _by_arn(call, key_id, action)
    if key_id.startswith("alias/"):
        return _by_alias(call, call.region, call.account, key_id, action)
    if not _KEY_ID.fullmatch(key_id):
        raise NotFoundException(f"Invalid keyId '{key_id}'")
    arn = key_arn(call.region, call.account, key_id)
    return key_of_arn(call, arn) or _missing(call, arn, f"Key '{arn}' does not exist", action)


def key_of_arn(call: Call, arn: str) -> Key | None:
    """The key with that ARN, or None, with its policy as it is for the caller.

    A caller who was made anew under an ARN that the policy names is not the principal that it names; one that has
    another name since then is.
    """
    found = _stored(call.instance, arn)
    if found is None:
        return None
    key, ids = found
    principal = call.principal
    if key.policy is None or says_the_same(ids, principal.stable_arn, unique_id(principal)):
        return key
    text = current_policy(call.instance, key.policy.document.text, ids)
    return replace(key, policy=key_policy(arn, PolicyDocument.parse(text, "key")))


@remembered(keys, stored_keys, key_stores)
def _stored(instance: Instance, arn: str) -> tuple[Key, Mapping[str, str]] | None:
    """The key with that ARN, its policy as it was put, and the unique ids of whom the policy names."""
    with instance.database.read() as connection:
        row = connection.execute(_BY_ARN, {"arn": arn}).one_or_none()
    if row is None:
        return None
    place = place_of(instance, arn) if row.origin in ORIGINS else None
    return _key(row, place), row.policy_ids


@remembered(aliases)
def _aliased(instance: Instance, account: str, region: str, name: str) -> str | None:
    """The ARN of the key behind an alias."""
    with instance.database.read() as connection:
        arn: str | None = connection.execute(_ALIASED, {"account": account, "region": region, "name": name}).scalar()
    return arn


def _key(row: Row[Any], place: Place | None) -> Key:
    # A key stays PendingDeletion even if it becomes unavailable (Developer Guide, "Key states of AWS KMS keys").
    unavailable = place is not None and not place.connected and row.state != "PendingDeletion"
    return Key(
        arn=row.arn,
        key_id=row.key_id,
        account=row.account,
        region=row.region,
        state="Unavailable" if unavailable else row.state,
        manager=row.manager,
        description=row.description,
        created_at=row.created_at,
        policy=key_policy(row.arn, PolicyDocument.parse(row.policy, "key")),
        tags=row.tags,
        deletion_at=row.deletion_at,
        waiting_days=row.waiting_days,
        spec=row.spec,
        usage=row.usage,
        origin=row.origin,
        multi_region=row.multi_region,
        material_version=row.material_version,
        place=place,
    )


def _by_arn(call: Call, arn: str, action: str) -> Key:
    match = KEY_ARN.fullmatch(arn)
    if match is None:
        raise InvalidArnException(f"Invalid arn {arn}")
    region, account, kind, name = match.groups()
    if region != call.region:
        raise NotFoundException(f"Invalid arn {region}")
    if kind == "alias":
        return _by_alias(call, region, account, f"alias/{name}", action)
    return key_of_arn(call, arn) or _missing(call, arn, f"Key '{arn}' does not exist", action)


def _by_alias(call: Call, region: str, account: str, name: str, action: str) -> Key:
    behind = _aliased(call.instance, account, region, name)
    key = key_of_arn(call, behind) if behind else None
    if key is not None:
        return replace(key, request_alias=name)
    arn = f"arn:aws:kms:{region}:{account}:{name}"
    return _missing(call, arn, f"Alias {arn} is not found.", action)


def _missing(call: Call, arn: str, message: str, action: str) -> Key:
    account = arn.split(":", 5)[4]
    if call.principal.kind == "service" or call.principal.account == account:
        raise NotFoundException(message)
    for event in call.journal.events[-1:]:
        event.resources.append(arn)  # as of one that is there, which the caller's own audit trail must not tell
    raise AccessDeniedException(kms.decide(call, action, MissingKey(arn, account)))
