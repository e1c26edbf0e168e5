"""Until when imported key material is to be there: `ExpirationModel` and `ValidTo`."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sealcanvas.service.errors import ValidationException

EXPIRES, DOES_NOT_EXPIRE = "KEY_MATERIAL_EXPIRES", "KEY_MATERIAL_DOES_NOT_EXPIRE"
_LONGEST = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Validity:
    """Whether material expires, and when."""

    expires: bool
    valid_to: datetime | None = None


def validity_of(request: dict[str, Any], now: datetime) -> Validity:
    """What an import asks for.

    Raises:
        ValidationException: the two members do not go together, or the time is past or too far off.
    """
    valid_to: datetime | None = request.get("ValidTo")
    if model_of(request) == DOES_NOT_EXPIRE:
        if valid_to is not None:
            raise ValidationException(f"A validTo date cannot be set if the ExpirationModel is {DOES_NOT_EXPIRE}")
        return Validity(expires=False)
    if valid_to is None:
        raise ValidationException(f"A validTo date must be set if the ExpirationModel is {EXPIRES}")
    if valid_to <= now:
        raise ValidationException("ValidTo must be in the future")
    if valid_to - now > _LONGEST:
        raise ValidationException("ValidTo must be less than 365 days in the future")
    return Validity(expires=True, valid_to=valid_to.replace(microsecond=0))


def model_of(request: dict[str, Any]) -> str:
    """The request's ExpirationModel."""
    return str(request.get("ExpirationModel") or EXPIRES)


def validity_conditions(request: dict[str, Any]) -> dict[str, str | tuple[str, ...]]:
    """The condition keys of an import."""
    keys: dict[str, str | tuple[str, ...]] = {"kms:ExpirationModel": model_of(request)}
    if request.get("ValidTo") is not None:
        keys["kms:ValidTo"] = str(int(request["ValidTo"].timestamp()))
    return keys
