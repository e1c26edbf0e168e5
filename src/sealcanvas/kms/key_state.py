"""EnableKey and DisableKey."""

from typing import Any

from sealcanvas.kms.change_key import change_key
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_operation import key_operation
from sealcanvas.kms.material import material_cache
from sealcanvas.kms.state import require_material
from sealcanvas.service.call import Call


@key_operation("EnableKey")
def enable_key(call: Call, key: Key, request: dict[str, Any]) -> None:  # noqa: ARG001 - the seam's signature
    """Let the key be used; harmless when it is enabled already."""
    require_material(key)
    change_key(call, key, state="Enabled")


@key_operation("DisableKey")
def disable_key(call: Call, key: Key, request: dict[str, Any]) -> None:  # noqa: ARG001 - the seam's signature
    """Stop every use of the key, from the next request on."""
    require_material(key)
    change_key(call, key, state="Disabled")
    material_cache(call.instance).forget(key.arn)
