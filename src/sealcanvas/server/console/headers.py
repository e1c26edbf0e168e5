"""What every answer of the console says to the browser, and what an object that a browser opens is told."""

import re

from sealcanvas.wire.message import Request, Response

_POLICY = (
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "img-src 'none'; script-src 'none'"
)
_PAGE_POLICY = (
    "default-src 'none'; script-src {code}; style-src {code}; font-src 'self' data:; img-src 'self' data:; "
    "connect-src 'self'; worker-src {code}; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_NAMED = re.compile(r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:[0-9]{1,5})?", re.IGNORECASE)
"""A host as a policy's grammar (CSP level 3, 2.3.1) has one: no address of IPv6."""

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


def page_policy(request: Request) -> str:
    """The policy of the built web page, for the address that it was asked for by.

    Nothing of it stands inline, and its code comes from its own folder alone: buckets share the origin, and an object
    is no script of the console's. Where a policy cannot name the host, the whole origin stands for the folder.
    """
    own = f"{request.scheme}://{request.host}/console/assets/"
    return _PAGE_POLICY.format(code=own if _NAMED.fullmatch(request.host) else "'self'")


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
