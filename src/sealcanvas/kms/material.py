"""Key material: wrapped under the root key at rest, unwrapped in memory for no longer than the cache bound."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, insert, select, update

from sealcanvas.crypto.random import random_bytes
from sealcanvas.crypto.secret import Secret
from sealcanvas.crypto.wrap import unwrap, wrap
from sealcanvas.kms.cache import DataKeyCachePolicy, get_cache_policy
from sealcanvas.kms.key_specs import KEY_SPECS
from sealcanvas.kms.material_name import MATERIAL_PURPOSE, name_of
from sealcanvas.kms.tables import keys, material
from sealcanvas.service.instance import Instance

_MAXIMUM_CACHED = 4096
_WRAPPED = (
    select(material.c.material_id, material.c.wrapped, keys.c.material_version)
    .join(keys, keys.c.arn == material.c.key_arn)
    .where(material.c.key_arn == bindparam("key_arn"), material.c.version == bindparam("version"))
)


class NoMaterial(LookupError):
    """The key has no such key material (any more), or it is not imported (now)."""


@dataclass(frozen=True, slots=True)
class Material:
    """One key material, unwrapped.

    Attributes:
        material_id: AWS's KeyMaterialId, 64 hexadecimal digits; public.
    """

    secret: Secret
    material_id: str


@dataclass(slots=True)
class _Held:
    material: Material
    since: datetime
    policy: DataKeyCachePolicy
    uses: int = 0


@dataclass(slots=True)
class MaterialCache:
    """The key material that this process holds unwrapped, each within the bound that held when it was read."""

    held: dict[tuple[str, int], _Held] = field(default_factory=dict)

    def take(self, name: tuple[str, int], now: datetime) -> Material | None:
        """One use of cached material, or None where there is none within its bound."""
        found = self.held.get(name)
        if found is None:
            return None
        age = now - found.since
        # A clock set back must not lengthen a secret's life.
        if not timedelta(0) <= age < timedelta(seconds=found.policy.seconds) or found.uses >= found.policy.uses:
            self.held.pop(name, None)
            return None
        found.uses += 1
        return found.material

    def keep(self, name: tuple[str, int], material: Material, policy: DataKeyCachePolicy, now: datetime) -> None:
        """Hold material that was just unwrapped, and used once."""
        if not policy.enabled:
            return
        if len(self.held) >= _MAXIMUM_CACHED:
            self.held.clear()
        self.held[name] = _Held(material, now, policy, uses=1)

    def forget(self, key_arn: str) -> None:
        """Drop every material of a key."""
        for name in [name for name in tuple(self.held) if name[0] == key_arn]:
            self.held.pop(name, None)


def generate_material(spec: str) -> Secret:
    """Fresh key material for a key of that spec; of RSA it may take seconds: never within a unit of work."""
    return KEY_SPECS[spec].kind.generate()


def store_material(instance: Instance, connection: Connection, key_arn: str, version: int, secret: Secret) -> None:
    """Store key material that was made here, wrapped under the root key for that key and version alone."""
    add_material(instance, connection, key_arn, version, random_bytes(32).hex(), secret)


def add_material(
    instance: Instance, connection: Connection, key_arn: str, version: int, material_id: str, secret: Secret | None
) -> None:
    """Store a key's material, wrapped; None for one that is still to be imported."""
    connection.execute(
        insert(material).values(
            key_arn=key_arn,
            version=version,
            material_id=material_id,
            wrapped=_wrapped(instance, key_arn, version, secret),
            created_at=instance.clock(),
        )
    )


def replace_material(
    instance: Instance, connection: Connection, key_arn: str, version: int, secret: Secret | None
) -> None:
    """Store what was imported in the place of a material that the key has; None destroys what is there."""
    where = (material.c.key_arn == key_arn, material.c.version == version)
    wrapped = _wrapped(instance, key_arn, version, secret)
    connection.execute(update(material).where(*where).values(wrapped=wrapped))


def copy_material(instance: Instance, connection: Connection, source_arn: str, target_arn: str, version: int) -> None:
    """Give a related key the material of that number, wrapped for itself."""
    where = (material.c.key_arn == source_arn, material.c.version == version)
    row = connection.execute(select(material.c.material_id, material.c.wrapped).where(*where)).one()
    secret = unwrap(instance.root, MATERIAL_PURPOSE, name_of(source_arn, version), row.wrapped)
    add_material(instance, connection, target_arn, version, row.material_id, secret)


def open_material(instance: Instance, key_arn: str, version: int) -> Material:
    """The key material, unwrapped, for one use.

    Raises:
        NoMaterial: it was destroyed, or never existed.
    """
    cache, now, name = material_cache(instance), instance.clock(), (key_arn, version)
    cached = cache.take(name, now)
    if cached is not None:
        return cached
    with instance.database.read() as connection:
        row = connection.execute(_WRAPPED, {"key_arn": key_arn, "version": version}).one_or_none()
    if row is None or not row.wrapped:
        raise NoMaterial(key_arn)
    opened = Material(unwrap(instance.root, MATERIAL_PURPOSE, name_of(key_arn, version), row.wrapped), row.material_id)
    # One that is not current yet may still be undone: then its number must not find it here.
    if version <= row.material_version:
        cache.keep(name, opened, get_cache_policy(instance), now)
    return opened


def material_id(instance: Instance, key_arn: str, version: int) -> str | None:
    """The public id of a key material; nothing is unwrapped. None where there never was one."""
    where = (material.c.key_arn == key_arn, material.c.version == version)
    with instance.database.read() as connection:
        found: str | None = connection.execute(select(material.c.material_id).where(*where)).scalar()
    return found


def material_cache(instance: Instance) -> MaterialCache:
    """This process's cache of the instance's key material."""
    cache: MaterialCache = instance.parts.setdefault("kms.material", MaterialCache())
    return cache


def _wrapped(instance: Instance, key_arn: str, version: int, secret: Secret | None) -> bytes:
    if secret is None:
        return b""
    return wrap(instance.root, MATERIAL_PURPOSE, name_of(key_arn, version), secret, epoch=instance.epoch)
