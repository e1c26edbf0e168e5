"""CreateAutoMLJobV2."""

from dataclasses import replace
from typing import Any

from sealcanvas.sagemaker.arns import Target, named
from sealcanvas.sagemaker.automl.conditions import v2_conditions
from sealcanvas.sagemaker.automl.create import create
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request


@sagemaker.operation("CreateAutoMLJobV2", resource=named("automl-job", "AutoMLJobName"), conditions=v2_conditions)
def create_auto_ml_job_v2(call: Call, found: Target, request: Request) -> Request:
    """Submit an AutoML job."""
    return create(call, found, request)


def create_prepared_auto_ml_job(call: Call, request: Request, preparation: dict[str, Any] | None) -> Request:
    """CreateAutoMLJobV2 for Canvas, whose recipes AWS's API has no member for: no request of a stranger's gets here.

    It is authorized and audited as the operation.

    Args:
        preparation: "steps", and "tables", places by name (the task `automl`); None for none.
    """

    def prepared(call: Call, found: Target, request: Request) -> Request:
        return create(call, found, request, preparation=preparation)

    return replace(create_auto_ml_job_v2, handler=prepared)(call, request)
