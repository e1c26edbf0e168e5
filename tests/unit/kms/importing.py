"""Imports key material in the world of the KMS tests."""

from typing import Any

from sealcanvas.service.call import Call
from tests.support.wrapped_material import OAEP_SHA_256, wrap_material
from tests.unit.kms.kms_world import ask

FOREVER = {"ExpirationModel": "KEY_MATERIAL_DOES_NOT_EXPIRE"}


def parameters(call: Call, key: str, algorithm: str = OAEP_SHA_256, spec: str = "RSA_2048") -> dict[str, Any]:
    """What GetParametersForImport gives."""
    return ask(call, "GetParametersForImport", KeyId=key, WrappingAlgorithm=algorithm, WrappingKeySpec=spec)


def bring(
    call: Call, key: str, material: bytes, algorithm: str = OAEP_SHA_256, spec: str = "RSA_2048", **members: Any
) -> dict[str, Any]:
    """Import material; without an expiry unless `members` say otherwise."""
    given = parameters(call, key, algorithm, spec)
    wrapped = wrap_material(given["PublicKey"], algorithm, material)
    validity = {} if "ValidTo" in members else FOREVER
    request = {"KeyId": key, "ImportToken": given["ImportToken"], "EncryptedKeyMaterial": wrapped}
    return ask(call, "ImportKeyMaterial", **{**request, **validity, **members})


def state(call: Call, key: str) -> str:
    """The key's state."""
    found: str = ask(call, "DescribeKey", KeyId=key)["KeyMetadata"]["KeyState"]
    return found


def materials(call: Call, key: str) -> list[dict[str, Any]]:
    """All that ListKeyRotations tells of the key's materials, without the key's ARN."""
    found: list[dict[str, Any]] = ask(call, "ListKeyRotations", KeyId=key, IncludeKeyMaterial="ALL_KEY_MATERIAL")[
        "Rotations"
    ]
    return [{name: value for name, value in each.items() if name != "KeyId"} for each in found]
