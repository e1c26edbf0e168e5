"""UpdateKeyDescription."""

from typing import Any

from sealcanvas.kms.change_key import change_key
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.state import require_kept
from sealcanvas.service.call import Call


@key_operation("UpdateKeyDescription")
def update_key_description(call: Call, key: Key, request: dict[str, Any]) -> None:
    """Replace the key's description."""
    require_kept(key)
    change_key(call, key, description=request["Description"])
