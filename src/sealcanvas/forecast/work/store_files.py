"""Reports and forecasts read back from their sealed store, as the role of the resource that they belong to."""

import json
from collections.abc import Callable
from typing import Any

from sealcanvas.crypto.secret import Secret
from sealcanvas.forecast.errors import ResourceNotFoundException
from sealcanvas.forecast.keys.grant import as_ours
from sealcanvas.kms import decrypt
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.volumes.store_volume import StoreVolume, find_store_volume, read_store_file, read_store_range


def read_json(role: Call, owner: str, name: str) -> dict[str, Any]:
    """A JSON file of the store volume of the resource `owner`.

    Args:
        role: a call of the resource's role: KMS is asked for Decrypt as that role, every time.

    Raises:
        AccessDeniedException: the role may not decrypt with the key any more.
        InvalidInputException: the key cannot be used.
        ResourceNotFoundException: the resource has no such file.
    """
    content: dict[str, Any] = json.loads(
        _read(role, owner, lambda volume, key: read_store_file(role.instance, volume, key, name))
    )
    return content


def read_part(role: Call, owner: str, name: str, offset: int, length: int) -> dict[str, Any]:
    """The JSON that has its place in a file of several: only the chunks around it are opened.

    Raises:
        AccessDeniedException, InvalidInputException, ResourceNotFoundException: as `read_json`.
    """
    part: dict[str, Any] = json.loads(
        _read(role, owner, lambda volume, key: read_store_range(role.instance, volume, key, name, offset, length))
    )
    return part


def _read(role: Call, owner: str, read: Callable[[StoreVolume, Secret], bytes]) -> bytes:
    volume = find_store_volume(role.instance, owner)
    if volume is None:
        raise ResourceNotFoundException(f"{owner} has no stored data.")
    try:
        key = Secret(decrypt(role, volume.decrypt_request())["Plaintext"])
    except ServiceError as error:
        raise as_ours(error, volume.key_arn) from None
    try:
        return read(volume, key)
    except FileNotFoundError:
        raise ResourceNotFoundException(f"{owner} has no stored data.") from None
    finally:
        key.wipe()
