"""Objects under a key: those of datasets, model versions and predictions, and all others by their bucket."""

from collections.abc import Iterator

from sqlalchemy import func, select

from sealcanvas.canvas.key_use.use import KeyUse, Kind
from sealcanvas.canvas.rekey.recorded import folders_of
from sealcanvas.canvas.stored import Kind as StoredKind
from sealcanvas.s3.tables import buckets, objects
from sealcanvas.service.instance import Instance

MOST = 100_000
"""Objects whose keys are looked at; of more, only the amount in each bucket is told."""

_KINDS: dict[StoredKind, Kind] = {
    "dataset": "Dataset",
    "dataset-version": "Dataset",
    "model-version": "ModelVersion",
    "prediction": "Prediction",
}


def object_uses(instance: Instance, account: str, key_arn: str) -> tuple[list[KeyUse], bool]:
    """The uses, and whether every object was looked at.

    Args:
        account: whose resources are named.
    """
    of_key = objects.c.key_arn == key_arn
    joined = objects.join(buckets, buckets.c.bucket_id == objects.c.bucket_id)
    amounts = (
        select(buckets.c.name, buckets.c.account, func.count(), func.sum(objects.c.size))
        .select_from(joined)
        .where(of_key)
        .group_by(buckets.c.name, buckets.c.account)
    )
    with instance.database.read() as connection:
        found = connection.execute(amounts).all()
        complete = sum(row[2] for row in found) <= MOST
        if not complete:
            return [_stray(account, *row) for row in found], False
        each = (
            select(buckets.c.name, buckets.c.account, objects.c.size, objects.c.key).select_from(joined).where(of_key)
        )
        rows = connection.execute(each).all()
    return list(_told(instance, account, [tuple(row) for row in rows])), True


def _told(instance: Instance, account: str, rows: list[tuple[str, str, int, str]]) -> Iterator[KeyUse]:
    # No domain's own: every folder of the account is looked through alike.
    folders = folders_of(instance, account, "")
    for bucket, owner, size, key in rows:
        resource = folders.of(bucket, key) if owner == account else None
        if resource is None:
            yield _stray(account, bucket, owner, 1, size)
        else:
            yield KeyUse(_KINDS[resource.kind], resource.arn, resource.name, resource.domain_id, 1, size)


def _stray(account: str, bucket: str, owner: str, items: int, size: int) -> KeyUse:
    if owner != account:
        return KeyUse("OtherAccounts", "", "", items=items, size=size)
    return KeyUse("Objects", f"arn:aws:s3:::{bucket}", bucket, items=items, size=size)
