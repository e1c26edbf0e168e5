"""Every volume file, with the key that seals it, each authenticated: for VerifyStore."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from sealcanvas.crypto.errors import CryptoError
from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.vault import KeyDestroyed, open_without_policy
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.encryption_context import encryption_context
from sealcanvas.volumes.file import verify_file
from sealcanvas.volumes.job_folder import job_volumes_folder
from sealcanvas.volumes.tables import volume_files, volumes


@dataclass(frozen=True, slots=True)
class VolumeFile:
    """One file of a volume on disk.

    Attributes:
        owner: the ARN of the domain or job.
        key_arn: the KMS key that seals it.
        problem: "" if every byte of it is authentic; else what is wrong, without any content.
    """

    path: Path
    volume_id: str
    owner: str
    key_arn: str
    problem: str


def walk(instance: Instance) -> Iterator[VolumeFile]:
    """Read and authenticate every volume file; files that vanish meanwhile (a job ended) are left out."""
    with instance.database.read() as connection:
        found = connection.execute(select(volumes)).all()
    for row in found:
        try:
            key: Secret | None = open_without_policy(instance, row.wrapped_key, encryption_context(row.volume_id))
            reason = ""
        except KeyDestroyed:
            key, reason = None, "its key material is destroyed: nothing opens it"
        except ServiceError:
            key, reason = None, "the wrapped key of its volume was changed"
        for path in _files(instance, row.volume_id):
            try:
                if key is not None:
                    with path.open("rb", buffering=0) as source:
                        verify_file(source, key, row.volume_id, path.name)
                    reason = ""
                elif not path.exists():
                    continue
            except FileNotFoundError:
                if _replaced(instance, row.volume_id, path):
                    continue
                reason = "the file is missing"
            except CryptoError as error:
                reason = str(error)
            yield VolumeFile(path, row.volume_id, row.owner, row.key_arn, reason)


def _files(instance: Instance, volume_id: str) -> list[Path]:
    if volume_id.startswith("vol-"):
        folder = job_volumes_folder(instance) / volume_id
        return [path for path in folder.glob("*") if not path.name.endswith(".incoming")]
    with instance.database.read() as connection:
        ids = connection.execute(select(volume_files.c.blob_id).where(volume_files.c.volume_id == volume_id)).scalars()
        return [instance.volumes.path(blob_id) for blob_id in ids]


def _replaced(instance: Instance, volume_id: str, path: Path) -> bool:
    return path not in _files(instance, volume_id)
