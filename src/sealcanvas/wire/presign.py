"""Signature version 4 in the query: a request that whoever has it may send until its time is over.

Source: Amazon S3 API Reference, "Authenticating Requests: Using Query Parameters". The canonical request is that of the
verifier.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any
from urllib.parse import quote

from botocore.serialize import create_serializer

from sealcanvas.wire.credential import ALGORITHM, Credential
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request
from sealcanvas.wire.model import Operation
from sealcanvas.wire.sigv4 import UNSIGNED, canonical_request, derive, sign

_STAMP = "%Y%m%dT%H%M%SZ"


@dataclass(frozen=True, slots=True)
class Presigned:
    """A request to send; headers: to be sent along exactly as they stand here."""

    method: str
    url: str = field(repr=False)
    headers: dict[str, str] = field(repr=False)


def presign(
    operation: Operation,
    parameters: dict[str, Any],
    *,
    scheme: str,
    host: str,
    access_key: str,
    secret: bytes,
    session_token: str,
    region: str,
    now: datetime,
    seconds: int,
) -> Presigned:
    """A presigned request of an S3 operation, in path style, with a payload that is not signed.

    parameters: valid by the operation's model, without a streamed body. host: as the client will send it. seconds: from
    now on, for how long it is good. Raises WireError where a header would not be ASCII.
    """
    made = _serializer().serialize_to_request(parameters, operation.service.client_model(operation.name))
    headers = {name.lower(): str(value) for name, value in made["headers"].items()}
    for name, value in headers.items():
        if not value.isascii() or not value.isprintable():
            raise WireError("ValidationException", f"The header {name} takes printable ASCII characters alone.")
    signed = tuple(sorted({"host", *headers}))
    claimed = Credential(
        access_key=access_key,
        date=now.strftime("%Y%m%d"),
        region=region,
        service=operation.service.signing_name,
        terminator="aws4_request",
        signed_headers=signed,
        signature="",
        timestamp=now,
        session_token=session_token,
        presigned=True,
        expires=seconds,
    )
    query = {
        **{name: str(value) for name, value in made["query_string"].items()},
        "X-Amz-Algorithm": ALGORITHM,
        "X-Amz-Credential": f"{access_key}/{claimed.scope}",
        "X-Amz-Date": now.strftime(_STAMP),
        "X-Amz-Expires": str(seconds),
        "X-Amz-Security-Token": session_token,
        "X-Amz-SignedHeaders": ";".join(signed),
    }
    text = "&".join(f"{quote(name, safe='-_.~')}={quote(value, safe='-_.~')}" for name, value in query.items())
    request = Request(made["method"], made["url_path"], text, {**headers, "host": host}, b"", host, scheme, "")
    key = derive(secret, claimed.date, region, claimed.service)
    signature = sign(key, claimed, canonical_request(request, claimed, UNSIGNED, is_s3=True))
    url = f"{scheme}://{host}{made['url_path']}?{text}&X-Amz-Signature={signature}"
    return Presigned(made["method"], url, headers)


@cache
def _serializer() -> Any:
    return create_serializer("rest-xml", include_validation=False)
