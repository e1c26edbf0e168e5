"""Every volume file, with the key that seals it, each authenticated: for VerifyStore."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from sealcanvas.crypto.errors import CryptoError
from sealcanvas.crypto.secret import Secret
from sealcanvas.kms.vault import KeyDestroyed, KeyOutOfReach, open_without_policy
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.encryption_context import encryption_context
from sealcanvas.volumes.file import verify_file
from sealcanvas.volumes.former_keys import WrappedKey, key_of_file
from sealcanvas.volumes.job_folder import job_volumes_folder
from sealcanvas.volumes.references import blobs_of
from sealcanvas.volumes.tables import volumes

OUT_OF_REACH = "the key store of its key does not open it now"


@dataclass(frozen=True, slots=True)
class VolumeFile:
    """One file of a volume on disk.

    Attributes:
        owner: the ARN of the domain, user profile, app, space, job, …
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
        opened: dict[WrappedKey, tuple[Secret | None, str]] = {}
        for path in _files(instance, row.volume_id):
            try:
                wrapped = key_of_file(instance, row.volume_id, path.name)
            except KeyError:
                break  # the volume is gone
            if wrapped not in opened:
                opened[wrapped] = _open(instance, row.volume_id, wrapped)
            key, reason = opened[wrapped]
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
                if _replaced(instance, row.volume_id, path):
                    continue  # sealed anew, under another key, since we looked
                reason = str(error)
            yield VolumeFile(path, row.volume_id, row.owner, wrapped.key_arn, reason)


def _open(instance: Instance, volume_id: str, wrapped: WrappedKey) -> tuple[Secret | None, str]:
    """A data key, or why it does not open."""
    try:
        return open_without_policy(instance, wrapped.wrapped, encryption_context(volume_id)), ""
    except KeyDestroyed:
        return None, "its key material is destroyed: nothing opens it"
    except KeyOutOfReach as error:
        return None, f"{OUT_OF_REACH}: {error}"
    except ServiceError:
        return None, "the wrapped key of its volume was changed"


def _files(instance: Instance, volume_id: str) -> list[Path]:
    with instance.database.read() as connection:
        paths = [instance.volumes.path(blob_id) for blob_id in sorted(blobs_of(connection, volume_id))]
    if volume_id.startswith("vol-"):  # a job's, unless it has files or snapshots in the database
        folder = job_volumes_folder(instance) / volume_id
        paths += [path for path in folder.glob("*") if not path.name.endswith(".incoming")]
    return paths


def _replaced(instance: Instance, volume_id: str, path: Path) -> bool:
    return path not in _files(instance, volume_id)
