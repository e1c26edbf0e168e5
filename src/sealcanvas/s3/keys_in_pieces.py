"""All keys of a bucket, read from the database piece by piece: others are served in between."""

from collections.abc import Iterator

from sqlalchemy import Connection, Integer, LargeBinary, func, literal_column, select, type_coerce

from sealcanvas.s3.tables import objects
from sealcanvas.storage.columns import ciphers_of
from sealcanvas.storage.database import Database

_ROW = literal_column("s3_objects.rowid", Integer)
_BATCH = 500
_LOOKS = 3


def keys_in_pieces(database: Database, bucket_id: str) -> Iterator[tuple[str, bool]]:
    """Every key of a bucket, and whether its current version is a delete marker.

    They come in the order in which they lie: each page of the database file is opened once. A key whose row is replaced
    meanwhile has another row, which a second look at the rows finds; of keys that come or go the log tells.
    """
    cipher = ciphers_of(database.engine.dialect)["s3_objects.key"]
    sealed = type_coerce(objects.c.key, LargeBinary)
    of_bucket = (objects.c.bucket_id == bucket_id, objects.c.current.is_(True))
    done: set[int] = set()
    for _ in range(_LOOKS):
        with database.read() as connection:
            rows = connection.execute(select(_ROW).where(*of_bucket)).scalars().all()
        todo = sorted(set(rows) - done)
        done.update(todo)
        for start in range(0, len(todo), _BATCH):
            some = _ROW.in_(todo[start : start + _BATCH])
            with database.read() as connection:
                found = connection.execute(
                    select(sealed, objects.c.marker).where(some, objects.c.current.is_(True))
                ).all()
            yield from [(cipher.open(value).decode(), marker) for value, marker in found]
        if not todo:
            return


def count_keys(connection: Connection, bucket_id: str) -> int:
    """How many keys of a bucket have a version."""
    of_bucket = (objects.c.bucket_id == bucket_id, objects.c.current.is_(True))
    return int(connection.execute(select(func.count()).select_from(objects).where(*of_bucket)).scalar_one())
