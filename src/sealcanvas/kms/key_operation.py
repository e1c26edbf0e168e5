"""Operations that act on one key: found first, then authorized, and only then asked for its state.

Authorization comes before key state (docs/kms.md), so that a stranger learns nothing of a key's state.
"""

from collections.abc import Callable
from typing import Any

from sealcanvas.kms.errors import InvalidArnException
from sealcanvas.kms.find import find_key
from sealcanvas.kms.key import Key
from sealcanvas.kms.service import kms
from sealcanvas.service.call import Call
from sealcanvas.service.operation import ConditionKeys, Handler, Operation


def key_operation(
    name: str,
    *,
    conditions: ConditionKeys | None = None,
    aliases: bool = False,
    atomic: bool = True,
    prompt: bool = False,
) -> Callable[[Handler], Operation]:
    """Register the operation `name` that acts on the key in its `KeyId`; the handler gets the Key.

    Args:
        conditions: further condition keys of the request.
        aliases: whether `KeyId` may be an alias; AWS takes them for cryptographic operations and DescribeKey only.
        atomic: False for operations that write nothing.
        prompt: as of `Service.operation`.
    """
    action = f"{kms.name}:{name}"

    def resolve(call: Call, request: dict[str, Any]) -> Key:
        key_id: str = request["KeyId"]
        if not aliases and is_alias(key_id):
            raise InvalidArnException("Key Aliases are not supported for this operation.")
        return find_key(call, key_id, action)

    return kms.operation(name, resource=resolve, conditions=conditions, atomic=atomic, prompt=prompt)


def is_alias(key_id: str) -> bool:
    """Whether a key is named by its alias or an alias ARN."""
    return key_id.startswith("alias/") or (key_id.startswith("arn:") and ":alias/" in key_id)
