"""ListVolumes."""

import base64
import binascii

from sealcanvas.canvas.named import domain_named
from sealcanvas.canvas.volumes.own_domain import own_domain
from sealcanvas.canvas.volumes.summary import summary
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ValidationException
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.resource import PlainResource
from sealcanvas.volumes.attached import attached_of_domain

_DEFAULT = 50


@sealcanvas.operation("ListVolumes", resource=domain_named, atomic=False)
def list_volumes(call: Call, _domain: PlainResource, request: Request) -> Request:
    """List homes and the volumes of apps and spaces, oldest first, with their snapshots, newest first."""
    domain = own_domain(call, request["DomainId"])
    found = attached_of_domain(call.instance, domain.arn)
    after = _read(request.get("NextToken"))
    if after is not None:
        found = [each for each in found if (each.created_at.isoformat(), each.volume_id) > after]
    limit = request.get("MaxResults", _DEFAULT)
    answer: Request = {"Volumes": [summary(call.instance, each) for each in found[:limit]]}
    if len(found) > limit:
        last = found[limit - 1]
        token = f"{last.created_at.isoformat()} {last.volume_id}"
        answer["NextToken"] = base64.urlsafe_b64encode(token.encode()).decode()
    return answer


def _read(token: str | None) -> tuple[str, str] | None:
    if token is None:
        return None
    try:
        moment, volume_id = base64.urlsafe_b64decode(token).decode().split(" ")
    except (binascii.Error, ValueError):
        raise ValidationException("The pagination token is invalid.") from None
    return moment, volume_id
