"""Volumes under a key: those of domains, homes, apps and spaces, and Forecast's stores; former keys count as well."""

from collections.abc import Iterator

from sqlalchemy import func, select

from sealcanvas.access.arn import account_of
from sealcanvas.canvas.key_use.use import KeyUse
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.tables import attachments, former_files, former_keys, volume_files, volumes

_FORECAST = ":forecast:"
_KEPT = (":domain/", ":user-profile/", ":space/", ":app/")


def volume_uses(instance: Instance, account: str, key_arn: str) -> Iterator[KeyUse]:
    """The uses; job volumes are told as their jobs (`jobs.job_uses`)."""
    with instance.database.read() as connection:
        files = {
            row.volume_id: (row.files, row.bytes)
            for row in connection.execute(
                select(
                    volume_files.c.volume_id,
                    func.count().label("files"),
                    func.coalesce(func.sum(volume_files.c.size), 0).label("bytes"),
                ).group_by(volume_files.c.volume_id)
            )
        }
        rows = connection.execute(select(volumes.c.volume_id, volumes.c.owner, volumes.c.key_arn)).all()
        owners = {row.volume_id: row.owner for row in rows}
        domains = {
            row.volume_id: row.domain
            for row in connection.execute(select(attachments.c.volume_id, attachments.c.domain))
        }
        formerly = connection.execute(
            select(former_keys.c.volume_id, former_keys.c.key_arn, func.count(former_files.c.blob_id).label("files"))
            .join(former_files, former_files.c.number == former_keys.c.number)
            .group_by(former_keys.c.number, former_keys.c.volume_id, former_keys.c.key_arn)
        ).all()
    for row in rows:
        if row.key_arn == key_arn and _is_kept(row.volume_id, row.owner):
            yield _use(account, row.owner, domains.get(row.volume_id, row.owner), *files.get(row.volume_id, (0, 0)))
    for row in formerly:
        if row.key_arn == key_arn:
            owner = owners[row.volume_id]
            yield _use(account, owner, domains.get(row.volume_id, owner), row.files, 0)


def _is_kept(volume_id: str, owner: str) -> bool:
    """Whether it is more than a job's scratch."""
    return any(kind in owner for kind in _KEPT) or (_FORECAST in owner and volume_id.startswith("fs-"))


def _use(account: str, owner: str, domain: str, items: int, size: int) -> KeyUse:
    if account_of(owner) != account:
        return KeyUse("OtherAccounts", "", "", items=items, size=size)
    name = owner.rpartition(":")[2]
    if _FORECAST in owner:
        return KeyUse("ForecastStore", owner, name, items=items, size=size)
    return KeyUse("Volume", owner, name, domain.rpartition("/")[2], items, size)
