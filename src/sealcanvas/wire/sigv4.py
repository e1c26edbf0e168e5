"""Signature version 4: header, presigned, and the seed of chunk signatures.

Source: AWS General Reference, "Signature Version 4 signing process", and for S3 "Authenticating Requests".
"""

from __future__ import annotations

import hashlib
import hmac
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote, unquote_to_bytes

from sealcanvas.wire import scalars
from sealcanvas.wire.credential import ALGORITHM, Credential, credential
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.message import Request
from sealcanvas.wire.model import ServiceModel
from sealcanvas.wire.route import service_of

__all__ = [
    "Credential",
    "SigningKey",
    "content_hash",
    "credential",
    "hash_mismatch",
    "sign",
    "string_to_sign",
    "verify",
]

SKEW = timedelta(minutes=15)
UNSIGNED = "UNSIGNED-PAYLOAD"
STREAMING = (
    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD",
    "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER",
    "STREAMING-UNSIGNED-PAYLOAD-TRAILER",
)
_NAME = "%Y%m%dT%H%M%SZ"
_CUSTOMER = "x-amz-server-side-encryption-customer-algorithm"
_CUSTOMERS = frozenset(f"x-amz-server-side-encryption-customer-{name}" for name in ("key", "key-md5"))
_BLANKS = re.compile(r"[ \t]+")  # not \s: in header bytes \x85 and \xa0 are parts of letters


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A verified request's derived key with what its chunk signatures chain from; never the secret itself."""

    key: bytes = field(repr=False)
    stamp: str
    scope: str
    signature: str = field(repr=False)

    def sign(self, text: bytes) -> str:
        """The hexadecimal signature of a string to sign."""
        return hmac.digest(self.key, text, "sha256").hex()


def derive(secret: bytes, date: str, region: str, service: str) -> bytes:
    """The signing key of a secret for one day, region and service."""
    key = b"AWS4" + secret
    for step in (date, region, service, "aws4_request"):
        key = hmac.digest(key, step.encode("utf-8"), "sha256")
    return key


def sign(key: bytes, claimed: Credential, canonical: bytes) -> str:
    """The signature of a canonical request under a derived key."""
    return hmac.digest(key, string_to_sign(claimed, canonical), "sha256").hex()


def content_hash(request: Request, claimed: Credential) -> str:
    """The payload hash that a request signs: S3 clients state it, for other services it is the body's SHA-256.

    Raises WireError InvalidRequest or InvalidArgument when S3's x-amz-content-sha256 is missing or of no known form. A
    stated digest must still be compared with what arrives: see `hash_mismatch`.
    """
    if service_of(request).protocol != "rest-xml":
        return hashlib.sha256(request.body).hexdigest()
    stated = request.headers.get("x-amz-content-sha256")
    if stated is None:
        if claimed.presigned:
            return UNSIGNED
        raise WireError("InvalidRequest", "Missing required header for this request: x-amz-content-sha256")
    if stated != UNSIGNED and stated not in STREAMING and not re.fullmatch(r"[0-9a-f]{64}", stated):
        raise WireError(
            "InvalidArgument",
            "x-amz-content-sha256 must be UNSIGNED-PAYLOAD, STREAMING-UNSIGNED-PAYLOAD-TRAILER, "
            "STREAMING-AWS4-HMAC-SHA256-PAYLOAD, STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER, or a valid sha256 value.",
            ArgumentName="x-amz-content-sha256",
            ArgumentValue=stated[:128],
        )
    return stated


def hash_mismatch(stated: str, computed: str) -> WireError:
    """S3's refusal of a body whose SHA-256 (hexadecimal) is not the stated one."""
    return WireError(
        "XAmzContentSHA256Mismatch",
        "The provided 'x-amz-content-sha256' header does not match what was computed.",
        ClientComputedContentSHA256=stated,
        S3ComputedContentSHA256=computed,
    )


