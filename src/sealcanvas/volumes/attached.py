"""Volumes beside the domain's own: each user profile's home (EFS-like), each app's and space's volume (EBS-like).

Every one has a data key of its own, which the service principal opens under the domain's grant, as it opens the
domain's volume. An app's or space's volume is detached when its app is deleted: a snapshot is what stays of it, and it
comes back with the next app.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Row, delete, insert, select, update

from sealcanvas.service.instance import Instance
from sealcanvas.volumes.former_keys import WrappedKey
from sealcanvas.volumes.keys import VolumeKey, new_wrapped_key
from sealcanvas.volumes.references import let_go
from sealcanvas.volumes.snapshots import newest_snapshot, remove_snapshots, restore_snapshot, take_snapshot
from sealcanvas.volumes.tables import attachments, volume_files, volumes
from sealcanvas.volumes.volume import Volume, used_bytes

AttachedKind = Literal["home", "app", "space"]
State = Literal["Attached", "Detached", "Retained"]


@dataclass(frozen=True, slots=True)
class AttachedVolume:
    """One volume of a domain, as it is recorded.

    Attributes:
        owner: the ARN of the user profile, app or space.
        domain: the domain's ARN.
        quota: bytes.
        state: Detached while its app is deleted; Retained once its user profile is, and nobody opens it any more.
    """

    volume_id: str
    kind: AttachedKind
    owner: str
    domain: str
    key_arn: str
    quota: int
    state: State
    created_at: datetime
    used: int


def open_attached(
    instance: Instance, kind: AttachedKind, owner: str, domain_arn: str, key_arn: str, quota: int
) -> Volume:
    """Open a volume, made at its first need, and brought back from its snapshot if it was detached.

    Args:
        key_arn: the domain's KMS key, for a volume that is not there yet.
        quota: its size in bytes from now on.

    Raises:
        ServiceError: KMS's refusal; nothing was made or brought back.
    """
    # KMS is asked outside of the unit of work: its audit record stays where it refuses.
    row = _find(instance, owner)
    if row is None:
        volume_id = f"{'fs' if kind == 'home' else 'vol'}-{secrets.token_hex(9)[:17]}"
        wrapped = new_wrapped_key(instance, key_arn, domain_arn, volume_id)
    else:
        volume_id, wrapped = row.volume_id, WrappedKey(row.key_arn, row.wrapped_key)
    key = VolumeKey(instance, domain_arn, volume_id, wrapped)
    key.renew()
    with instance.database.transaction():
        if row is None:
            _insert(instance, volume_id, kind, owner, domain_arn, wrapped)
        elif row.state == "Detached":
            snapshot = newest_snapshot(instance, volume_id)
            if snapshot is not None:
                restore_snapshot(instance, snapshot)
        _set(instance, volume_id, state="Attached", quota=quota)
    return Volume(instance, volume_id, key, quota)


def find_attached(instance: Instance, owner: str) -> AttachedVolume | None:
    """The volume of a user profile, app or space, or None."""
    row = _find(instance, owner)
    return None if row is None else _attached(instance, row)


def attached_of_domain(instance: Instance, domain_arn: str) -> list[AttachedVolume]:
    """Every volume of a domain but its own, retained ones too, oldest first."""
    statement = (
        select(volumes, attachments)
        .join(attachments, attachments.c.volume_id == volumes.c.volume_id)
        .where(attachments.c.domain_index == domain_arn)
        .order_by(volumes.c.created_at, volumes.c.volume_id)
    )
    with instance.database.read() as connection:
        return [_attached(instance, row) for row in connection.execute(statement).all()]


def detach(instance: Instance, owner: str) -> None:
    """Keep a snapshot of a volume and take its files away; harmless if it is not attached."""
    with instance.database.transaction() as connection:
        row = _find(instance, owner)
        if row is None or row.state != "Attached":
            return
        take_snapshot(instance, row.volume_id)
        # No blob goes: the snapshot names each of them.
        connection.execute(delete(volume_files).where(volume_files.c.volume_id == row.volume_id))
        _set(instance, row.volume_id, state="Detached")


def retain(instance: Instance, owner: str) -> None:
    """Keep a home whose user profile is deleted: sealed, counted, and opened by nobody; its name is free."""
    row = _find(instance, owner)
    if row is not None:
        _set(instance, row.volume_id, state="Retained")


def delete_attached(instance: Instance, owner: str) -> None:
    """Drop a volume's wrapped key, without which no file opens, its files and snapshots; harmless if there is none."""
    row = _find(instance, owner)
    if row is not None:
        _delete(instance, row.volume_id)


def delete_attached_of_domain(instance: Instance, domain_arn: str) -> None:
    """`delete_attached` for all volumes of a domain but its own, retained homes too."""
    for each in attached_of_domain(instance, domain_arn):
        _delete(instance, each.volume_id)


def _insert(
    instance: Instance,
    volume_id: str,
    kind: AttachedKind,
    owner: str,
    domain_arn: str,
    wrapped: WrappedKey,
) -> None:
    made: dict[str, Any] = {
        "volume_id": volume_id,
        "owner": owner,
        "owner_index": owner,
        "key_arn": wrapped.key_arn,
        "wrapped_key": wrapped.wrapped,
        "created_at": instance.clock(),
    }
    place: dict[str, Any] = {"kind": kind, "domain": domain_arn, "domain_index": domain_arn}
    with instance.database.transaction() as connection:
        connection.execute(insert(volumes).values(**made))
        connection.execute(insert(attachments).values(volume_id=volume_id, quota=0, state="Attached", **place))


def _delete(instance: Instance, volume_id: str) -> None:
    with instance.database.transaction() as connection:
        of_volume = volume_files.c.volume_id == volume_id
        blobs = list(connection.execute(select(volume_files.c.blob_id).where(of_volume)).scalars())
        connection.execute(delete(volume_files).where(of_volume))
        let_go(connection, blobs)
        remove_snapshots(instance, volume_id)
        connection.execute(delete(attachments).where(attachments.c.volume_id == volume_id))
        connection.execute(delete(volumes).where(volumes.c.volume_id == volume_id))


def _find(instance: Instance, owner: str) -> Any:
    statement = (
        select(volumes, attachments.c.kind, attachments.c.domain, attachments.c.quota, attachments.c.state)
        .join(attachments, attachments.c.volume_id == volumes.c.volume_id)
        .where(volumes.c.owner_index == owner, attachments.c.state != "Retained")
    )
    with instance.database.read() as connection:
        return connection.execute(statement).one_or_none()


def _set(instance: Instance, volume_id: str, **values: Any) -> None:
    with instance.database.transaction() as connection:
        connection.execute(update(attachments).where(attachments.c.volume_id == volume_id).values(**values))


def _attached(instance: Instance, row: Row[Any]) -> AttachedVolume:
    return AttachedVolume(
        volume_id=row.volume_id,
        kind=row.kind,
        owner=row.owner,
        domain=row.domain,
        key_arn=row.key_arn,
        quota=row.quota,
        state=row.state,
        created_at=row.created_at,
        used=used_bytes(instance, row.volume_id),
    )
