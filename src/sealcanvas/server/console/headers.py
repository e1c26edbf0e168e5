"""What every answer of the console says to the browser, and what an object that a browser opens is told."""

from sealcanvas.wire.message import Request, Response

_POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "img-src 'none'; script-src 'none'"
)
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self' data:; img-src 'self' data:; "
    "connect-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Of the built web page: what it needs comes from here, and nothing of it stands inline."""

_SECURE = {
    "content-security-policy": _POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # Not "no-referrer": with that, a browser sends a form of ours with the origin "null".
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


def secured(response: Response) -> Response:
    """The answer with the headers that keep scripts, frames, other sites and caches away from it; its own go before."""
    return Response(response.status, {**_SECURE, **response.headers}, response.body)


def unreferred(response: Response) -> Response:
    """The answer of a page whose address holds a token: what it leads to is not told the address."""
    return Response(response.status, {**response.headers, "referrer-policy": "no-referrer"}, response.body)


def sandboxed(request: Request, headers: dict[str, str]) -> dict[str, str]:
    """Headers of an object's answer: one that a browser may show by itself is a page without origin and scripts.

    Objects share the console's origin. A browser follows links and frames without an Authorization header; a client
    that signs with one is no page.
    """
    if request.method in ("GET", "HEAD", "POST") and "authorization" not in request.headers:
        return {**headers, "content-security-policy": "sandbox"}
    return headers