def verify(
    request: Request,
    claimed: Credential,
    secret: bytes,
    payload_hash: str,
    now: datetime,
    region: str | None = None,
) -> SigningKey:
    """Proves that the holder of secret signed this request; returns the key that its chunks are signed with.

    payload_hash: from `content_hash`. now: aware. region: the only one accepted, or None for any; IAM, which has none,
    takes any. Raises WireError with the service's code and text.
    """
    service = service_of(request)
    _check_scope(service, claimed, region)
    _check_headers(service, request, claimed)
    _check_time(service, claimed, now)
    canonical = canonical_request(request, claimed, payload_hash, is_s3=service.protocol == "rest-xml")
    text = string_to_sign(claimed, canonical)
    key = derive(secret, claimed.date, claimed.region, claimed.service)
    signing = SigningKey(key, claimed.stamp, claimed.scope, claimed.signature)
    if not hmac.compare_digest(signing.sign(text).encode("ascii"), claimed.signature.encode("utf-8")):
        raise _mismatch(service, claimed, text, canonical)
    return signing


def canonical_request(request: Request, claimed: Credential, payload_hash: str, *, is_s3: bool) -> bytes:
    """The canonical request; S3's path is encoded once and never normalised."""
    path = request.path or "/"
    path = quote(unquote_to_bytes(path) if is_s3 else path, safe="/-_.~")
    headers = "".join(f"{name}:{_header(request, name)}\n" for name in claimed.signed_headers)
    signed = ";".join(claimed.signed_headers)
    text = "\n".join((request.method, path, _canonical_query(request.query), headers, signed, payload_hash))
    try:
        return text.encode("latin-1")  # header text is the bytes that came, one character each
    except UnicodeEncodeError:
        return text.encode("utf-8", "surrogatepass")


def _header(request: Request, name: str) -> str:
    value = request.headers.get(name)
    if value is None:
        value = request.host if name == "host" else ""
    return _BLANKS.sub(" ", value).strip(" \t")


def _canonical_query(query: str) -> str:
    pairs = []
    for part in query.split("&"):
        name, _, value = part.partition("=")
        if part and name != "X-Amz-Signature":
            pairs.append((_encoded(name), _encoded(value)))
    return "&".join(f"{name}={value}" for name, value in sorted(pairs))


def _encoded(text: str) -> str:
    return quote(unquote_to_bytes(text.replace("+", " ")), safe="-_.~")


def string_to_sign(claimed: Credential, canonical: bytes) -> bytes:
    """The four lines that are signed."""
    digest = hashlib.sha256(canonical).hexdigest()
    return f"{ALGORITHM}\n{claimed.stamp}\n{claimed.scope}\n{digest}".encode()


def _refuse(service: ServiceModel, text: str, status: int = 403) -> WireError:
    if service.protocol == "json":
        return WireError("InvalidSignatureException", text)
    return WireError("SignatureDoesNotMatch", text, status)


def _check_scope(service: ServiceModel, claimed: Credential, region: str | None) -> None:
    wrong_region = region is not None and service.name != "iam" and claimed.region != region
    if service.protocol == "rest-xml":
        if claimed.presigned:
            code, head = "AuthorizationQueryParametersError", "Error parsing the X-Amz-Credential parameter"
        else:
            code, head = "AuthorizationHeaderMalformed", "The authorization header is malformed"
        if claimed.terminator != "aws4_request":
            raise WireError(
                code, f'{head}; incorrect terminal "{claimed.terminator[:32]}". This endpoint uses "aws4_request".'
            )
        if claimed.service != "s3":
            raise WireError(code, f'{head}; incorrect service "{claimed.service[:32]}". This endpoint belongs to "s3".')
        if wrong_region:
            raise WireError(
                code, f"{head}; the region '{claimed.region[:32]}' is wrong; expecting '{region}'", Region=region
            )
    else:
        if claimed.terminator != "aws4_request":
            raise _refuse(
                service,
                "Credential should be scoped with a valid terminator: 'aws4_request', not "
                f"'{claimed.terminator[:32]}'.",
            )
        if claimed.service != service.signing_name:
            raise _refuse(service, f"Credential should be scoped to correct service: '{service.signing_name}'. ")
        if wrong_region:
            raise _refuse(service, f"Credential should be scoped to a valid Region, not '{claimed.region[:32]}'. ")
    if not claimed.stamp.startswith(claimed.date):
        if service.protocol == "rest-xml":
            raise WireError(
                code,
                f'{head}; Invalid credential date "{claimed.date}". This date is not the same as X-Amz-Date: '
                f'"{claimed.stamp[:8]}".',
            )
        raise _refuse(
            service,
            "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
            f"'{claimed.date}' != '{claimed.stamp[:8]}', from '{claimed.stamp}'.",
        )


