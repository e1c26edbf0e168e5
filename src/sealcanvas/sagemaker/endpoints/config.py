"""An endpoint configuration: which models an endpoint hosts, each with its share of the requests."""

from typing import Any

from sealcanvas.sagemaker.arns import Target, target
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.instance_types import refuse_volume_key
from sealcanvas.sagemaker.kms_key import check_form
from sealcanvas.sagemaker.models.model import require_model
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_HONOURED = frozenset({"EndpointConfigName", "ProductionVariants", "KmsKeyId", "Tags"})
_VARIANT = frozenset({"VariantName", "ModelName", "InstanceType", "InitialInstanceCount", "InitialVariantWeight"})
# What is asked for by a false or empty value is what is done anyway.
_NEEDED = ("ModelName", "InstanceType", "InitialInstanceCount")


def require_config(found: Target) -> Stored:
    """The configuration, if there is one.

    Raises:
        ValidationException: there is none; AWS has no better error for them.
    """
    if isinstance(found, Stored):
        return found
    raise ValidationException(f'Could not find endpoint configuration "{found.arn}".')


def check_config(call: Call, request: Request) -> None:
    """Hold a request to what is honoured; each model must be there.

    Raises:
        ValidationException: a member is not served, does not fit, or names what is not there.
    """
    for member, value in request.items():
        if member not in _HONOURED and value:
            raise ValidationException(f"{member} is not supported.")
    if request.get("KmsKeyId"):
        check_form(call, "KmsKeyId", request["KmsKeyId"])
    variants: list[dict[str, Any]] = request["ProductionVariants"]
    names = [variant["VariantName"] for variant in variants]
    if len(set(names)) < len(names):
        raise ValidationException("ProductionVariants: two variants have one VariantName.")
    for variant in variants:
        _check_variant(call, request, variant)
    if not any(variant.get("InitialVariantWeight", 1.0) > 0 for variant in variants):
        raise ValidationException("ProductionVariants: no variant has an InitialVariantWeight above 0.")


def _check_variant(call: Call, request: Request, variant: dict[str, Any]) -> None:
    for member, value in variant.items():
        if member not in _VARIANT and value:
            raise ValidationException(f"ProductionVariants: {member} is not supported.")
    for member in _NEEDED:
        if member not in variant:
            raise ValidationException(f"ProductionVariants: {member} is required.")
    require_model(target(call, "model", variant["ModelName"]))
    if request.get("KmsKeyId"):
        refuse_volume_key("KmsKeyId", variant["InstanceType"])
