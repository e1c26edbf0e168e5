"""Who signed a form: signature version 4 over its policy, in fields instead of headers.

Source: Amazon S3 API Reference, "Authenticating Requests in Browser-Based Uploads Using POST".
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime, timedelta

from sealcanvas.wire.credential import ALGORITHM, WEEK, Credential, parse_stamp, scope_of, version_2
from sealcanvas.wire.errors import WireError
from sealcanvas.wire.sigv4 import SKEW, derive

_NEEDED = {
    "policy": "Policy",
    "x-amz-algorithm": "X-Amz-Algorithm",
    "x-amz-credential": "X-Amz-Credential",
    "x-amz-date": "X-Amz-Date",
    "x-amz-signature": "X-Amz-Signature",
}


def required(name: str, fields: Mapping[str, str]) -> str:
    """The value of a field; raises WireError InvalidArgument where it does not stand before the file."""
    value = fields.get(name.lower())
    if value is None:
        raise WireError(
            "InvalidArgument",
            f"Bucket POST must contain a field named '{name}'.  If it is specified, please check the order of the "
            "fields.",
            ArgumentName=name,
            ArgumentValue="",
        )
    return value


def form_credential(fields: Mapping[str, str]) -> Credential | None:
    """The credential of a form, or None for an anonymous one; nothing of it is proven yet.

    fields: by lower-case names. Raises WireError InvalidArgument where it is incomplete or malformed, InvalidRequest
    for signature version 2.
    """
    if "awsaccesskeyid" in fields or "signature" in fields:
        raise version_2()
    if not fields.keys() & (_NEEDED.keys() - {"policy"}):
        return None
    for name in _NEEDED.values():
        required(name, fields)
    if fields["x-amz-algorithm"] != ALGORITHM:
        raise _bad("X-Amz-Algorithm", f'X-Amz-Algorithm only supports "{ALGORITHM}"', fields["x-amz-algorithm"])
    claimed = fields["x-amz-credential"]
    parts = scope_of(claimed)
    if parts is None:
        text = 'the Credential is mal-formed; expecting "<YOUR-AKID>/YYYYMMDD/REGION/SERVICE/aws4_request".'
        raise _bad("X-Amz-Credential", text, claimed)
    if parts[3] != "s3":
        text = f'incorrect service "{parts[3][:32]}". This endpoint belongs to "s3".'
        raise _bad("X-Amz-Credential", text, claimed)
    if parts[4] != "aws4_request":
        text = f'incorrect terminal "{parts[4][:32]}". This endpoint uses "aws4_request".'
        raise _bad("X-Amz-Credential", text, claimed)
    stamp = parse_stamp(fields["x-amz-date"])
    if stamp is None:
        raise _bad("X-Amz-Date", "X-Amz-Date must be formated via ISO8601 Long format", fields["x-amz-date"])
    if not fields["x-amz-date"].startswith(parts[1]):
        text = f'Invalid credential date "{parts[1]}". This date is not the same as X-Amz-Date: "{stamp:%Y%m%d}".'
        raise _bad("X-Amz-Credential", text, claimed)
    return Credential(
        *parts,
        signed_headers=(),
        signature=fields["x-amz-signature"],
        timestamp=stamp,
        session_token=fields.get("x-amz-security-token"),
    )


def verify_form(policy: str, claimed: Credential, secret: bytes, now: datetime) -> None:
    """Prove that the holder of a secret signed a form's policy.

    policy: the field as it was sent. Raises WireError SignatureDoesNotMatch; AccessDenied before the day, and after the
    seven days that a signing key lasts.
    """
    key = derive(secret, claimed.date, claimed.region, claimed.service)
    computed = hmac.new(key, policy.encode("utf-8"), hashlib.sha256).hexdigest()
    if not hmac.compare_digest(computed.encode("ascii"), claimed.signature.encode("utf-8")):
        raise WireError(
            "SignatureDoesNotMatch",
            "The request signature we calculated does not match the signature you provided. Check your key and signing "
            "method.",
            403,
            AWSAccessKeyId=claimed.access_key,
            StringToSign=policy,
            SignatureProvided=claimed.signature,
            StringToSignBytes=policy.encode("utf-8").hex(" "),
        )
    if claimed.timestamp > now + SKEW:
        raise WireError("AccessDenied", "Request is not valid yet", 403)
    if now > claimed.timestamp + timedelta(seconds=WEEK):
        raise WireError("AccessDenied", "Request has expired", 403)


def _bad(name: str, text: str, value: str) -> WireError:
    return WireError("InvalidArgument", text, ArgumentName=name, ArgumentValue=value[:256])
