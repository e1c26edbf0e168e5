"""Writes a new key with its first key material."""

import uuid
from collections.abc import Mapping

from sqlalchemy import Connection, insert

from sealcanvas.access.policy import PolicyDocument
from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.imported.identity import new_identity
from sealcanvas.kms.key import Key, KeyManager, key_arn, key_policy
from sealcanvas.kms.key_specs import SYMMETRIC
from sealcanvas.kms.material import generate_material, store_material
from sealcanvas.kms.regions.related import add_related
from sealcanvas.kms.rotation_schedule import DEFAULT_DAYS, begin_schedule
from sealcanvas.kms.tables import keys
from sealcanvas.service.call import Call


def new_key(
    call: Call,
    document: PolicyDocument,
    *,
    manager: KeyManager = "CUSTOMER",
    description: str = "",
    tags: Mapping[str, str] | None = None,
    spec: str = SYMMETRIC,
    usage: str = "ENCRYPT_DECRYPT",
    origin: str = "AWS_KMS",
    multi_region: bool = False,
) -> Key:
    """A key of the caller's account and region, not stored yet."""
    key_id = f"mrk-{uuid.uuid4().hex}" if multi_region else str(uuid.uuid4())
    arn = key_arn(call.region, call.account, key_id)
    return Key(
        arn=arn,
        key_id=key_id,
        account=call.account,
        region=call.region,
        state="PendingImport" if origin == "EXTERNAL" else "Enabled",
        manager=manager,
        description=description,
        created_at=call.instance.clock(),
        policy=key_policy(arn, document),
        tags=tags or {},
        spec=spec,
        usage=usage,
        origin=origin,
        multi_region=multi_region,
    )


def store_key(call: Call, key: Key, policy_ids: Mapping[str, str], secret: Secret | None = None) -> None:
    """Store a new key with its key material, unless its owner imports it; an AWS managed key rotates every year.

    Args:
        secret: the key material; None to make it now, unless it is imported.
        policy_ids: those of its policy's users and roles.
    """
    if secret is None and not key.imported:
        secret = generate_material(key.spec)
    with call.instance.database.transaction() as connection:
        store_row(connection, key, policy_ids)
        if secret is None:
            new_identity(connection, key.arn)
        else:
            store_material(call.instance, connection, key.arn, key.material_version, secret)
        if key.multi_region:
            add_related(connection, key, "PRIMARY")
        if key.manager == "AWS":
            begin_schedule(connection, key.arn, DEFAULT_DAYS, key.created_at)


def store_row(connection: Connection, key: Key, policy_ids: Mapping[str, str]) -> None:
    """Store a new key's row, and nothing that belongs to it."""
    connection.execute(
        insert(keys).values(
            arn=key.arn,
            key_id=key.key_id,
            account=key.account,
            region=key.region,
            state=key.state,
            manager=key.manager,
            spec=key.spec,
            usage=key.usage,
            origin=key.origin,
            multi_region=key.multi_region,
            material_version=key.material_version,
            created_at=key.created_at,
            description=key.description,
            policy=key.policy.document.text if key.policy else "",
            policy_ids=dict(policy_ids),
            tags=dict(key.tags),
        )
    )
