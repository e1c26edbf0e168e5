"""Whether a request that changes something comes from our own pages (cross-site request forgery)."""

from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request


def require_own_page(request: Request) -> None:
    """Refuse a request whose `Origin` is not the address that it was sent to, or of which the browser says so.

    Every browser sends `Origin` with a POST. `Sec-Fetch-Site` comes over TLS and from this machine.

    Raises:
        WireError: AccessDeniedException, 403.
    """
    site = request.headers.get("sec-fetch-site", "same-origin")
    if site != "same-origin" or request.headers.get("origin") != f"{request.scheme}://{request.host}":
        raise WireError("AccessDeniedException", "The request does not come from a page of this console.", 403)
