"""Finds the key that a request names: by key id, key ARN, alias name or alias ARN."""

import re
from typing import Any

from sqlalchemy import Row, Select, bindparam, select

from sealcanvas.access.policy import PolicyDocument
from sealcanvas.iam.pinned_principals import current_policy
from sealcanvas.kms.errors import AccessDeniedException, InvalidArnException, NotFoundException
from sealcanvas.kms.grants import unique_id
from sealcanvas.kms.key import Key, MissingKey, key_arn, key_policy
from sealcanvas.kms.key_stores.keys_within import ORIGINS, place_of
from sealcanvas.kms.service import kms
from sealcanvas.kms.tables import aliases, keys
from sealcanvas.service.call import Call

KEY_ARN = re.compile(r"arn:aws[a-z-]*:kms:([a-z0-9-]+):([0-9]{12}):(key|alias)/(.+)")
_KEY_ID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}|mrk-[0-9a-f]{32}")

# Built once: putting a statement together costs as much as running it.
_BY_ARN = select(keys).where(keys.c.arn == bindparam("arn"))
_BY_ALIAS = (
    select(keys)
    .join(aliases, aliases.c.key_arn == keys.c.arn)
    .where(
        aliases.c.account == bindparam("account"),
        aliases.c.region == bindparam("region"),
        aliases.c.name_index == bindparam("name"),
    )
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
    """The key with that ARN, or None."""
    return _first(call, _BY_ARN, {"arn": arn})


def to_key(call: Call, row: Row[Any], request_alias: str = "") -> Key:
    """The key that a row of `kms_keys` holds, with its policy as it is for the caller.

    A caller who was made anew under an ARN that the policy names is not the principal that it names.
    """
    text, principal = row.policy, call.principal
    if row.policy_ids.get(principal.stable_arn, unique_id(principal)) != unique_id(principal):
        text = current_policy(call.instance, text, row.policy_ids)
    place = place_of(call.instance, row.arn) if row.origin in ORIGINS else None
    # "It remains PendingDeletion even if the KMS key becomes unavailable" (Developer Guide, key states).
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
        policy=key_policy(row.arn, PolicyDocument.parse(text, "key")),
        tags=row.tags,
        deletion_at=row.deletion_at,
        waiting_days=row.waiting_days,
        spec=row.spec,
        usage=row.usage,
        origin=row.origin,
        multi_region=row.multi_region,
        material_version=row.material_version,
        request_alias=request_alias,
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
    named = {"account": account, "region": region, "name": name}
    arn = f"arn:aws:kms:{region}:{account}:{name}"
    return _first(call, _BY_ALIAS, named, name) or _missing(call, arn, f"Alias {arn} is not found.", action)


def _first(call: Call, statement: Select[Any], values: dict[str, str], request_alias: str = "") -> Key | None:
    with call.instance.database.read() as connection:
        row = connection.execute(statement, values).one_or_none()
    return None if row is None else to_key(call, row, request_alias)


def _missing(call: Call, arn: str, message: str, action: str) -> Key:
    account = arn.split(":", 5)[4]
    if call.principal.kind == "service" or call.principal.account == account:
        raise NotFoundException(message)
    for event in call.journal.events[-1:]:
        event.resources.append(arn)  # as of one that is there, which the caller's own audit trail must not tell
    raise AccessDeniedException(kms.decide(call, action, MissingKey(arn, account)))
