"""GetBucketCors, PutBucketCors, DeleteBucketCors."""

import json
import re
from typing import Any

from sealcanvas.s3.bucket import Bucket, bucket_named
from sealcanvas.s3.errors import InvalidRequest, MalformedXML, MaxMessageLengthExceeded, NoSuchCORSConfiguration
from sealcanvas.s3.service import s3
from sealcanvas.s3.settings.bucket_settings import long_setting, put_long_setting
from sealcanvas.s3.settings.cors_rules import METHODS
from sealcanvas.service.call import Call
from sealcanvas.service.instance import Instance
from sealcanvas.service.operation import Request

_NAME = "cors"
_MAXIMUM_RULES, _MAXIMUM_BYTES, _MAXIMUM_ID = 100, 64 << 10, 255
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+", re.ASCII)
_CHANGE = "s3:PutBucketCORS"


@s3.operation("GetBucketCors", action="s3:GetBucketCORS", resource=bucket_named)
def get_bucket_cors(call: Call, bucket: Bucket, _request: Request) -> Request:
    """Return the rules as they were put."""
    rules = rules_of(call.instance, bucket)
    if rules is None:
        raise NoSuchCORSConfiguration(BucketName=bucket.name)
    return {"CORSRules": rules}


@s3.operation("PutBucketCors", action=_CHANGE, resource=bucket_named)
def put_bucket_cors(call: Call, bucket: Bucket, request: Request) -> None:
    """Replace the rules."""
    rules = request["CORSConfiguration"].get("CORSRules") or []
    _check(rules)
    put_long_setting(call.instance, bucket, _NAME, rules)


@s3.operation("DeleteBucketCors", action=_CHANGE, resource=bucket_named)
def delete_bucket_cors(call: Call, bucket: Bucket, _request: Request) -> None:
    """Have no rules any more; harmless where there are none."""
    put_long_setting(call.instance, bucket, _NAME, None)


def rules_of(instance: Instance, bucket: Bucket) -> list[dict[str, Any]] | None:
    """The bucket's CORS rules, or None."""
    rules: list[dict[str, Any]] | None = long_setting(instance, bucket, _NAME)
    return rules


def _check(rules: list[dict[str, Any]]) -> None:
    if not rules:
        raise MalformedXML
    if len(rules) > _MAXIMUM_RULES:
        raise InvalidRequest(f"The number of CORS rules should not exceed allowed limit of {_MAXIMUM_RULES} rules.")
    if len(json.dumps(rules, ensure_ascii=False).encode()) > _MAXIMUM_BYTES:
        raise MaxMessageLengthExceeded(MaxMessageLengthBytes=str(_MAXIMUM_BYTES))
    for rule in rules:
        _check_rule(rule)


def _check_rule(rule: dict[str, Any]) -> None:
    if not rule["AllowedMethods"] or not rule["AllowedOrigins"] or (rule.get("MaxAgeSeconds") or 0) < 0:
        raise MalformedXML
    if len(rule.get("ID") or "") > _MAXIMUM_ID:
        raise InvalidRequest(f"ID length should not exceed allowed limit of {_MAXIMUM_ID}")
    for method in rule["AllowedMethods"]:
        if method not in METHODS:
            raise InvalidRequest(f"Found unsupported HTTP method in CORS config. Unsupported method is {method[:64]}")
    for member in ("AllowedOrigin", "AllowedHeader"):
        for pattern in rule.get(f"{member}s") or ():
            if pattern.count("*") > 1:
                raise InvalidRequest(f'{member} "{pattern}" can not have more than one wildcard.')
    for header in rule.get("ExposeHeaders") or ():
        if "*" in header:
            raise InvalidRequest(
                f'ExposeHeader "{header}" contains wildcard. We currently do not support wildcard for ExposeHeader'
            )
        if not _HEADER.fullmatch(header):  # it is sent as it stands
            raise InvalidRequest(f'ExposeHeader "{header}" contains invalid character.')
