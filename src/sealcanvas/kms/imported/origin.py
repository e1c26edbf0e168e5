"""Operations that are for keys of origin EXTERNAL alone."""

from sealcanvas.kms.errors import UnsupportedOperationException
from sealcanvas.kms.key import Key
from sealcanvas.service.errors import ValidationException


def require_external(key: Key) -> None:
    """Refuse a key whose material is not imported.

    Raises:
        UnsupportedOperationException: its origin is another.
    """
    if not key.imported:
        raise wrong_origin(key)


def require_importable(spec: str) -> None:
    """Refuse a key spec whose material cannot be imported: those of post-quantum keys.

    Raises:
        ValidationException: it cannot.
    """
    if spec.startswith(("ML_DSA_", "ML_KEM_")):
        raise ValidationException(f"KeySpec {spec} is not supported for Origin EXTERNAL")


def wrong_origin(key: Key) -> UnsupportedOperationException:
    """What AWS answers where a key's origin does not allow an operation."""
    return UnsupportedOperationException(f"{key.arn} origin is {key.origin} which is not valid for this operation.")
