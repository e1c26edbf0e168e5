"""What a model package can be run from: its inference specifications, as given or taken from where it came."""

from typing import Any

from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.sagemaker.models.container import container_of
from sealcanvas.sagemaker.registry.facts import facts_of
from sealcanvas.sagemaker.registry.package import package_named, require_package
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.stored import Stored, find
from sealcanvas.service.call import Call

_MOST_ADDITIONAL = 15


def source_specification(call: Call, uri: str) -> dict[str, Any] | None:
    """The inference specification that `SourceUri` leads to: of a model package that is cloned, or of a model.

    Raises:
        AccessDeniedException: the caller may not describe what it names.
        ValidationException: it names a package or model that is not there.
    """
    if uri.startswith("arn:") and ":model-package/" in uri:
        package = require_package(package_named(call, uri))
        sagemaker.check(call, "sagemaker:DescribeModelPackage", package)
        return facts_of(call, package).get("InferenceSpecification")
    if ":sagemaker:" in uri and ":model/" in uri:
        model = find(call.instance, uri)
        if not isinstance(model, Stored):
            raise ValidationException(f'Could not find model "{uri}".')
        sagemaker.check(call, "sagemaker:DescribeModel", model)
        kept = ("Image", "ModelDataUrl", "ModelDataSource", "Environment", "ContainerHostname")
        container = {name: value for name, value in container_of(model).items() if name in kept}
        return {"Containers": [container]}
    return None


def check_additional(specifications: list[dict[str, Any]]) -> None:
    """Raises ValidationException where two have one name, or there are too many."""
    names = [specification["Name"] for specification in specifications]
    if len(set(names)) < len(names):
        raise ValidationException("AdditionalInferenceSpecifications: two have one Name.")
    if len(names) > _MOST_ADDITIONAL:
        raise ValidationException(
            f"A model package has at most {_MOST_ADDITIONAL} additional inference specifications."
        )
