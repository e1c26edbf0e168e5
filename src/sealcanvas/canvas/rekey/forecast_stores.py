"""Forecast's stores of a domain's series: which there are, and each brought under the new key 1."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select

from sealcanvas.canvas import stored
from sealcanvas.canvas.stored import Kind, Stored
from sealcanvas.canvas.workspace import settings_for
from sealcanvas.crypto.secret import Secret
from sealcanvas.forecast import stored as forecast_stored
from sealcanvas.forecast.keys.roles import as_role_alone
from sealcanvas.forecast.stored import Kind as ForecastKind
from sealcanvas.forecast.stored import Stored as ForecastStored
from sealcanvas.jobs.job import JobState
from sealcanvas.jobs.queue import get
from sealcanvas.jobs.tables import jobs
from sealcanvas.kms import decrypt, generate_data_key_without_plaintext
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.encryption_context import encryption_context
from sealcanvas.volumes.former_keys import WrappedKey
from sealcanvas.volumes.reseal import move_store
from sealcanvas.volumes.store_volume import StoreVolume
from sealcanvas.volumes.tables import volume_files, volumes

_STEPS = ("import", "import_related", "train", "forecast", "export")
_ENCRYPTED: tuple[ForecastKind, ...] = ("dataset", "predictor")


@dataclass(frozen=True, slots=True)
class Store:
    """A store volume of a domain's series.

    Attributes:
        resource: Forecast's, whose files these are.
        version: the model version or prediction that it was made for.
        size: bytes of all its files.
        role_arn: the Forecast role that it is opened as.
    """

    volume: StoreVolume
    resource: ForecastStored
    version: Stored
    size: int
    role_arn: str

    def role(self, instance: Instance) -> Call:
        """A call of its role's, through Forecast.

        Raises:
            InvalidInputException: Forecast cannot assume the role.
        """
        return as_role_alone(instance, self.role_arn, self.resource.arn)


def stores_of(instance: Instance, domain_id: str) -> Iterator[Store]:
    """The stores that Canvas had Forecast make for the domain."""
    made_for = _made_for(instance, domain_id)
    if not made_for:
        return
    sizes = select(func.coalesce(func.sum(volume_files.c.size), 0)).where(
        volume_files.c.volume_id == volumes.c.volume_id
    )
    with instance.database.read() as connection:
        rows = connection.execute(select(volumes, sizes.scalar_subquery().label("bytes"))).all()
    for row in sorted(rows, key=lambda each: str(each.owner)):
        version = made_for.get(row.owner)
        resource = forecast_stored.find(instance, row.owner) if version and row.volume_id.startswith("fs-") else None
        if version is not None and resource is not None:
            volume = StoreVolume(row.volume_id, row.owner, row.key_arn, row.wrapped_key)
            yield Store(volume, resource, version, row.bytes, _role_of(instance, resource, version))


def turn_encryption_configs(call: Call, domain_id: str, key_arn: str) -> None:
    """Name the new key in the EncryptionConfig of what Canvas had Forecast make, so that what it makes next has it."""
    made_for = _made_for(call.instance, domain_id)
    for kind in _ENCRYPTED:
        for resource in forecast_stored.of_kind(call, kind):
            version = made_for.get(resource.arn)
            if version is not None:
                config = {"RoleArn": _role_of(call.instance, resource, version), "KMSKeyArn": key_arn}
                forecast_stored.change(call.instance, resource.arn, request={"EncryptionConfig": config})


def move(instance: Instance, store: Store, key_arn: str) -> bool:
    """Bring a store under `key_arn`; False while a job works on it, or where it changed meanwhile.

    Raises:
        ServiceError: KMS refuses the Forecast role.
        CryptoError: a file is not what was written.
    """
    volume = store.volume

    def idle() -> bool:
        return not at_work(instance, volume)

    if not idle():
        return False
    role = store.role(instance)
    context = encryption_context(volume.volume_id)
    made = generate_data_key_without_plaintext(
        role, {"KeyId": key_arn, "KeySpec": "AES_256", "EncryptionContext": context}
    )
    new_key = WrappedKey(made["KeyId"], made["CiphertextBlob"])
    opening = {"KeyId": new_key.key_arn, "CiphertextBlob": new_key.wrapped, "EncryptionContext": context}
    old, new = (Secret(decrypt(role, request)["Plaintext"]) for request in (volume.decrypt_request(), opening))
    try:
        moved = move_store(instance, volume, old, new, new_key, idle)
    except FileNotFoundError:
        return False  # deleted with its resource
    finally:
        old.wipe()
        new.wipe()
    if moved and store.version.kind == "model-version":
        stored.change(instance, store.version.id, key_arn=key_arn)
    return moved


def at_work(instance: Instance, volume: StoreVolume) -> bool:
    """Whether a job of the volume's own account that is not over was told of it."""
    open_jobs = select(jobs.c.job_id).where(
        jobs.c.state.not_in([state for state in JobState if state.final]),
        jobs.c.account == volume.owner.split(":")[4],
    )
    with instance.database.read() as connection:
        ids = connection.execute(open_jobs).scalars().all()
        return any(_names(get(connection, job_id).spec.payload, volume.volume_id) for job_id in ids)


def _names(payload: Any, volume_id: str) -> bool:
    """Whether a member `volume_id` of the payload, however deep, is this one."""
    if isinstance(payload, dict):
        return payload.get("volume_id") == volume_id or any(_names(each, volume_id) for each in payload.values())
    return isinstance(payload, list) and any(_names(each, volume_id) for each in payload)


def _made_for(instance: Instance, domain_id: str) -> dict[str, Stored]:
    """The domain's model versions and predictions, by the ARNs that Forecast gave to what it made for them.

    A name tells nothing: anybody may give one to a resource of theirs.
    """
    kinds: tuple[Kind, ...] = ("model-version", "prediction")
    made = {}
    for kind in kinds:
        for resource in stored.of_domain(instance, kind, domain_id):
            details = resource.details
            arns = [*details.get("arns", []), *(details[step] for step in _STEPS if details.get(step))]
            own = f"arn:aws:forecast:{resource.region}:{resource.account}:"
            made.update({arn: resource for arn in arns if arn.startswith(own)})
    return made


def _role_of(instance: Instance, resource: ForecastStored, version: Stored) -> str:
    configured = resource.request.get("EncryptionConfig", {}).get("RoleArn") or resource.details.get("role_arn")
    if configured:
        return str(configured)
    try:
        return settings_for(instance, version).forecast_role or ""
    except ServiceError:
        return ""  # the user profile is gone: Forecast says that it cannot assume the role
