"""Pages of other sites and the object store: preflights, and the headers that let a page see an answer.

The buckets' CORS rules alone decide. The console and the other services' protocols are for no other site: nothing here
is asked for them.
"""

from sealcanvas.s3.bucket import Bucket, read_bucket
from sealcanvas.s3.settings.cors import rules_of
from sealcanvas.s3.settings.cors_rules import METHODS, VARY, Crossing, answer_headers
from sealcanvas.service.instance import Instance
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request, Response
from sealcanvas.wire.route_s3 import Address, address

_NOT_ENABLED = "CORSResponse: CORS is not enabled for this bucket."
_NOT_FOUND = "CORSResponse: Bucket not found"
_NOT_ALLOWED = (
    "CORSResponse: This CORS request is not allowed. This is usually because the evalution of Origin, request method / "
    "Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec."
)


def preflight(instance: Instance, request: Request, request_id: str) -> Response:
    """The answer to a browser that asks whether a page may send a request. Nobody signs it.

    Raises:
        WireError: BadRequest (it says too little), AccessForbidden (no rule of the bucket's allows it).
    """
    origin, method = request.headers.get("origin"), request.headers.get("access-control-request-method")
    if not origin:
        raise WireError("BadRequest", "Insufficient information. Origin request header needed.")
    if method not in METHODS:
        raise WireError("BadRequest", f"Invalid Access-Control-Request-Method: {(method or 'null')[:64]}")
    where = address(request)
    bucket = _bucket(instance, where)
    rules = None if bucket is None else rules_of(instance, bucket)
    if rules is None:
        raise _forbidden(_NOT_FOUND if bucket is None else _NOT_ENABLED, method, where)
    wanted = request.headers.get("access-control-request-headers", "").split(",")
    names = tuple(name.strip().lower() for name in wanted if name.strip())
    headers = answer_headers(rules, Crossing(origin, method, names))
    if headers is None:
        raise _forbidden(_NOT_ALLOWED, method, where)
    return Response(200, {"x-amz-request-id": request_id, **headers}, b"")


def crossing_headers(instance: Instance, request: Request) -> dict[str, str]:
    """What the answer to a request that says its Origin is to say besides; nothing of buckets without rules."""
    try:
        bucket = _bucket(instance, address(request))
    except WireError:
        return {}
    rules = None if bucket is None else rules_of(instance, bucket)
    if rules is None:
        return {}
    # A cache must not give one site's answer to another, whichever way the rules decide.
    return answer_headers(rules, Crossing(request.headers["origin"], request.method)) or {"vary": VARY}


def _bucket(instance: Instance, where: Address) -> Bucket | None:
    if where.bucket is None:
        return None
    with instance.database.read() as connection:
        return read_bucket(connection, where.bucket)


def _forbidden(message: str, method: str, where: Address) -> WireError:
    kind = "BUCKET" if where.key is None else "OBJECT"
    return WireError("AccessForbidden", message, 403, Method=method, ResourceType=kind)
