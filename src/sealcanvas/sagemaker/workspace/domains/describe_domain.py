"""DescribeDomain."""

from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.workspace.domains.domain import domain_named, require_domain, summary
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_ECHOED = (
    "AppNetworkAccessType",
    "AppSecurityGroupManagement",
    "AuthMode",
    "DefaultSpaceSettings",
    "DefaultUserSettings",
    "SubnetIds",
    "TagPropagation",
    "VpcId",
)


@sagemaker.operation("DescribeDomain", resource=domain_named, atomic=False)
def describe_domain(call: Call, found: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell all about a domain; its key is as it was given, or the ARN of the AWS managed key."""
    domain = require_domain(found)
    answer = {
        **summary(call.instance, domain),
        **{name: domain.request[name] for name in _ECHOED if name in domain.request},
    }
    answer.setdefault("AppNetworkAccessType", "PublicInternetOnly")
    answer.setdefault("TagPropagation", "DISABLED")
    answer["HomeEfsFileSystemCreation"] = "Enabled"
    given = domain.request.get("KmsKeyId") or domain.request.get("HomeEfsFileSystemKmsKeyId")
    answer["KmsKeyId"] = answer["HomeEfsFileSystemKmsKeyId"] = given or domain.details["app_key"]
    if "volume_id" in domain.details:
        answer["HomeEfsFileSystemId"] = domain.details["volume_id"]
    return answer
