"""The payload of a request, whoever made the request."""

from sealcanvas.service.body import Body, BytesBody
from sealcanvas.service.operation import Request


def body_of(request: Request) -> Body:
    """The request's `Body`; an empty one where there is none. Our own services may give bytes."""
    given = request.get("Body")
    if given is None or isinstance(given, bytes):
        return BytesBody(given or b"")
    body: Body = given
    return body
