"""What a domain has: each artifact can be counted, moved under the rekey's key, and checked there."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from sealcanvas.canvas.rekey import domain_volumes, forecast_stores
from sealcanvas.canvas.rekey.check import check_object, check_store, check_volume_file
from sealcanvas.canvas.rekey.copy_in_place import Note
from sealcanvas.canvas.rekey.forecast_stores import Store
from sealcanvas.canvas.rekey.objects import Lying, move_object, objects_of
from sealcanvas.canvas.rekey.places import Place, as_keeper
from sealcanvas.canvas.rekey.stored import Rekey
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.former_keys import KeyedFile, files_of

Kind = Literal["VolumeFiles", "Objects", "ForecastStores"]


class Artifact(Protocol):
    """One artifact of a domain; `name` is unique within its kind, `actor` is whom KMS sees."""

    @property
    def kind(self) -> Kind: ...

    @property
    def name(self) -> str: ...

    @property
    def size(self) -> int: ...

    @property
    def key_arn(self) -> str:
        """The key that it lies under."""
        ...

    @property
    def actor(self) -> str: ...

    def move(self) -> bool:
        """Bring it under the rekey's key; False where it changed meanwhile, or is being worked on."""
        ...

    def check(self) -> bool:
        """Open and authenticate it; False where it changed meanwhile."""
        ...


@dataclass(frozen=True, slots=True)
class VolumeFile:
    """A file of one of the domain's volumes."""

    instance: Instance
    domain: Stored
    file: KeyedFile
    kind: Kind = "VolumeFiles"
    actor: str = "sagemaker.amazonaws.com"

    @property
    def name(self) -> str:
        """Its id."""
        return self.file.blob_id

    @property
    def size(self) -> int:
        """Bytes of its content."""
        return self.file.size

    @property
    def key_arn(self) -> str:
        """The key that it lies under."""
        return self.file.key.key_arn

    def move(self) -> bool:
        """See `Artifact`."""
        return domain_volumes.move_volume_file(self.instance, self.domain, self.file)

    def check(self) -> bool:
        """See `Artifact`."""
        return check_volume_file(self.instance, self.domain, self.file.volume_id, self.name)


@dataclass(frozen=True, slots=True)
class StoredObject:
    """An object in one of the domain's places."""

    instance: Instance
    lying: Lying
    wanted: str
    note: Note
    kind: Kind = "Objects"

    @property
    def name(self) -> str:
        """Bucket and key."""
        return f"{self.lying.place.bucket}/{self.lying.record.key}"

    @property
    def size(self) -> int:
        """Bytes of its content."""
        return self.lying.record.size

    @property
    def key_arn(self) -> str:
        """The key that it lies under; "sse-s3" for none of KMS's."""
        return self.lying.record.key_arn

    @property
    def actor(self) -> str:
        """The role that reads and writes it."""
        return self.lying.place.role_arn

    def move(self) -> bool:
        """See `Artifact`."""
        return move_object(self._role(), self.lying, self.wanted, self.note)

    def check(self) -> bool:
        """See `Artifact`."""
        return check_object(self._role(), self.lying)

    def _role(self) -> Call:
        resource, place = self.lying.resource, self.lying.place
        purpose = resource.arn if resource else place.source_arn
        return as_keeper(self.instance, place, self.wanted.split(":")[3], purpose)


@dataclass(frozen=True, slots=True)
class ForecastStore:
    """A store of Forecast's, with all its files."""

    instance: Instance
    store: Store
    wanted: str
    kind: Kind = "ForecastStores"

    @property
    def name(self) -> str:
        """The ARN of Forecast's resource."""
        return self.store.resource.arn

    @property
    def size(self) -> int:
        """Bytes of its files' content."""
        return self.store.size

    @property
    def key_arn(self) -> str:
        """The key that it lies under."""
        return self.store.volume.key_arn

    @property
    def actor(self) -> str:
        """Its Forecast role."""
        return self.store.role_arn

    def move(self) -> bool:
        """See `Artifact`."""
        return forecast_stores.move(self.instance, self.store, self.wanted)

    def check(self) -> bool:
        """See `Artifact`."""
        return check_store(self.instance, self.store)


def artifacts_of(
    instance: Instance, rekey: Rekey, domain: Stored, places: list[Place], note: Note
) -> Iterator[Artifact]:
    """Everything of the domain that the rekey is about.

    Args:
        note: keeps what a crash would leave of a large object's copy.
    """
    if rekey.app_key is not None:
        yield from _volume_files(instance, domain)
        for store in forecast_stores.stores_of(instance, rekey.domain_id):
            yield ForecastStore(instance, store, rekey.app_key)
    if rekey.storage_key is not None:
        for lying in objects_of(instance, domain, places, rekey.details["former"]):
            yield StoredObject(instance, lying, rekey.storage_key, note)


def _volume_files(instance: Instance, domain: Stored) -> Iterator[Artifact]:
    for volume_id in domain_volumes.volume_ids_of(instance, domain):
        try:
            files = files_of(instance, volume_id)
        except KeyError:
            continue  # the volume is gone
        for file in files:
            yield VolumeFile(instance, domain, file)
