"""A domain's volume: EFS-like files that the service principal opens under the domain's grant."""

import secrets
from typing import Any

from sqlalchemy import Row, delete, insert, select

from sealcanvas.service.instance import Instance
from sealcanvas.volumes.former_keys import WrappedKey
from sealcanvas.volumes.keys import VolumeKey, new_wrapped_key
from sealcanvas.volumes.references import blobs_of, let_go
from sealcanvas.volumes.tables import volume_files, volumes
from sealcanvas.volumes.volume import Volume


def create_domain_volume(instance: Instance, domain_arn: str, key_arn: str) -> Volume:
    """Make the domain's volume: GenerateDataKeyWithoutPlaintext, once, as the service principal.

    Args:
        key_arn: the domain's KMS key, under which the service has the domain's grant.

    Raises:
        ServiceError: KMS's refusal; nothing was made.
        ValueError: the domain has a volume.
    """
    volume_id = f"fs-{secrets.token_hex(9)[:17]}"
    if _find(instance, domain_arn) is not None:
        raise ValueError("the domain has a volume")
    key = new_wrapped_key(instance, key_arn, domain_arn, volume_id)
    with instance.database.transaction() as connection:
        connection.execute(
            insert(volumes).values(
                volume_id=volume_id,
                owner=domain_arn,
                owner_index=domain_arn,
                key_arn=key.key_arn,
                wrapped_key=key.wrapped,
                created_at=instance.clock(),
            )
        )
    return Volume(instance, volume_id, VolumeKey(instance, domain_arn, volume_id, key))


def open_domain_volume(instance: Instance, domain_arn: str) -> Volume:
    """Open the domain's volume: Decrypt as the service principal, every time.

    Raises:
        ServiceError: KMS's refusal.
        KeyError: the domain has no volume.
    """
    row = _find(instance, domain_arn)
    if row is None:
        raise KeyError(domain_arn)
    key = VolumeKey(instance, domain_arn, row.volume_id, WrappedKey(row.key_arn, row.wrapped_key))
    key.renew()
    return Volume(instance, row.volume_id, key)


def delete_domain_volume(instance: Instance, domain_arn: str) -> None:
    """Drop the wrapped key, without which no file opens, and the files; harmless if there is none."""
    with instance.database.transaction() as connection:
        row = _find(instance, domain_arn)
        if row is None:
            return
        blobs = blobs_of(connection, row.volume_id)
        connection.execute(delete(volume_files).where(volume_files.c.volume_id == row.volume_id))
        connection.execute(delete(volumes).where(volumes.c.volume_id == row.volume_id))
        let_go(connection, blobs)


def _find(instance: Instance, domain_arn: str) -> Row[Any] | None:
    with instance.database.read() as connection:
        return connection.execute(select(volumes).where(volumes.c.owner_index == domain_arn)).one_or_none()
