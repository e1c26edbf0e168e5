"""`POST /console/api/presign`: a request to S3 that the browser sends by itself, as whom its session acts as."""

import json
from datetime import timedelta
from typing import Any

from sealcanvas.server.console.live_sessions import Live
from sealcanvas.service.instance import Instance
from sealcanvas.sts.shortened import shortened
from sealcanvas.wire import json11
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request
from sealcanvas.wire.model import Operation, load
from sealcanvas.wire.presign import presign
from sealcanvas.wire.route_s3 import bucket_of_host
from sealcanvas.wire.validate import validate

_OPERATIONS = frozenset({"GetObject", "HeadObject", "PutObject", "UploadPart"})
_DEFAULT, _LONGEST = 900, 3_600


def presigned(instance: Instance, request: Request, live: Live, members: dict[str, Any]) -> dict[str, Any]:
    """Method, URL and headers of the request that `members` describe.

    Raises:
        WireError: there is no such operation here, or a parameter that its model refuses.
    """
    operation = _operation(members)
    asked = members.get("Parameters") or {}
    parameters = json11.parse(operation, json.dumps(asked).encode())
    if "Body" in parameters:
        raise WireError("ValidationException", "Leave Body out: it is what the request itself will carry.")
    validate(operation, parameters)
    if bucket_of_host(request.host) is not None:
        raise WireError("ValidationException", f"S3 takes {request.host} for a bucket: open the console elsewhere.")
    now = instance.clock().replace(microsecond=0)
    seconds = min(_seconds(members), int((live.session.expires_at - now).total_seconds()))
    ends = min(now + timedelta(seconds=seconds + 1), live.session.expires_at)
    credentials = shortened(instance, live.credentials, live.identity.principal.account, ends)
    made = presign(
        operation,
        parameters,
        scheme=request.scheme,
        host=request.host,
        access_key=credentials.access_key_id,
        secret=credentials.secret.reveal(),
        session_token=credentials.session_token,
        region=live.region,
        now=now,
        seconds=seconds,
    )
    return {"Method": made.method, "Url": made.url, "Headers": made.headers}


def _operation(members: dict[str, Any]) -> Operation:
    service, name = members.get("Service", "s3"), members.get("Operation")
    if service != "s3" or not isinstance(name, str) or name not in _OPERATIONS:
        raise WireError("ValidationException", f"What is presigned is one of s3's {', '.join(sorted(_OPERATIONS))}.")
    return load("s3").operations[name]


def _seconds(members: dict[str, Any]) -> int:
    seconds = members.get("ExpiresIn")
    if seconds is None:
        return _DEFAULT
    if not isinstance(seconds, int) or isinstance(seconds, bool) or not 1 <= seconds <= _LONGEST:
        raise WireError("ValidationException", f"ExpiresIn is 1 to {_LONGEST} seconds.")
    return seconds
