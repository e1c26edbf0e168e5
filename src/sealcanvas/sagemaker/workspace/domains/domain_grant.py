"""The grant by which SageMaker itself opens a domain's volume."""

from sealcanvas.kms import create_grant, retire_grant
from sealcanvas.kms.errors import NotFoundException
from sealcanvas.sagemaker.roles import SERVICE
from sealcanvas.service.call import Call, service_call
from sealcanvas.service.instance import Instance

_OPERATIONS = ["GenerateDataKeyWithoutPlaintext", "Decrypt", "DescribeKey", "RetireGrant"]


def grant_domain_key(call: Call, key_arn: str, domain_arn: str) -> str:
    """CreateGrant as the caller, through SageMaker, for this one domain; the grant's id.

    Raises:
        AccessDeniedException: KMS's: the caller may not create grants on the key.
    """
    answer = create_grant(
        call.through("sagemaker"),
        {
            "KeyId": key_arn,
            "GranteeServicePrincipal": SERVICE,
            "RetiringServicePrincipal": SERVICE,
            "Operations": _OPERATIONS,
            "Constraints": {"SourceArn": domain_arn},
        },
    )
    return str(answer["GrantId"])


def retire_domain_grant(instance: Instance, key_arn: str, grant_id: str, domain_arn: str) -> None:
    """Give the grant up, as SageMaker; harmless if it was revoked, or its key is gone."""
    region = key_arn.split(":")[3]
    call = service_call(instance, SERVICE, source_arn=domain_arn, region=region)
    try:
        retire_grant(call, {"KeyId": key_arn, "GrantId": grant_id})
    except NotFoundException:
        return
