"""Dies at a named point of a write, in a process of its own: `python -m tests.support.write_points FOLDER`.

Once for each operation and point it forks a process on a copy of a prepared state; that one dies there as by `kill -9`,
and another looks at what a start makes of it. One line of JSON a case.
"""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import sealcanvas.s3 as s3
from sealcanvas.access.principal import Principal
from sealcanvas.crypto.sealed import Sealer
from sealcanvas.crypto.secret import Secret
from sealcanvas.kms import create_key
from sealcanvas.s3.reaper import Reaper
from sealcanvas.s3.recover import recover
from sealcanvas.s3.referenced import referenced
from sealcanvas.s3.state import state_of
from sealcanvas.s3.upkeep.gc import collect
from sealcanvas.s3.upkeep.scrub import scrub
from sealcanvas.server.compose import open_instance
from sealcanvas.server.run import utc_now
from sealcanvas.service.body import BytesBody
from sealcanvas.service.instance import Instance
from sealcanvas.storage import blobs
from sealcanvas.storage.database import Database
from tests.support.instance import ACCOUNT, REGION, call_as

ROOT = bytes(range(32))
BUCKET = "survivors"
PART = 5 << 20
OLD, NEW = b"old" * 30_000, b"new" * 40_000

_Die = Callable[[], None]


def opened(home: Path) -> Instance:
    """The state under `home`."""
    return open_instance(home, Secret(ROOT), account=ACCOUNT, region=REGION, clock=utc_now)


def ask(instance: Instance, name: str, **request: Any) -> dict[str, Any]:
    """An operation as the root user, audited and durable as over the wire."""
    if isinstance(request.get("Body"), bytes):
        request["Body"] = BytesBody(request["Body"])
    answer: dict[str, Any] = getattr(s3, name)(
        call_as(instance, Principal.root(ACCOUNT)), {"Bucket": BUCKET, **request}
    )
    return answer


