"""Sealed objects and volume files, each authenticated under its own key."""

from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError

from sealcanvas.canvas.verify.file_report import FileReport, Status
from sealcanvas.crypto.errors import CryptoError, NotSealed
from sealcanvas.crypto.sealed import read_header
from sealcanvas.s3.tables import objects, parts
from sealcanvas.s3.walk import object_of_blob, verify_blob
from sealcanvas.service.instance import Instance
from sealcanvas.storage.blobs import BlobFolder
from sealcanvas.volumes.walk import OUT_OF_REACH, VolumeFile, walk

_STATUSES: dict[str, Status] = {
    "sealed": "Authentic",
    "unreferenced": "Unopenable",
    "tampered": "Damaged",
    "not-sealed": "Unsealed",
    "key-destroyed": "Unopenable",
    "key-out-of-reach": "Unopenable",
    "customer-key": "Unopenable",
    "missing": "Damaged",
}
_DESTROYED = "destroyed"


def object_report(instance: Instance, path: Path, name: str) -> FileReport | None:
    """A blob of the object store; None if it vanished meanwhile, as a deleted object's does."""
    try:
        key_arn, found, detail = verify_blob(instance, path.name)
    except DBAPIError:
        return _unjudged(path, name, "sealed object")
    if found == "missing" and object_of_blob(instance, path.name) is None:
        return None
    if found == "unreferenced":
        detail = "no object refers to it: it is being written or removed, or the next start removes it"
    return FileReport(name, "sealed object", size_of(path), _STATUSES[found], detail, key_arn)


def missing_objects(instance: Instance) -> list[FileReport]:
    """Blobs that the metadata knows and the disk has not."""
    with instance.database.read() as connection:
        known = {blob for blob in connection.execute(select(objects.c.blob_id)).scalars() if blob}
        known.update(connection.execute(select(parts.c.blob_id)).scalars())
    reports = []
    there = set(instance.objects.ids())
    for blob_id in sorted(known - there):
        if object_of_blob(instance, blob_id) is not None:
            name = instance.objects.place(blob_id)
            reports.append(FileReport(name, "sealed object", 0, "Damaged", "the file is missing"))
    return reports


def outer_reports(instance: Instance, judged_one: Callable[[], None]) -> list[FileReport]:
    """Every blob of an outer store, read through; none where the objects lie in the state folder."""
    if isinstance(instance.objects, BlobFolder):
        return []
    reports = []
    for blob in instance.objects.everything():
        name = instance.objects.place(blob.blob_id)
        key_arn, found, detail = verify_blob(instance, blob.blob_id)
        judged_one()
        referenced = object_of_blob(instance, blob.blob_id) is not None
        if found == "missing" and not (blob.whole and referenced):
            continue
        if found == "unreferenced":
            detail = "no object refers to it: it is being written or removed, or `sealcanvas gc` removes it"
        reports.append(FileReport(name, "sealed object", blob.size, _STATUSES[found], detail, key_arn))
    return reports


def volume_reports(instance: Instance, home: Path, judged_one: Callable[[], None]) -> dict[Path, FileReport]:
    """Every file that a volume has."""
    reports = {}
    for found in walk(instance):
        reports[found.path] = _volume_report(found, found.path.relative_to(home).as_posix())
        judged_one()
    return reports


def loose_report(path: Path, name: str, what: str) -> FileReport | None:
    """A sealed file that nothing refers to: being written, or left by a crash; None if it vanished meanwhile."""
    try:
        with path.open("rb", buffering=0) as file:
            if not file.read(1):
                return FileReport(name, what, 0, "Authentic", "empty")
            file.seek(0)
            header = read_header(file)
    except FileNotFoundError:
        return None
    except NotSealed as error:
        return FileReport(name, what, size_of(path), "Unsealed", str(error))
    except CryptoError:
        return FileReport(name, what, size_of(path), "Unopenable", "sealed, and still being written")
    detail = "sealed, and nothing refers to it: it is being written, or the next start removes it"
    return FileReport(name, what, size_of(path), "Unopenable", detail, header.key_arn)


def size_of(path: Path) -> int:
    """The file's length in bytes; 0 if it is gone."""
    try:
        return path.lstat().st_size
    except FileNotFoundError:
        return 0


def _volume_report(found: VolumeFile, name: str) -> FileReport:
    status: Status = "Authentic"
    if _DESTROYED in found.problem or found.problem.startswith(OUT_OF_REACH):
        status = "Unopenable"
    elif found.problem:
        status = "Unsealed" if _is_open(found.path) else "Damaged"
    detail = found.problem or f"volume {found.volume_id} of {found.owner}"
    return FileReport(name, "volume file", size_of(found.path), status, detail, found.key_arn)


def _is_open(path: Path) -> bool:
    try:
        with path.open("rb", buffering=0) as file:
            read_header(file)
    except NotSealed:
        return True
    except (CryptoError, OSError):
        return False
    return False


def _unjudged(path: Path, name: str, what: str) -> FileReport:
    return FileReport(name, what, size_of(path), "Unopenable", "the damaged database does not tell its key")
