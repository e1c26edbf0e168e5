"""A manifest: the objects of an input, listed in an object of its own.

Format (CreateTransformJob, TransformS3DataSource): `[{"prefix": "s3://bucket/prefix/"}, "relative/key", …]`.
"""

import json
from typing import Any

from sealcanvas.jobs.context import TaskContext
from sealcanvas.jobs.failures import is_service_error
from sealcanvas.jobs.task import TaskFailed
from sealcanvas.jobs.tasks.s3_files import InputFile, read_blocks, split_uri

_MOST_BYTES = 16 << 20
_MOST_FILES = 100_000


def find_listed(context: TaskContext, uri: str) -> list[InputFile]:
    """The objects that the manifest at `uri` names, in its order; each is called by its relative key.

    Raises:
        TaskFailed: it is no manifest, or one without objects, or it names one twice or one that is not there.
        botocore's ClientError: S3's refusal.
    """
    prefix, names = _read(context, uri)
    if not prefix.startswith("s3://"):
        raise _bad(uri, "its prefix does not begin with s3://")
    bucket, folder = split_uri(prefix)
    s3 = context.client("s3")
    files = []
    for name in names:
        context.check()
        try:
            head = s3.head_object(Bucket=bucket, Key=folder + name)
        except Exception as error:
            if not is_service_error(error) or not _absent(error):
                raise
            raise _bad(uri, f"it names s3://{bucket}/{folder}{name}, which does not exist") from None
        files.append(InputFile(bucket, folder + name, name, head["ContentLength"]))
    return files


def _read(context: TaskContext, uri: str) -> tuple[str, list[str]]:
    data = bytearray()
    for block in read_blocks(context, *split_uri(uri)):
        data += block
        if len(data) > _MOST_BYTES:
            raise _bad(uri, f"it has more than {_MOST_BYTES >> 20} MiB")
    try:
        found: Any = json.loads(data)
    except (ValueError, RecursionError):
        raise _bad(uri, "it is no JSON") from None
    if not isinstance(found, list) or len(found) < 2:
        raise _bad(uri, "it is no array of a prefix and relative keys")
    first, *names = found
    if not isinstance(first, dict) or list(first) != ["prefix"] or not isinstance(first["prefix"], str):
        raise _bad(uri, 'its first element is not {"prefix": "s3://…"}')
    if not all(isinstance(name, str) and name for name in names):
        raise _bad(uri, "what follows its prefix is not a relative key each")
    if len(set(names)) < len(names):
        raise _bad(uri, "it names an object twice")
    if len(names) > _MOST_FILES:
        raise _bad(uri, f"it names more than {_MOST_FILES:,} objects")
    return first["prefix"], names


def _absent(error: BaseException) -> bool:
    """Whether S3 says that there is no such object; a HEAD has no code but its status."""
    return getattr(error, "response", {}).get("Error", {}).get("Code") in ("404", "NoSuchKey")


def _bad(uri: str, why: str) -> TaskFailed:
    return TaskFailed("ClientError", f"{uri} is not a manifest that can be used: {why}.")
