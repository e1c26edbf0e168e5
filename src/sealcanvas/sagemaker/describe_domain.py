"""DescribeDomain."""

from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.domain import domain_named, require_domain, summary
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_ECHOED = (
    "AppNetworkAccessType",
    "AppSecurityGroupManagement",
    "AuthMode",
    "DefaultUserSettings",
    "HomeEfsFileSystemKmsKeyId",
    "KmsKeyId",
    "SubnetIds",
    "TagPropagation",
    "VpcId",
)


@sagemaker.operation("DescribeDomain", resource=domain_named, atomic=False)
def describe_domain(call: Call, found: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell all about a domain; KmsKeyId is as it was given."""
    domain = require_domain(found)
    answer = {**summary(domain), **{name: domain.request[name] for name in _ECHOED if name in domain.request}}
    answer.setdefault("AppNetworkAccessType", "PublicInternetOnly")
    if "volume_id" in domain.details:
        answer["HomeEfsFileSystemId"] = domain.details["volume_id"]
    return answer
