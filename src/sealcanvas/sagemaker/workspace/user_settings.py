"""User settings of a domain or a user profile: what of them is honoured, checked before anything is written."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.kms_key import require_key
from sealcanvas.sagemaker.roles import require_passed, require_role
from sealcanvas.sagemaker.workspace.forecast_role import make_forecast_role
from sealcanvas.sagemaker.workspace.spaces.space_sizes import check_storage_defaults
from sealcanvas.service.call import Call

# SecurityGroups are kept and given back: the network is that of the machine.
_SETTINGS = {"ExecutionRole", "SecurityGroups", "SharingSettings", "CanvasAppSettings", "SpaceStorageSettings"}
_CANVAS_SETTINGS = {
    *("TimeSeriesForecastingSettings", "WorkspaceSettings", "ModelRegisterSettings", "DirectDeploySettings"),
}
_FORECAST = "forecast.amazonaws.com"


@dataclass(frozen=True, slots=True)
class CheckedSettings:
    """User settings that hold.

    Attributes:
        settings: as Describe gives them back, with the Forecast role that was made.
        storage_key: full ARN of key 2, or None if these settings name none.
    """

    settings: dict[str, Any]
    storage_key: str | None


def check_user_settings(
    call: Call, member: str, settings: Mapping[str, Any], owner_arn: str, *, forecast_role: str | None = None
) -> CheckedSettings:
    """Check roles and keys as the caller, and make the Forecast role if time series want one.

    Args:
        member: where the settings stand in the request, for messages.
        owner_arn: the domain or user profile.
        forecast_role: the one that holds where these settings name none.

    Raises:
        ValidationException: a setting that is not served, a role or a key that cannot work.
        AccessDeniedException: the caller may not pass a role, describe a key or make the Forecast role.
    """
    _refuse_unserved(member, settings)
    checked = deepcopy(dict(settings))
    if "ExecutionRole" in checked:
        require_role(call, checked["ExecutionRole"], owner_arn)
    _check_artifact_path(member, checked)
    check_storage_defaults(member, checked)
    storage_key = _storage_key(call, member, checked)
    series = checked.get("CanvasAppSettings", {}).get("TimeSeriesForecastingSettings", {})
    if "AmazonForecastRoleArn" in series:
        require_passed(call, series["AmazonForecastRoleArn"], owner_arn, _FORECAST)
    elif series.get("Status") == "ENABLED" and forecast_role is None:
        series["AmazonForecastRoleArn"] = make_forecast_role(call)
    return CheckedSettings(checked, storage_key)


def update_user_settings(
    call: Call,
    member: str,
    old: Mapping[str, Any],
    new: Mapping[str, Any],
    owner_arn: str,
    storage_key: str | None,
    *,
    forecast_role: str | None = None,
) -> CheckedSettings:
    """User settings changed: roles and keys that the request names are checked as the caller, at once.

    Args:
        old: the settings that hold; what `new` does not name of them stays, unchecked.
        storage_key: the ARN of key 2 so far.
        forecast_role: the one that holds where neither names one.

    Raises: as `check_user_settings`.
    """
    forecast_role = forecast_role_of(old) or forecast_role
    checked = check_user_settings(call, member, new, owner_arn, forecast_role=forecast_role)
    merged = merge_settings(old, checked.settings)
    if _key_two(merged) != _key_two(old):
        storage_key = _storage_key(call, member, merged)
    return CheckedSettings(merged, storage_key)


def forecast_role_of(settings: Mapping[str, Any]) -> str | None:
    """The Forecast role that user settings name, or None."""
    series = settings.get("CanvasAppSettings", {}).get("TimeSeriesForecastingSettings", {})
    role: str | None = series.get("AmazonForecastRoleArn")
    return role


def merge_settings(old: Mapping[str, Any], new: Mapping[str, Any]) -> dict[str, Any]:
    """`old` with what `new` sets; a structure keeps the members that `new` does not name."""
    merged = dict(old)
    for name, value in new.items():
        before = merged.get(name)
        merged[name] = merge_settings(before, value) if isinstance(before, dict) and isinstance(value, dict) else value
    return merged


def _refuse_unserved(member: str, settings: Mapping[str, Any]) -> None:
    for name in settings:
        if name not in _SETTINGS:
            raise ValidationException(f"{member}.{name} is not supported: Canvas is the only app that is served.")
    for name, value in settings.get("CanvasAppSettings", {}).items():
        if name not in _CANVAS_SETTINGS and not _is_off(value):
            raise ValidationException(f"{member}.CanvasAppSettings.{name} is not supported.")
    if settings.get("CanvasAppSettings", {}).get("ModelRegisterSettings", {}).get("CrossAccountModelRegisterRoleArn"):
        place = f"{member}.CanvasAppSettings.ModelRegisterSettings.CrossAccountModelRegisterRoleArn"
        raise ValidationException(f"{place} is not supported: models are registered in their own account.")


def _is_off(value: Any) -> bool:
    """Whether a feature's settings say no more than that it is disabled."""
    if isinstance(value, list):
        return all(_is_off(item) for item in value)
    return bool(set(value) == {"Status"} and value["Status"] == "DISABLED")


def _check_artifact_path(member: str, settings: Mapping[str, Any]) -> None:
    path = settings.get("CanvasAppSettings", {}).get("WorkspaceSettings", {}).get("S3ArtifactPath", "s3://")
    if not path.startswith("s3://"):
        raise ValidationException(f"{member}.CanvasAppSettings.WorkspaceSettings.S3ArtifactPath must begin with s3://.")


def _storage_key(call: Call, member: str, settings: Mapping[str, Any]) -> str | None:
    """Key 2; where both places name one, both must be sound and the workspace's wins."""
    found = None
    for place, key_id in _named_keys(settings):
        found = require_key(call, f"{member}.{place}.S3KmsKeyId", key_id)
    return found


def _key_two(settings: Mapping[str, Any]) -> str | None:
    """Key 2 as the settings name it."""
    named = _named_keys(settings)
    return named[-1][1] if named else None


def _named_keys(settings: Mapping[str, Any]) -> list[tuple[str, str]]:
    """The places that name key 2, the one that wins last."""
    found = []
    for place in (("SharingSettings",), ("CanvasAppSettings", "WorkspaceSettings")):
        block = settings
        for name in place:
            block = block.get(name, {})
        if block.get("S3KmsKeyId"):
            found.append((".".join(place), block["S3KmsKeyId"]))
    return found
