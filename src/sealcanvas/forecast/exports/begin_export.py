"""What every export job has in common: its destination, its key, its file names, its answers."""

from collections.abc import Mapping, Sequence
from typing import Any

from sealcanvas.forecast import stored
from sealcanvas.forecast.errors import InvalidInputException, ResourceInUseException
from sealcanvas.forecast.keys.encryption import require_access
from sealcanvas.forecast.keys.grant import usable_key
from sealcanvas.forecast.keys.roles import as_role
from sealcanvas.forecast.stored import CREATE_PENDING, Kind, Stored
from sealcanvas.forecast.work.begin import begin
from sealcanvas.forecast.work.source import file_format
from sealcanvas.s3.uri import parse_uri
from sealcanvas.service.call import Call
from sealcanvas.volumes.store_volume import StoreVolume, find_store_volume


def begin_export(
    call: Call,
    kind: Kind,
    arn: str,
    name: str,
    request: Mapping[str, Any],
    sources: Sequence[Stored],
    content: Mapping[str, Any],
    folders: Mapping[str, str],
) -> None:
    """Begin to export, as the role of the request's Destination.

    Args:
        arn, name: of the export job.
        sources: what is exported, each with a store of its own whose key the role must be allowed too.
        content: what the task is to read, JSON.
        folders: the folder below the destination of each file that the task writes ("" for the destination itself).

    Raises:
        AccessDeniedException: the caller may not pass the role, or the role lacks one of the six actions.
        InvalidInputException: a wrong Format or path, or a key that cannot be used.
    """
    form = file_format(dict(request))
    destination: dict[str, str] = request["Destination"]["S3Config"]
    bucket, prefix = _place(destination["Path"])
    role_arn, key = destination["RoleArn"], destination.get("KMSKeyArn")
    volumes = [_volume(call, source) for source in sources]
    require_access(call, role_arn, [key, *(volume.key_arn for volume in volumes)], arn)
    if key is not None:
        key = usable_key(as_role(call, role_arn, arn), key)
    stored.store(call, kind, arn, name, CREATE_PENDING, request)
    # API reference: <job name>_<export time>_<part number>; the time in SimpleDateFormat.
    time = call.instance.clock().strftime("%Y-%m-%dT%H-%M-%SZ")
    payload = {
        "content": dict(content),
        "bucket": bucket,
        "files": {word: f"{prefix}{folder}{name}_{time}_part0.{form.lower()}" for word, folder in folders.items()},
        "kms_key": key,
        "format": form,
    }
    begin(call, arn, "series_export", role_arn, volumes[0], payload)


def described(job: Stored) -> dict[str, Any]:
    """The members that every Describe of an export has beside its own names."""
    return {"Destination": job.request["Destination"], "Format": job.request.get("Format", "CSV"), **job.state}


def _volume(call: Call, source: Stored) -> StoreVolume:
    volume = find_store_volume(call.instance, source.arn)
    if volume is None:
        raise ResourceInUseException(f"{source.arn} holds no data yet.")
    return volume


def _place(path: str) -> tuple[str, str]:
    try:
        bucket, prefix = parse_uri(path)
    except ValueError:
        raise InvalidInputException(f"The S3 path {path} is not valid.") from None
    return bucket, f"{prefix.rstrip('/')}/" if prefix.rstrip("/") else ""
