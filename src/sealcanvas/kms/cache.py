"""For how long unwrapped key material and data keys may stay in a process's memory; an admin sets it."""

from dataclasses import dataclass

from sqlalchemy import delete, insert, select

from sealcanvas.kms.tables import settings
from sealcanvas.service.instance import Instance
from sealcanvas.storage.remembered import remembered

_NAME = "data-key-cache"
MAXIMUM_SECONDS = 3600.0
MAXIMUM_USES = 1_000_000


@dataclass(frozen=True, slots=True)
class DataKeyCachePolicy:
    """The bound on cached keys: whichever of `seconds` and `uses` comes first; 0 in either turns caching off."""

    seconds: float = 5.0
    uses: int = 1000

    @property
    def enabled(self) -> bool:
        """Whether anything may be cached at all."""
        return self.seconds > 0 and self.uses > 0


@remembered(settings)
def get_cache_policy(instance: Instance) -> DataKeyCachePolicy:
    """The bound in force; 5 seconds and 1,000 uses unless it was set."""
    with instance.database.read() as connection:
        value = connection.execute(select(settings.c.value).where(settings.c.name == _NAME)).scalar()
    return DataKeyCachePolicy() if value is None else DataKeyCachePolicy(value["seconds"], value["uses"])


def set_cache_policy(instance: Instance, seconds: float, uses: int) -> None:
    """Set the bound; what this process holds is dropped at once, other processes' within their old bound.

    Args:
        seconds: 0 to 3,600.
        uses: 0 to 1,000,000.

    Raises:
        ValueError: out of bounds.
    """
    if not 0 <= seconds <= MAXIMUM_SECONDS:
        raise ValueError(f"cached keys live for 0 to {MAXIMUM_SECONDS:g} seconds")
    if not 0 <= uses <= MAXIMUM_USES:
        raise ValueError(f"cached keys serve 0 to {MAXIMUM_USES} uses")
    with instance.database.transaction() as connection:
        connection.execute(delete(settings).where(settings.c.name == _NAME))
        connection.execute(insert(settings).values(name=_NAME, value={"seconds": seconds, "uses": uses}))
    instance.parts.pop("kms.material", None)