def put(instance: Instance, key: str, body: bytes) -> None:
    """An object under the key that the preparation made."""
    sse = {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": (instance.home / "key").read_text()}
    ask(instance, "put_object", Key=key, Body=body, **sse)


def _complete(instance: Instance) -> None:
    upload, *etags = (instance.home / "upload").read_text().split()
    parts = [{"PartNumber": number, "ETag": etag} for number, etag in enumerate(etags, 1)]
    ask(instance, "complete_multipart_upload", Key="big", UploadId=upload, MultipartUpload={"Parts": parts})


OPERATIONS: dict[str, Callable[[Instance], object]] = {
    "PutObject": lambda i: put(i, "fresh", NEW),
    "overwrite": lambda i: put(i, "there", NEW),
    "CompleteMultipartUpload": _complete,
    "DeleteObject": lambda i: ask(i, "delete_object", Key="there"),
    "CopyObject": lambda i: ask(i, "copy_object", Key="there", CopySource=f"{BUCKET}/other"),
}


def _before(owner: Any, name: str) -> Callable[[_Die], None]:
    def arm(die: _Die) -> None:
        original = getattr(owner, name)

        def dying(*arguments: Any, **named: Any) -> Any:
            die()
            return original(*arguments, **named)

        setattr(owner, name, dying)

    return arm


def _after(owner: Any, name: str) -> Callable[[_Die], None]:
    def arm(die: _Die) -> None:
        original = getattr(owner, name)

        def dying(*arguments: Any, **named: Any) -> Any:
            original(*arguments, **named)
            die()

        setattr(owner, name, dying)

    return arm


WITHOUT_A_BLOB = ("CompleteMultipartUpload", "DeleteObject")
POINTS: dict[str, Callable[[_Die], None]] = {
    "the blob is begun": _after(blobs.FolderWriter, "__init__"),
    "sealed bytes are written": _after(Sealer, "write"),
    "before the blob is synced": _before(os, "fsync"),
    "after the blob is synced": _after(os, "fsync"),
    "after the blob is renamed": _after(Path, "rename"),
    "the blob is published": _after(blobs.FolderWriter, "publish"),
    "before the rows are released": _before(Database, "_release"),
    "after the rows are released": _after(Database, "_release"),
    "before the commit": _before(Database, "_commit"),
    "after the commit": _after(Database, "_commit"),
    "before unneeded blobs are removed": _before(Reaper, "sweep"),
    "before a file is unlinked": _before(blobs.BlobFolder, "delete"),
    "after a file is unlinked": _after(blobs.BlobFolder, "delete"),
    "the answer is on its way": lambda _die: None,
}


def points_of(operation: str) -> list[str]:
    """The points that an operation comes by; those of the rows alone where it writes no blob."""
    points = list(POINTS)
    return points[points.index("before the rows are released") :] if operation in WITHOUT_A_BLOB else points


def prepare(home: Path) -> None:
    """A state with objects and a multipart upload that has its parts."""
    home.mkdir(parents=True)
    instance = opened(home)
    s3.create_bucket(call_as(instance, Principal.root(ACCOUNT)), {"Bucket": BUCKET})
    key = create_key(call_as(instance, Principal.root(ACCOUNT)), {})["KeyMetadata"]["Arn"]
    (home / "key").write_text(key)
    put(instance, "there", OLD)
    put(instance, "other", NEW)
    upload = ask(instance, "create_multipart_upload", Key="big", ServerSideEncryption="aws:kms", SSEKMSKeyId=key)
    bodies = [b"p" * PART, b"q", b"left out"]
    parts = [
        ask(instance, "upload_part", Key="big", UploadId=upload["UploadId"], PartNumber=number, Body=body)["ETag"]
        for number, body in enumerate(bodies, 1)
    ]
    (home / "upload").write_text(" ".join([upload["UploadId"], *parts[:2]]))
    state_of(instance).reaper.sweep()
    instance.database.close()


def write_and_die(home: Path, operation: str, point: str) -> None:
    """Never returns: the process is killed at the point, or behind the answer."""

    def die() -> None:
        os.kill(os.getpid(), signal.SIGKILL)

    instance = opened(home)
    POINTS[point](die)
    OPERATIONS[operation](instance)
    (home / "acknowledged").touch()
    while True:
        with suppress(Exception):  # the reaper's thread may be at it
            state_of(instance).reaper.sweep()
        die()


def look(home: Path) -> dict[str, Any]:
    """What a start finds: the objects, whether they open, and whether anything is left over or damaged."""
    instance = opened(home)
    recover(instance)
    listed = [entry["Key"] for entry in ask(instance, "list_objects_v2")["Contents"]]
    names = {OLD: "old", NEW: "new", b"p" * PART + b"q": "parts"}
    found = {key: names.get(b"".join(ask(instance, "get_object", Key=key)["Body"]), "?") for key in listed}
    left = collect(instance, dry=True)
    remains = sum(1 for blob in instance.objects.everything() if not blob.whole)
    report = {
        "acknowledged": (home / "acknowledged").exists(),
        "objects": found,
        "orphans": _orphans(instance) + remains,
        "missing": len(left.missing),
        "damaged": len(scrub(instance, until=instance.clock()).damaged),
        "trail": instance.trail.verify() > 0,
        "uploads": len(ask(instance, "list_multipart_uploads")["Uploads"]),
    }
    put(instance, "afterwards", NEW)
    instance.database.close()
    return report


def _orphans(instance: Instance) -> int:
    there = list(instance.objects.ids())
    with instance.database.read() as connection:
        return len(set(there) - referenced(connection, there))


def _apart(work: Callable[[], object]) -> int:
    """Do it in a process of its own; how that ended."""
    child = os.fork()
    if child == 0:
        try:
            work()
        except BaseException as error:
            sys.stderr.write(f"{type(error).__name__}: {error}\n")
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)
    return os.waitpid(child, 0)[1]


def _tell(case: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(case) + "\n")
    sys.stdout.flush()


def main(folder: Path) -> None:
    """Every operation at every point."""
    prepared = folder / "prepared"
    _apart(lambda: prepare(prepared))
    for operation in OPERATIONS:
        for point in points_of(operation):
            home = folder / "case"
            shutil.copytree(prepared, home)
            ended = _apart(lambda: write_and_die(home, operation, point))  # noqa: B023 - done within the round
            killed = os.WIFSIGNALED(ended) and os.WTERMSIG(ended) == signal.SIGKILL

            def tell() -> None:
                case = {"operation": operation, "point": point, "killed": killed, **look(home)}  # noqa: B023
                _tell(case)

            if _apart(tell):
                _tell({"operation": operation, "point": point, "killed": killed, "failed": True})
            shutil.rmtree(home)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