def _check_headers(service: ServiceModel, request: Request, claimed: Credential) -> None:
    signed = frozenset(claimed.signed_headers)
    if "host" not in signed:
        if service.protocol == "rest-xml":
            raise WireError(
                "AccessDenied",
                "There were headers present in the request which were not signed",
                403,
                HeadersNotSigned="host",
            )
        raise _refuse(service, "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.")
    # An unsigned x-amz header could be added on the way: another key id, another operation.
    loose = _CUSTOMERS if claimed.presigned and _states_customer_key(request, signed) else frozenset()
    unsigned = sorted(name for name in request.headers if name.startswith("x-amz-") and name not in signed | loose)
    if not unsigned:
        return
    if service.protocol == "rest-xml":
        raise WireError(
            "AccessDenied",
            "There were headers present in the request which were not signed",
            403,
            HeadersNotSigned=", ".join(unsigned),
        )
    names = ", ".join(f"'{name}'" for name in unsigned)
    raise _refuse(service, f"{names} must be a 'SignedHeader' in the AWS Authorization.")


def _states_customer_key(request: Request, signed: frozenset[str]) -> bool:
    """Whether the signer said that a customer's key (SSE-C) comes along: who presigns need not know the key itself."""
    return _CUSTOMER in signed or f"{_CUSTOMER}=" in request.query.lower()


def _check_time(service: ServiceModel, claimed: Credential, now: datetime) -> None:
    at = claimed.timestamp
    if claimed.presigned and service.protocol == "rest-xml":
        end = at + timedelta(seconds=claimed.expires or 0)
        if at > now + SKEW:
            raise WireError("AccessDenied", "Request is not valid yet", 403, ServerTime=scalars.iso_seconds(now))
        if now > end:
            members: dict[str, Any] = {
                "X-Amz-Expires": claimed.expires,
                "Expires": scalars.iso_seconds(end),
                "ServerTime": scalars.iso_seconds(now),
            }
            raise WireError("AccessDenied", "Request has expired", 403, **members)
        return
    late = timedelta(seconds=claimed.expires or 0) if claimed.presigned else SKEW
    if now - late <= at <= now + SKEW:
        return
    if service.protocol == "rest-xml":
        raise WireError(
            "RequestTimeTooSkewed",
            "The difference between the request time and the current time is too large.",
            403,
            RequestTime=claimed.stamp,
            ServerTime=scalars.iso_seconds(now),
            MaxAllowedSkewMilliseconds=900_000,
        )
    here = now.strftime(_NAME)
    if at > now:
        limit = (now + SKEW).strftime(_NAME)
        raise _refuse(
            service, f"Signature not yet current: {claimed.stamp} is still later than {limit} ({here} + 15 min.)"
        )
    limit = (now - late).strftime(_NAME)
    raise _refuse(
        service,
        f"Signature expired: {claimed.stamp} is now earlier than {limit} "
        f"({here} - {int(late.total_seconds()) // 60} min.)",
    )


def _mismatch(service: ServiceModel, claimed: Credential, text: bytes, canonical: bytes) -> WireError:
    head = "The request signature we calculated does not match the signature you provided. Check your "
    if service.protocol != "rest-xml":
        return _refuse(
            service,
            f"{head}AWS Secret Access Key and signing method. Consult the service documentation for details.",
        )
    shown = canonical.decode("latin-1")
    if claimed.session_token:
        shown = shown.replace(claimed.session_token, "...").replace(quote(claimed.session_token, safe="-_.~"), "...")
    return WireError(
        "SignatureDoesNotMatch",
        f"{head}key and signing method.",
        403,
        AWSAccessKeyId=claimed.access_key,
        StringToSign=text.decode("ascii", "replace"),
        SignatureProvided=claimed.signature,
        CanonicalRequest=shown,
    )
