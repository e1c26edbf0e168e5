"""Which wrapping algorithm and wrapping key take which key spec's material.

Source: GetParametersForImport (API reference), and for Ed25519 and the message recorded answers of AWS.
"""

from sealcanvas.crypto.import_wrapping import WRAPPING_KEYS
from sealcanvas.kms.errors import UnsupportedOperationException
from sealcanvas.kms.key import Key
from sealcanvas.service.errors import ValidationException

_DIRECT = frozenset({"RSAES_OAEP_SHA_1", "RSAES_OAEP_SHA_256"})
_HYBRID = frozenset({"RSA_AES_KEY_WRAP_SHA_1", "RSA_AES_KEY_WRAP_SHA_256"})
_TOO_LONG_FOR_2048 = frozenset({"ECC_NIST_P521", "ECC_NIST_EDWARDS25519"})


def require_wrapping(key: Key, algorithm: str, wrapping_key_spec: str) -> None:
    """Refuse a wrapping that does not fit the key.

    Raises:
        UnsupportedOperationException: it is of SM2.
        ValidationException: AWS does not take the key's material so.
    """
    if algorithm == "SM2PKE" or wrapping_key_spec not in WRAPPING_KEYS:
        raise UnsupportedOperationException(
            f"Wrapping algorithm {algorithm} with wrapping key spec {wrapping_key_spec} is not supported: "
            "this key service has no SM2."
        )
    if algorithm not in _algorithms_for(key.spec) or (
        algorithm in _DIRECT and wrapping_key_spec == "RSA_2048" and key.spec in _TOO_LONG_FOR_2048
    ):
        raise ValidationException(
            f"Wrapping algorithm {algorithm} and wrapping key spec {wrapping_key_spec} "
            f"cannot be used to import a {key.spec} key."
        )


def _algorithms_for(spec: str) -> frozenset[str]:
    if spec.startswith("RSA_"):
        return _HYBRID
    return _DIRECT | _HYBRID if spec.startswith("ECC_") else _DIRECT
