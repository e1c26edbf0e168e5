"""Previews and profiles of datasets' versions: files on the domain's volume, under key 1."""

import json
from typing import Any

from sealcanvas.canvas.stored import Stored
from sealcanvas.sagemaker import stored as sagemaker_stored
from sealcanvas.sagemaker.workspace.domains.domain import find_domain
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.domain_volume import create_domain_volume, open_domain_volume
from sealcanvas.volumes.volume import Volume

MOST_ROWS = 100
_MOST_COLUMNS = 1_000


class BadPreview(Exception):
    """What a worker left is not a preview."""


def checked(content: bytes) -> bytes:
    """A worker's preview, held to its form: rows of texts, and a profile by column.

    Raises:
        BadPreview: it has another form.
    """
    try:
        value = json.loads(content)
        rows, profile = value["rows"], value["profile"]
        columns = profile["columns"]
        if len(rows) > MOST_ROWS or len(columns) > _MOST_COLUMNS:
            raise BadPreview
        for row in rows:
            if len(row) != len(columns) or not all(isinstance(cell, str) for cell in row):
                raise BadPreview
    except (ValueError, KeyError, TypeError):
        raise BadPreview from None
    return json.dumps({"rows": rows, "profile": profile}, ensure_ascii=False, separators=(",", ":")).encode()


PREVIEW = "preview.json"


def put(instance: Instance, version: Stored, content: bytes, name: str = PREVIEW) -> None:
    """Keep a version's preview; the volume is made at its first need.

    Raises:
        ServiceError: KMS refuses the service principal, under the domain's grant.
    """
    _volume(instance, version).put(_path(version, name), content)


def get(instance: Instance, version: Stored, name: str = PREVIEW) -> dict[str, Any]:
    """A version's preview: "rows" and "profile".

    Raises:
        FileNotFoundError: there is none.
        ServiceError: KMS refuses the service principal, under the domain's grant.
        Tampered: the file is not what was written.
    """
    found: dict[str, Any] = json.loads(_volume(instance, version).get(_path(version, name)))
    return found


def delete(instance: Instance, version: Stored, name: str = PREVIEW) -> None:
    """Remove a version's preview; harmless if there is none.

    Raises:
        ServiceError: KMS refuses the service principal.
    """
    _volume(instance, version).delete(_path(version, name))


def _volume(instance: Instance, version: Stored) -> Volume:
    domain = find_domain(instance, version.domain_id)
    if "volume_id" not in domain.details:
        made = create_domain_volume(instance, domain.arn, domain.details["app_key"])
        sagemaker_stored.change(instance, domain, volume_id=made.volume_id)
    return open_domain_volume(instance, domain.arn)


def _path(version: Stored, name: str) -> str:
    return f"datasets/{version.id}/{name}"
