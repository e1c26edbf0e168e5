"""Signature version 4 of our requests to a proxy (XKS proxy API specification, appendix A)."""

import hashlib
from datetime import datetime

from sealcanvas.crypto.secret import Secret
from sealcanvas.wire.credential import Credential
from sealcanvas.wire.message import Request
from sealcanvas.wire.sigv4 import canonical_request, derive, sign

SERVICE = "kms-xks-proxy"
_HEADERS = ("host", "x-amz-date")


def signed_headers(
    access_key: str, secret: Secret, region: str, now: datetime, host: str, path: str, body: bytes
) -> dict[str, str]:
    """The headers of a POST that prove who sends it.

    Args:
        secret: the raw secret access key.
        host: as the Host header has it.
        path: without a query; of letters, digits, "/", "-", "_" and "." alone.
    """
    claimed = Credential(
        access_key, now.strftime("%Y%m%d"), region, SERVICE, "aws4_request", _HEADERS, "", now, session_token=None
    )
    headers = {"Host": host, "X-Amz-Date": claimed.stamp}
    request = Request(
        "POST", path, "", {name.lower(): value for name, value in headers.items()}, body, host, "https", ""
    )
    canonical = canonical_request(request, claimed, hashlib.sha256(body).hexdigest(), is_s3=False)
    signature = sign(derive(secret.reveal(), claimed.date, region, SERVICE), claimed, canonical)
    named = f"Credential={access_key}/{claimed.scope}, SignedHeaders={';'.join(_HEADERS)}, Signature={signature}"
    return {**headers, "Authorization": f"AWS4-HMAC-SHA256 {named}"}
