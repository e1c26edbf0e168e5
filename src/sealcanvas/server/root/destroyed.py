"""Key material that was destroyed since the root key was made: copies of before still have it, under that root key."""

from sqlalchemy import func, select

from sealcanvas.audit.tables import DESTRUCTIONS, events
from sealcanvas.service.instance import Instance

ROTATED = "RotateRootKey"


def destroyed_since_rotation(instance: Instance) -> int:
    """How often key material was destroyed in this epoch, by the audit trail; attempts that failed are counted too."""
    found = select(events.c.event_name, events.c.sequence).where(DESTRUCTIONS).subquery()
    rotated = found.c.event_name == ROTATED
    last = select(func.coalesce(func.max(found.c.sequence), 0)).where(rotated).scalar_subquery()
    query = select(func.count()).select_from(found).where(~rotated, found.c.sequence > last)
    with instance.database.read() as connection:
        return int(connection.execute(query).scalar_one())
