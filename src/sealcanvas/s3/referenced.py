"""Which blobs the metadata refers to: the one place that knows all tables that do."""

from collections.abc import Collection, Iterator

from sqlalchemy import Connection, select

from sealcanvas.s3.tables import objects, parts

_MANY = 5000
_BATCH = 500


def referenced(connection: Connection, candidates: Collection[str]) -> set[str]:
    """Those of the blobs that an object or a part refers to."""
    found: set[str] = set()
    for column in (objects.c.blob_id, parts.c.blob_id):
        if len(candidates) > _MANY:
            found.update(connection.execute(select(column).where(column.is_not(None))).scalars())
            continue
        for some in _batches(candidates):
            found.update(connection.execute(select(column).where(column.in_(some))).scalars())
    return found & set(candidates)


def _batches(ids: Collection[str]) -> Iterator[list[str]]:
    ordered = list(ids)
    for start in range(0, len(ordered), _BATCH):
        yield ordered[start : start + _BATCH]
