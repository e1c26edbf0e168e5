"""StopRekey: what has moved stays moved; StartRekey goes on."""

from sealcanvas.canvas.named import domain_named
from sealcanvas.canvas.rekey import stored
from sealcanvas.canvas.rekey.owner import rekey_of
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ResourceInUseException
from sealcanvas.service.resource import PlainResource


@sealcanvas.operation("StopRekey", resource=domain_named)
def stop_rekey(call: Call, _domain: PlainResource, request: Request) -> Request:
    """Stop the domain's rekey behind the artifact that it is at."""
    rekey = rekey_of(call, request["DomainId"])
    if rekey.status not in (stored.IN_PROGRESS, stored.PAUSED):
        raise ResourceInUseException(f"Rekey {rekey.id} is {rekey.status}: there is nothing to stop.")
    stopped = stored.change(call.instance, rekey, status=stored.STOPPED)
    return {"RekeyId": stopped.id, "Status": stopped.status}
