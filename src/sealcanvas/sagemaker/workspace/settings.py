"""What Canvas works with for one user profile: the domain's settings, and the profile's own where it has any."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.errors import ResourceNotFound
from sealcanvas.sagemaker.tags import merged_tags
from sealcanvas.sagemaker.workspace.domains.domain import find_domain
from sealcanvas.sagemaker.workspace.user_settings import forecast_role_of, merge_settings
from sealcanvas.service.instance import Instance


@dataclass(frozen=True, slots=True)
class CanvasSettings:
    """The effective settings of a user profile.

    Attributes:
        execution_role: ARN of the role that Canvas acts as for this user.
        app_key: ARN of key 1 (volumes, jobs, what is temporary); None if the domain has the AWS managed key.
        storage_key: ARN of key 2 (what is kept in the bucket); None for the bucket's default.
        artifact_prefix: `s3://bucket/Canvas/<profile>`, without a slash at the end.
        forecast_role: ARN of the role that Forecast acts as, or None.
        time_series_enabled: whether this user may build time series models.
        model_register: whether this user may register models from Canvas.
        direct_deploy: whether this user may deploy models from Canvas.
        tags: what a domain that propagates tags gives to whatever Canvas makes for this user.
    """

    execution_role: str
    app_key: str | None
    storage_key: str | None
    artifact_prefix: str
    forecast_role: str | None
    time_series_enabled: bool
    domain_arn: str
    user_profile_arn: str
    model_register: bool = True
    direct_deploy: bool = True
    tags: Mapping[str, str] = field(default_factory=dict)

    @property
    def tag_list(self) -> list[dict[str, str]]:
        """The tags as requests have them."""
        return [{"Key": key, "Value": value} for key, value in sorted(self.tags.items())]


def canvas_settings(instance: Instance, domain_id: str, user_profile_name: str) -> CanvasSettings:
    """The settings that hold for a user profile.

    Raises:
        ResourceNotFound: there is no such domain, or no such profile in it.
    """
    domain = find_domain(instance, domain_id)
    profiles = stored.of_domain(instance, domain_id, "user-profile")
    profile = next((found for found in profiles if found.name == user_profile_name), None)
    if profile is None:
        raise ResourceNotFound(f"UserProfile [{user_profile_name}] does not exist in Domain [{domain_id}].")
    settings = merge_settings(domain.request["DefaultUserSettings"], profile.request.get("UserSettings", {}))
    canvas = settings.get("CanvasAppSettings", {})
    series = canvas.get("TimeSeriesForecastingSettings", {})
    place = canvas.get("WorkspaceSettings", {}).get("S3ArtifactPath")
    place = place or f"s3://sagemaker-{domain.region}-{domain.account}"
    own_key = {"KmsKeyId", "HomeEfsFileSystemKmsKeyId"} & {name for name, value in domain.request.items() if value}
    return CanvasSettings(
        execution_role=settings["ExecutionRole"],
        app_key=domain.details["app_key"] if own_key else None,
        storage_key=profile.details["storage_key"] or domain.details["storage_key"],
        artifact_prefix=f"{place.rstrip('/')}/Canvas/{user_profile_name}",
        forecast_role=forecast_role_of(settings),
        time_series_enabled=series.get("Status") == "ENABLED",
        domain_arn=domain.arn,
        user_profile_arn=profile.arn,
        model_register=_is_on(canvas, "ModelRegisterSettings"),
        direct_deploy=_is_on(canvas, "DirectDeploySettings"),
        tags=merged_tags(domain.tags, profile.tags) if domain.request.get("TagPropagation") == "ENABLED" else {},
    )


def _is_on(canvas: Mapping[str, Any], name: str) -> bool:
    """Whether a feature that is on unless somebody turns it off is on."""
    return bool(canvas.get(name, {}).get("Status", "ENABLED") == "ENABLED")
