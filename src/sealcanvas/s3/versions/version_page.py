"""One page of a bucket's versions: by key, the newest of a key first, from any point on.

The keys come from the index in memory, their versions from the database, in as many looks as fill the page: what a
page costs depends neither on the bucket nor on how many versions a key has.
"""

from dataclasses import dataclass, field

from sqlalchemy import Connection, bindparam, select

from sealcanvas.s3.bucket import Bucket
from sealcanvas.s3.key_index import KeyIndex
from sealcanvas.s3.listing import list_page
from sealcanvas.s3.record import ObjectRecord, read_version, to_object
from sealcanvas.s3.tables import objects

_OF_BUCKET = select(objects).where(objects.c.bucket_id == bindparam("bucket_id"))
_IN_KEYS = objects.c.key_index.in_(bindparam("keys", expanding=True))
_OF_KEYS = _OF_BUCKET.where(_IN_KEYS).limit(bindparam("most"))
_HOW_MANY = (
    select(objects.c.sequence).where(objects.c.bucket_id == bindparam("bucket_id"), _IN_KEYS).limit(bindparam("most"))
)  # answered by an index alone: nothing is unsealed
_OLDER = (
    _OF_BUCKET.where(objects.c.key_index == bindparam("key"), objects.c.sequence < bindparam("before"))
    .order_by(objects.c.sequence.desc())
    .limit(bindparam("most"))
)
_NEWER_THAN_ALL = 2**62


@dataclass(slots=True)
class VersionPage:
    """Versions and common prefixes in order, and where the next page goes on.

    Attributes:
        last_key: of the last entry, a version's key or a common prefix; None on an empty page.
        last_version: the last version's id on the wire; None where the last entry is a common prefix.
    """

    versions: list[ObjectRecord] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    truncated: bool = False
    last_key: str | None = None
    last_version: str | None = None


def version_page(
    connection: Connection,
    bucket: Bucket,
    index: KeyIndex,
    *,
    prefix: str,
    delimiter: str,
    key_marker: str,
    version_marker: str | None,
    limit: int,
) -> VersionPage:
    """Collect up to `limit` entries behind the markers.

    Args:
        index: as of now.
        key_marker: only keys behind this one, or behind this common prefix.
        version_marker: with `key_marker`: of that key, the versions older than this one, too. Where it was removed
            meanwhile, all that are left of the key: better twice than never.
    """
    page = VersionPage()
    if limit == 0:
        return page
    at = key_marker.find(delimiter, len(prefix)) if delimiter and key_marker.startswith(prefix) else -1
    group = at >= 0 and at + len(delimiter) == len(key_marker)
    entries: list[ObjectRecord | str] = []
    if version_marker is not None and at < 0 and key_marker.startswith(prefix):
        marked = read_version(connection, bucket, key_marker, version_marker)
        before = _NEWER_THAN_ALL if marked is None else marked.sequence
        entries.extend(_older(connection, bucket, key_marker, before, limit + 1))
    names = list_page(
        index, prefix=prefix, delimiter=delimiter, after=key_marker, skip_group=group, limit=limit + 1 - len(entries)
    )
    found = _versions_of(connection, bucket, names.keys, limit + 1 - len(entries))
    # A prefix and a key are never the same, and both stand where they sort.
    behind = [(record.key, record) for record in found] + [(name, name) for name in names.groups]
    entries.extend(entry for _, entry in sorted(behind, key=lambda pair: pair[0]))
    page.truncated = len(entries) > limit
    for entry in entries[:limit]:
        if isinstance(entry, str):
            page.groups.append(entry)
            page.last_key, page.last_version = entry, None
        else:
            page.versions.append(entry)
            page.last_key, page.last_version = entry.key, entry.shown_id
    return page


def _versions_of(connection: Connection, bucket: Bucket, keys: list[str], limit: int) -> list[ObjectRecord]:
    """The first `limit` versions of `keys`, in their order, the newest of a key first."""
    found: list[ObjectRecord] = []
    start, step, simple = 0, len(keys), True  # simple: so far the keys have few versions
    while start < len(keys) and len(found) < limit:
        most, some = limit - len(found), keys[start : start + step]
        if len(some) == 1:
            found += _older(connection, bucket, some[0], _NEWER_THAN_ALL, most)
            start += 1
            continue
        names = {"bucket_id": bucket.bucket_id, "keys": some, "most": most + 1}
        rows = connection.execute(_OF_KEYS, names).all() if simple or _fit(connection, names, most) else []
        if not rows or len(rows) > most:  # not all of them: fewer keys at a time
            simple, step = False, max(1, len(some) // 2)
            continue
        places = {key: place for place, key in enumerate(some)}
        found += sorted(map(to_object, rows), key=lambda record: (places[record.key], -record.sequence))
        start += len(some)
    return found


def _fit(connection: Connection, names: dict[str, object], most: int) -> bool:
    return len(connection.execute(_HOW_MANY, names).all()) <= most


def _older(connection: Connection, bucket: Bucket, key: str, before: int, limit: int) -> list[ObjectRecord]:
    names = {"bucket_id": bucket.bucket_id, "key": key, "before": before, "most": limit}
    return [to_object(row) for row in connection.execute(_OLDER, names)]
