"""Job volumes as the server knows them: a folder to write into, and the wrapped key; gone when the job has ended."""

import secrets
import shutil
from pathlib import Path

from sqlalchemy import delete, insert, select

from sealcanvas.service.instance import Instance
from sealcanvas.volumes.tables import attachments, volumes


def job_volumes_folder(instance: Instance) -> Path:
    """Where job volumes lie, beside the blobs of domain volumes."""
    return instance.volumes.folder / "jobs"


def make_job_folder(instance: Instance) -> tuple[str, Path]:
    """A fresh volume id ("vol-" and 17 hexadecimal digits) and its empty folder."""
    volume_id = f"vol-{secrets.token_hex(9)[:17]}"
    folder = job_volumes_folder(instance) / volume_id
    folder.mkdir(mode=0o700, parents=True)
    return volume_id, folder


def keep_job_key(instance: Instance, volume_id: str, owner: str, key_arn: str, wrapped_key: bytes) -> None:
    """Remember the wrapped key that the worker got from KMS; its first file waits for this."""
    with instance.database.transaction() as connection:
        connection.execute(
            insert(volumes).values(
                volume_id=volume_id,
                owner=owner,
                owner_index=owner,
                key_arn=key_arn,
                wrapped_key=wrapped_key,
                created_at=instance.clock(),
            )
        )


def remove_job_volume(instance: Instance, volume_id: str) -> None:
    """Shred a job volume: its wrapped key goes first, then the files, which nothing opens any more."""
    with instance.database.transaction() as connection:
        connection.execute(delete(volumes).where(volumes.c.volume_id == volume_id))
    shutil.rmtree(job_volumes_folder(instance) / volume_id, ignore_errors=True)


def remove_job_volumes(instance: Instance) -> int:
    """Shred every job volume, for the start of the server: no job outlives it; how many there were."""
    folder = job_volumes_folder(instance)
    left = {path.name for path in folder.glob("vol-*")} if folder.is_dir() else set()
    attached = select(attachments.c.volume_id)  # an app's and a space's stay
    of_jobs = select(volumes.c.volume_id).where(volumes.c.volume_id.like("vol-%"), volumes.c.volume_id.not_in(attached))
    with instance.database.read() as connection:
        left.update(connection.execute(of_jobs).scalars())
    for volume_id in left:
        remove_job_volume(instance, volume_id)
    return len(left)
