"""A volume as our own service tells it."""

from typing import Any

from sealcanvas.service.instance import Instance
from sealcanvas.volumes.attached import AttachedVolume
from sealcanvas.volumes.snapshots import list_snapshots


def summary(instance: Instance, volume: AttachedVolume) -> dict[str, Any]:
    """The members of `VolumeSummary`."""
    return {
        "VolumeId": volume.volume_id,
        "Kind": volume.kind.title(),
        "OwnerArn": volume.owner,
        "KeyArn": volume.key_arn,
        "State": volume.state,
        "QuotaBytes": volume.quota,
        "UsedBytes": volume.used,
        "CreationTime": volume.created_at,
        "Snapshots": [
            {
                "SnapshotId": snapshot.snapshot_id,
                "CreationTime": snapshot.taken_at,
                "FileCount": snapshot.files,
                "SizeInBytes": snapshot.size,
            }
            for snapshot in list_snapshots(instance, volume.volume_id)
        ],
    }
