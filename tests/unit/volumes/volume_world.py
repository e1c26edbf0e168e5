"""A domain's key and grant, and where its volumes are."""

from sealcanvas.kms import kms
from sealcanvas.service.call import Call
from tests.support.instance import ACCOUNT

DOMAIN = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:domain/d-000000000000"
PROFILE = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:user-profile/d-000000000000/ana"
APP = f"arn:aws:sagemaker:us-east-1:{ACCOUNT}:app/d-000000000000/ana/canvas/default"
SERVICE = "sagemaker.amazonaws.com"


def grant(root: Call, key: str, source_arn: str = DOMAIN) -> str:
    """Let SageMaker open the domain's volumes; the grant's id."""
    request = {
        "KeyId": key,
        "GranteeServicePrincipal": SERVICE,
        "RetiringServicePrincipal": SERVICE,
        "Operations": ["GenerateDataKeyWithoutPlaintext", "Decrypt", "DescribeKey", "RetireGrant"],
        "Constraints": {"SourceArn": source_arn},
    }
    return str(kms.operations["CreateGrant"](root, request)["GrantId"])
