"""What a request says of a space, held to what a space of ours can be."""

from typing import Any

from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.workspace.spaces.space_sizes import size_bounds, size_of

_SERVED = {"AppType", "SpaceStorageSettings"}
_OFF = {"SpaceManagedResources", "RemoteAccess"}


def check_space_settings(settings: dict[str, Any], behind: dict[str, Any], before: int | None = None) -> dict[str, Any]:
    """SpaceSettings with their size filled in.

    Args:
        behind: the settings that give the default and the maximum size.
        before: the size that the space has, if it is there.

    Raises:
        ValidationException: a setting that is not served, or a size over the maximum.
    """
    for name, value in settings.items():
        if name not in _SERVED and not (name in _OFF and value == "DISABLED"):
            raise ValidationException(f"SpaceSettings.{name} is not supported: Canvas is the only app that is served.")
    if settings.get("AppType", "Canvas") != "Canvas":
        raise ValidationException(f"SpaceSettings.AppType '{settings['AppType']}' is not supported. Use 'Canvas'.")
    default, maximum = size_bounds(behind)
    size = size_of(settings)
    if size is not None and size > maximum:
        raise ValidationException(
            f"EbsVolumeSizeInGb {size} is more than MaximumEbsVolumeSizeInGb {maximum} of the space storage settings."
        )
    if size is None:
        size = before or default
    return {**settings, "SpaceStorageSettings": {"EbsStorageSettings": {"EbsVolumeSizeInGb": size}}}
