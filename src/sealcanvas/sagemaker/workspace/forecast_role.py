"""The role that Amazon Forecast acts as for Canvas, made where time series are enabled without one."""

import secrets

from sealcanvas.iam.create_service_role import create_service_role
from sealcanvas.service.call import Call

_PREFIX = "AmazonSagemakerCanvasForecastRole-"
_POLICY = "arn:aws:iam::aws:policy/service-role/AmazonSageMakerCanvasForecastAccess"


def make_forecast_role(call: Call) -> str:
    """Make a Forecast role as the caller, in path /service-role/; its ARN, by which alone it is known from now on.

    It may read and write Canvas's files; what it may do with a key is for the key's policy to say.

    Raises:
        AccessDenied: IAM's: the caller may not make roles or attach policies.
    """
    role = create_service_role(
        call.through("sagemaker"),
        f"{_PREFIX}{secrets.token_hex(4)}",
        "forecast.amazonaws.com",
        trust_conditions={"StringEquals": {"aws:SourceAccount": call.account}},
        managed_policy_arns=(_POLICY,),
        description="Lets Amazon Forecast work for SageMaker Canvas.",
    )
    return role.arn
