"""Which keys are related: one primary, and its replicas in other Regions, all of one id."""

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, insert, select

from sealcanvas.kms.key import Key
from sealcanvas.kms.tables import related_keys
from sealcanvas.service.instance import Instance
from sealcanvas.storage.remembered import remembered

MultiRegionKeyType = Literal["PRIMARY", "REPLICA"]


@dataclass(frozen=True, slots=True)
class Related:
    """A multi-Region key's whole family, by ARN; replicas in the order of their Regions."""

    primary: str
    replicas: tuple[str, ...]

    @property
    def all(self) -> tuple[str, ...]:
        """The primary first."""
        return (self.primary, *self.replicas)

    def type_of(self, key_arn: str) -> MultiRegionKeyType:
        """What the key with that ARN is in it."""
        return "PRIMARY" if key_arn == self.primary else "REPLICA"


def related_to(connection: Connection, key: Key) -> Related:
    """The keys related to `key`, itself included; a single-Region key is related to itself alone."""
    return family_of(connection, key.account, key.key_id) if key.multi_region else Related(key.arn, ())


def family_of(connection: Connection, account: str, key_id: str) -> Related:
    """The multi-Region keys of that id."""
    table = related_keys
    where = (table.c.account == account, table.c.key_id == key_id)
    rows = connection.execute(select(table.c.key_arn, table.c.primary).where(*where).order_by(table.c.key_arn)).all()
    primary = next(row.key_arn for row in rows if row.primary)
    return Related(primary, tuple(row.key_arn for row in rows if not row.primary))


def multi_region_type(instance: Instance, key: Key) -> MultiRegionKeyType:
    """What a multi-Region key is in its family; asked with each decision on it, and remembered."""
    return _remembered(instance, key.account, key.key_id).type_of(key.arn)


@remembered(related_keys)
def _remembered(instance: Instance, account: str, key_id: str) -> Related:
    with instance.database.read() as connection:
        return family_of(connection, account, key_id)


def names_of_related(connection: Connection, key_arn: str) -> list[str]:
    """The ARNs of the multi-Region keys that are related to the one so named, whether it is there or not."""
    account, _, key_id = key_arn.partition(":kms:")[2].partition(":")[2].partition(":key/")
    where = (related_keys.c.account == account, related_keys.c.key_id == key_id)
    return list(connection.execute(select(related_keys.c.key_arn).where(*where)).scalars())


def is_replica(connection: Connection, key: Key) -> bool:
    """Whether `key` is a replica of a multi-Region key."""
    return key.multi_region and related_to(connection, key).primary != key.arn


def add_related(connection: Connection, key: Key, kind: MultiRegionKeyType) -> None:
    """Note a new multi-Region key, which is stored already."""
    values = {"key_arn": key.arn, "account": key.account, "key_id": key.key_id, "primary": kind == "PRIMARY"}
    connection.execute(insert(related_keys).values(**values))


def region_of(key_arn: str) -> str:
    """The Region in a key's ARN."""
    return key_arn.split(":")[3]
