"""DescribeWorkspace: what holds for a user profile, the domain's settings and its own taken together."""

from typing import Any

from sealcanvas.canvas.named import domain_named
from sealcanvas.canvas.volumes.own_domain import own_domain
from sealcanvas.canvas.volumes.summary import summary
from sealcanvas.canvas.workspace import settings_of
from sealcanvas.kms import managed_key
from sealcanvas.s3.bucket import find_bucket
from sealcanvas.s3.errors import NoSuchBucket
from sealcanvas.sagemaker.workspace.settings import CanvasSettings
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.resource import PlainResource
from sealcanvas.volumes.attached import find_attached


@sealcanvas.operation("DescribeWorkspace", resource=domain_named, atomic=False)
def describe_workspace(call: Call, _domain: PlainResource, request: Request) -> Request:
    """Tell domain, user profile, roles, both keys and the home."""
    settings = settings_of(call, request["DomainId"], request["UserProfileName"])
    domain = own_domain(call, request["DomainId"])
    home = find_attached(call.instance, settings.user_profile_arn)
    return {
        "DomainId": request["DomainId"],
        "DomainArn": domain.arn,
        "DomainName": domain.name,
        "UserProfileName": request["UserProfileName"],
        "UserProfileArn": settings.user_profile_arn,
        "ExecutionRoleArn": settings.execution_role,
        "ForecastRoleArn": settings.forecast_role,
        "TimeSeriesEnabled": settings.time_series_enabled,
        "ModelRegisterEnabled": settings.model_register,
        "DirectDeployEnabled": settings.direct_deploy,
        "ArtifactUri": settings.artifact_prefix,
        "AppKey": {"KeyArn": domain.details["app_key"], "Managed": settings.app_key is None},
        "StorageKey": _storage_key(call, settings),
        "Home": summary(call.instance, home) if home else None,
    }


def _storage_key(call: Call, settings: CanvasSettings) -> dict[str, Any]:
    """Key 2, or the key of the bucket's default encryption; none where that is S3's own."""
    if settings.storage_key:
        return {"KeyArn": settings.storage_key, "Managed": False}
    try:
        bucket = find_bucket(call, settings.artifact_prefix.removeprefix("s3://").partition("/")[0])
    except NoSuchBucket:
        return {"Managed": True}
    rule = (bucket.encryption or {}).get("ApplyServerSideEncryptionByDefault", {})
    if rule.get("SSEAlgorithm") != "aws:kms":
        return {"Managed": True}
    given = rule.get("KMSMasterKeyID")
    return {"KeyArn": given or managed_key(call, "s3").arn, "Managed": not given}
