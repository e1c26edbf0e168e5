"""Previews and profiles of datasets: files on the domain's volume, under key 1."""

import json
from typing import Any

from sealcanvas.canvas.stored import Stored
from sealcanvas.sagemaker import stored as sagemaker_stored
from sealcanvas.sagemaker.domain import find_domain
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.domain_volume import DomainVolume, create_domain_volume, open_domain_volume

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


def put(instance: Instance, dataset: Stored, content: bytes) -> None:
    """Keep a dataset's preview; the volume is made at its first need.

    Raises:
        ServiceError: KMS refuses the service principal, under the domain's grant.
    """
    _volume(instance, dataset).put(_name(dataset), content)


def get(instance: Instance, dataset: Stored) -> dict[str, Any]:
    """A dataset's preview: "rows" and "profile".

    Raises:
        FileNotFoundError: there is none.
        ServiceError: KMS refuses the service principal, under the domain's grant.
        Tampered: the file is not what was written.
    """
    found: dict[str, Any] = json.loads(_volume(instance, dataset).get(_name(dataset)))
    return found


def delete(instance: Instance, dataset: Stored) -> None:
    """Remove a dataset's preview; harmless if there is none.

    Raises:
        ServiceError: KMS refuses the service principal.
    """
    _volume(instance, dataset).delete(_name(dataset))


def _volume(instance: Instance, dataset: Stored) -> DomainVolume:
    domain = find_domain(instance, dataset.domain_id)
    if "volume_id" not in domain.details:
        made = create_domain_volume(instance, domain.arn, domain.details["app_key"])
        sagemaker_stored.change(instance, domain, volume_id=made.volume_id)
    return open_domain_volume(instance, domain.arn)


def _name(dataset: Stored) -> str:
    return f"datasets/{dataset.id}/preview.json"
