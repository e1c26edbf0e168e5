"""Jobs of Forecast: submitted under a grant, with the store files that the worker reads and writes."""

import base64
from collections.abc import Mapping
from typing import Any, Literal

from sealcanvas.forecast import stored
from sealcanvas.forecast.errors import ResourceInUseException
from sealcanvas.forecast.keys.grant import as_ours, give_grant, usable_key
from sealcanvas.forecast.keys.roles import as_role
from sealcanvas.jobs.job import JobSpec
from sealcanvas.jobs.priority import Priority
from sealcanvas.jobs.queue import submit
from sealcanvas.kms import managed_key
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.store_volume import (
    StoreVolume,
    create_store_volume,
    file_id_of,
    find_store_volume,
    incoming_path,
    new_file_id,
)

Task = Literal["series_import", "series_train", "series_predict", "series_select", "series_explain", "series_export"]
TASKS: tuple[Task, ...] = (
    "series_import",
    "series_train",
    "series_predict",
    "series_select",
    "series_explain",
    "series_export",
)
RUNTIME_SECONDS = 3600.0
"""How long a job may run that does not train."""


def own_volume(call: Call, role_arn: str, owner: str, key_arn: str | None, for_arn: str) -> StoreVolume:
    """The store volume of `owner`, made as the role if there is none yet.

    Args:
        key_arn: the customer's key, or None for the AWS managed key aws/forecast.
        for_arn: the resource that is worked for.

    Raises:
        AccessDeniedException, InvalidInputException: the role may not use the key, or the key cannot be used.
    """
    found = find_store_volume(call.instance, owner)
    if found is not None:
        return found
    role = as_role(call, role_arn, for_arn)
    key = usable_key(role, key_arn or managed_key(call, "forecast").arn)
    try:
        return create_store_volume(role, owner, key)
    except ServiceError as error:
        raise as_ours(error, key) from None


def begin(
    call: Call,
    arn: str,
    task: Task,
    role_arn: str,
    volume: StoreVolume,
    payload: Mapping[str, Any],
    outputs: Mapping[str, str] | None = None,
    max_runtime_seconds: float = RUNTIME_SECONDS,
    priority: Priority = Priority.QUICK,
) -> None:
    """Submit the job of the stored resource `arn`, which becomes CREATE_PENDING.

    Args:
        volume: whose key the job works under, and into which its outputs go.
        outputs: what the worker is to write: the task's word for it, and the name that the file gets in the volume.

    Raises:
        AccessDeniedException, InvalidInputException: the role may not grant the key, or the key cannot be used.
    """
    instance = call.instance
    role = as_role(call, role_arn, arn)
    grant_id = give_grant(role, usable_key(role, volume.key_arn), role_arn, arn)
    files = {name: new_file_id() for name in (outputs or {}).values()}
    written = {
        word: _file(volume, files[name], str(incoming_path(instance, files[name])))
        for word, name in (outputs or {}).items()
    }
    submit(
        call,
        JobSpec(
            kind=task,
            arn=arn,
            role_arn=role_arn,
            service="forecast",
            task=task,
            payload={**payload, "outputs": written},
            volume_key=volume.key_arn,
            grant_id=grant_id,
            region=call.region,
            max_runtime_seconds=max_runtime_seconds,
            priority=priority,
        ),
    )
    stored.change(instance, arn, role_arn=role_arn, volume_owner=volume.owner, grant_id=grant_id, outputs=files)


def store_input(instance: Instance, owner: str, name: str) -> dict[str, str]:
    """What a worker must be told to read a store file; the data key in it is wrapped.

    Raises:
        ResourceInUseException: there is no such file yet.
    """
    volume = find_store_volume(instance, owner)
    file_id = None if volume is None else file_id_of(instance, volume, name)
    if volume is None or file_id is None:
        raise ResourceInUseException(f"{owner} holds no data yet.")
    return _file(volume, file_id, str(instance.volumes.path(file_id)))


def _file(volume: StoreVolume, file_id: str, path: str) -> dict[str, str]:
    return {
        "volume_id": volume.volume_id,
        "key_arn": volume.key_arn,
        "wrapped_key": base64.b64encode(volume.wrapped_key).decode(),
        "file_id": file_id,
        "path": path,
    }
