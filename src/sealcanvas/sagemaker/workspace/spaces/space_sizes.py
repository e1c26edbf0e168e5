"""How large a space's volume is, may be, and is if nobody says."""

from typing import Any

from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.quotas import DEFAULT_EBS_GIB, MAXIMUM_EBS_GIB


def size_of(settings: dict[str, Any]) -> int | None:
    """EbsVolumeSizeInGb of space settings, or None."""
    size: int | None = settings.get("SpaceStorageSettings", {}).get("EbsStorageSettings", {}).get("EbsVolumeSizeInGb")
    return size


def size_bounds(settings: dict[str, Any]) -> tuple[int, int]:
    """Default and maximum size in GB by `SpaceStorageSettings` of user settings or default space settings."""
    block = settings.get("SpaceStorageSettings", {}).get("DefaultEbsStorageSettings", {})
    default = block.get("DefaultEbsVolumeSizeInGb", DEFAULT_EBS_GIB)
    return default, block.get("MaximumEbsVolumeSizeInGb", max(MAXIMUM_EBS_GIB, default))


def check_storage_defaults(member: str, settings: dict[str, Any]) -> None:
    """Hold SpaceStorageSettings of a domain or user profile to a default that is not over its maximum.

    Raises:
        ValidationException: it is.
    """
    block = settings.get("SpaceStorageSettings", {}).get("DefaultEbsStorageSettings")
    if block and block["DefaultEbsVolumeSizeInGb"] > block["MaximumEbsVolumeSizeInGb"]:
        raise ValidationException(
            f"{member}.SpaceStorageSettings: DefaultEbsVolumeSizeInGb is more than MaximumEbsVolumeSizeInGb."
        )
