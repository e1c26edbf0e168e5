"""Reads who signed a request from its Authorization header or its presigned query."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import parse_qsl

from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request
from sealcanvas.wire.model import ServiceModel
from sealcanvas.wire.route import service_of

ALGORITHM = "AWS4-HMAC-SHA256"
WEEK = 604_800
_QUERY = ("X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature", "X-Amz-Date", "X-Amz-SignedHeaders")
_STAMP = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})T([0-9]{2})([0-9]{2})([0-9]{2})Z")
_SIGNATURE = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Credential:
    """What a signature claims; nothing of it is proven before `sigv4.verify`.

    date: YYYYMMDD of the scope. timestamp: the signing time, aware. expires: seconds a presigned request is good for.
    """

    access_key: str
    date: str
    region: str
    service: str
    terminator: str
    signed_headers: tuple[str, ...]
    signature: str = field(repr=False)
    timestamp: datetime
    session_token: str | None = field(repr=False)
    presigned: bool = False
    expires: int | None = None

    @property
    def scope(self) -> str:
        """date/region/service/aws4_request."""
        return f"{self.date}/{self.region}/{self.service}/{self.terminator}"

    @property
    def stamp(self) -> str:
        """The signing time as it is signed: YYYYMMDDTHHMMSSZ."""
        return self.timestamp.strftime("%Y%m%dT%H%M%SZ").zfill(16)


def credential(request: Request) -> Credential | None:
    """The credential of a request, or None for an anonymous one.

    Raises WireError in the service's manner when it is incomplete, malformed or of signature version 2.
    """
    header = request.headers.get("authorization")
    query: dict[str, str] = {}
    if "X-Amz-" in request.query or "Signature=" in request.query:
        try:
            query = dict(parse_qsl(request.query, keep_blank_values=True, max_num_fields=1000))
        except ValueError:
            raise _incomplete(service_of(request), "The query string contains a syntax error.") from None
    presigned = any(name in query for name in ("X-Amz-Algorithm", "X-Amz-Credential", "X-Amz-Signature"))
    if header is not None and presigned:
        raise WireError(
            "InvalidArgument",
            "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string "
            "parameter or the Authorization header should be specified",
            ArgumentName="Authorization",
        )
    if presigned:
        return _from_query(request, query)
    if header is not None:
        return _from_header(request, header)
    if "AWSAccessKeyId" in query and "Signature" in query:
        raise version_2()
    return None


def version_2() -> WireError:
    return WireError(
        "InvalidRequest",
        "The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.",
    )


def _incomplete(service: ServiceModel, text: str, **members: Any) -> WireError:
    if service.protocol == "rest-xml":
        return WireError("AuthorizationHeaderMalformed", f"The authorization header is malformed; {text}", **members)
    code = "IncompleteSignatureException" if service.protocol == "json" else "IncompleteSignature"
    return WireError(code, text)


def _from_header(request: Request, header: str) -> Credential:
    service = service_of(request)
    algorithm, _, rest = header.strip().partition(" ")
    if algorithm == "AWS":
        raise version_2()
    if algorithm != ALGORITHM:
        if service.protocol == "rest-xml":
            raise WireError("InvalidArgument", "Unsupported Authorization Type", ArgumentName="Authorization")
        raise _incomplete(service, f"Unsupported AWS 'algorithm': '{algorithm[:32]}'.")
    given: dict[str, str] = {}
    for part in rest.split(","):
        name, _, value = part.strip().partition("=")
        given[name] = value
    missing = [name for name in ("Credential", "Signature", "SignedHeaders") if not given.get(name)]
    if missing:
        texts = (f"Authorization header requires '{name}' parameter." for name in missing)
        raise _incomplete(service, " ".join(texts))
    parts = scope_of(given["Credential"])
    if parts is None:
        raise _incomplete(
            service, 'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".'
        )
    if not _SIGNATURE.fullmatch(given["Signature"]):
        raise _incomplete(service, "the Signature must be 64 hexadecimal digits.")
    return Credential(
        *parts,
        signed_headers=tuple(given["SignedHeaders"].lower().split(";")),
        signature=given["Signature"],
        timestamp=_signing_time(service, request),
        session_token=request.headers.get("x-amz-security-token"),
    )


def scope_of(text: str) -> tuple[str, str, str, str, str] | None:
    """Access key, date, region, service and terminator; an access key may hold slashes elsewhere, not here."""
    parts = text.split("/")
    if len(parts) != 5 or not all(parts) or not re.fullmatch(r"[0-9]{8}", parts[1]):
        return None
    return parts[0], parts[1], parts[2], parts[3], parts[4]


def parse_stamp(text: str) -> datetime | None:
    """The aware time of YYYYMMDDTHHMMSSZ, or None."""
    parts = _STAMP.fullmatch(text)
    if parts is None:
        return None
    try:
        year, month, day, hour, minute, second = map(int, parts.groups())
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC)
    except ValueError:
        return None


def _signing_time(service: ServiceModel, request: Request) -> datetime:
    text = request.headers.get("x-amz-date")
    found: datetime | None = None
    if text is not None:
        found = parse_stamp(text)
    elif "date" in request.headers:
        text = request.headers["date"]
        try:
            found = parse_stamp(text) or parsedate_to_datetime(text).astimezone(UTC)
        except (ValueError, OverflowError, TypeError):
            found = None
    if found is not None:
        return found
    if service.protocol == "rest-xml":
        raise WireError("AccessDenied", "AWS authentication requires a valid Date or x-amz-date header", 403)
    if text is None:
        raise _incomplete(
            service,
            "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header.",
        )
    raise _incomplete(service, f"Date must be in ISO-8601 'basic format'. Got '{text[:64]}'.")


def _from_query(request: Request, query: dict[str, str]) -> Credential:
    is_s3 = service_of(request).protocol == "rest-xml"

    def refuse(text: str) -> WireError:
        return WireError("AuthorizationQueryParametersError" if is_s3 else "IncompleteSignature", text)

    if not all(query.get(name) for name in _QUERY) or (is_s3 and "X-Amz-Expires" not in query):
        raise refuse(
            "Query-string authentication version 4 requires the X-Amz-Algorithm, X-Amz-Credential, X-Amz-Signature, "
            "X-Amz-Date, X-Amz-SignedHeaders, and X-Amz-Expires parameters."
        )
    if query["X-Amz-Algorithm"] != ALGORITHM:
        raise refuse(f'X-Amz-Algorithm only supports "{ALGORITHM}"')
    parts = scope_of(query["X-Amz-Credential"])
    if parts is None:
        raise refuse(
            "Error parsing the X-Amz-Credential parameter; the Credential is mal-formed; expecting "
            '"<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".'
        )
    timestamp = parse_stamp(query["X-Amz-Date"])
    if timestamp is None:
        raise refuse("X-Amz-Date must be in the ISO8601 Long Format \"yyyyMMdd'T'HHmmss'Z'\"")
    if not _SIGNATURE.fullmatch(query["X-Amz-Signature"]):
        raise refuse("X-Amz-Signature must be 64 hexadecimal digits")
    expires = query.get("X-Amz-Expires", "900")
    if not re.fullmatch(r"-?[0-9]{1,12}", expires):
        raise refuse("X-Amz-Expires should be a number")
    if int(expires) < 0:
        raise refuse("X-Amz-Expires must be non-negative")
    if int(expires) > WEEK:
        raise refuse(
            "X-Amz-Expires must be less than a week (in seconds); that is, the given X-Amz-Expires must be less than "
            f"{WEEK} seconds"
        )
    return Credential(
        *parts,
        signed_headers=tuple(query["X-Amz-SignedHeaders"].lower().split(";")),
        signature=query["X-Amz-Signature"],
        timestamp=timestamp,
        session_token=query.get("X-Amz-Security-Token"),
        presigned=True,
        expires=int(expires),
    )
