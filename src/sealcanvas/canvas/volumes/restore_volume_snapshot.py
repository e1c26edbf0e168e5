"""RestoreVolumeSnapshot."""

from sealcanvas.canvas.named import domain_named
from sealcanvas.canvas.volumes.own_domain import own_domain
from sealcanvas.canvas.volumes.summary import summary
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceInUseException, ResourceNotFoundException
from sealcanvas.service.resource import PlainResource
from sealcanvas.volumes.attached import attached_of_domain
from sealcanvas.volumes.snapshots import list_snapshots, take_again


@sealcanvas.operation("RestoreVolumeSnapshot", resource=domain_named)
def restore_volume_snapshot(call: Call, _domain: PlainResource, request: Request) -> Request:
    """Make an older snapshot the newest: it is what comes back with the next app."""
    domain = own_domain(call, request["DomainId"])
    for volume in attached_of_domain(call.instance, domain.arn):
        for snapshot in list_snapshots(call.instance, volume.volume_id):
            if snapshot.snapshot_id != request["SnapshotId"]:
                continue
            if volume.state != "Detached":
                raise ResourceInUseException(f"Volume {volume.volume_id} is in use. Delete its app first.")
            take_again(call.instance, snapshot)
            return {"Volume": summary(call.instance, volume)}
    raise ResourceNotFoundException(f"Snapshot {request['SnapshotId']} does not exist.")
