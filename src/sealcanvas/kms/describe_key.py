"""DescribeKey: all that may be told about a key."""

from typing import Any

from sealcanvas.kms.find import find_key
from sealcanvas.kms.grant_tokens import check_tokens
from sealcanvas.kms.key import Key
from sealcanvas.kms.managed import MANAGED_SERVICES, managed_key
from sealcanvas.kms.metadata import key_metadata
from sealcanvas.kms.service import kms
from sealcanvas.service.call import Call

_PREFIX = "alias/aws/"


def _key(call: Call, request: dict[str, Any]) -> Key:
    # Naming a predefined alias makes its AWS managed key (API reference, DescribeKey).
    key_id: str = request["KeyId"]
    own = f"arn:aws:kms:{call.region}:{call.account}:"
    name = key_id.removeprefix(own)
    if name.startswith(_PREFIX) and name.removeprefix(_PREFIX) in MANAGED_SERVICES:
        managed_key(call, name.removeprefix(_PREFIX))
    return find_key(call, key_id, "kms:DescribeKey")


@kms.operation("DescribeKey", resource=_key)
def describe_key(call: Call, key: Key, request: dict[str, Any]) -> dict[str, Any]:
    """Return the key's KeyMetadata, in every key state."""
    check_tokens(call.instance, request)
    return {"KeyMetadata": key_metadata(call.instance, key)}
