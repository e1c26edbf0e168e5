"""What Canvas works with for one user profile: the domain's settings, and the profile's own where it has any."""

from dataclasses import dataclass

from sealcanvas.service.instance import Instance


@dataclass(frozen=True, slots=True)
class CanvasSettings:
    """The effective settings of a user profile.

    Attributes:
        execution_role: ARN of the role that Canvas acts as for this user.
        app_key: ARN of key 1 (volumes, jobs, what is temporary), or None for the AWS managed key.
        storage_key: ARN of key 2 (what is kept in the bucket), or None for the bucket's default.
        artifact_prefix: `s3://bucket/Canvas/<profile>`, without a slash at the end.
        forecast_role: ARN of the role that Forecast acts as, or None.
        time_series_enabled: whether this user may build time series models.
    """

    execution_role: str
    app_key: str | None
    storage_key: str | None
    artifact_prefix: str
    forecast_role: str | None
    time_series_enabled: bool
    domain_arn: str
    user_profile_arn: str


def canvas_settings(instance: Instance, domain_id: str, user_profile_name: str) -> CanvasSettings:
    """The settings that hold for a user profile.

    Raises:
        ResourceNotFound: there is no such domain, or no such profile in it.
    """
    raise NotImplementedError
