"""DeleteModelPackage."""

from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.arns import Target
from sealcanvas.sagemaker.registry.conditions import current_conditions
from sealcanvas.sagemaker.registry.package import package_named, require_package
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation(
    "DeleteModelPackage",
    resource=lambda call, request: package_named(call, request["ModelPackageName"]),
    conditions=current_conditions,
)
def delete_model_package(call: Call, found: Target, request: Request) -> None:  # noqa: ARG001 - the seam
    """Forget a package; models that were made of it stay, and its number is not given again."""
    stored.remove(call.instance, require_package(found))
