"""DescribeAutoMLJob."""

from sealcanvas.sagemaker.arns import Target, named
from sealcanvas.sagemaker.automl.job import require_job
from sealcanvas.sagemaker.automl.wire import outcome, resolved, summary
from sealcanvas.sagemaker.errors import ResourceNotFound
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_ECHOED = (
    "AutoMLJobConfig",
    "AutoMLJobName",
    "AutoMLJobObjective",
    "GenerateCandidateDefinitionsOnly",
    "InputDataConfig",
    "ModelDeployConfig",
    "OutputDataConfig",
    "ProblemType",
    "RoleArn",
)


@sagemaker.operation("DescribeAutoMLJob", resource=named("automl-job", "AutoMLJobName"), atomic=False)
def describe_auto_ml_job(call: Call, found: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell where a job stands that CreateAutoMLJob made; AWS describes no others here either."""
    job = require_job(found)
    asked = job.details.get("v1")
    if asked is None:
        raise ResourceNotFound(
            f"The AutoML job {job.name} was created with CreateAutoMLJobV2. Use DescribeAutoMLJobV2 to describe it."
        )
    attributes = resolved(job)
    own = attributes.pop("AutoMLProblemTypeResolvedAttributes", {}).get("TabularResolvedAttributes", {})
    return {
        **summary(job),
        **{name: asked[name] for name in _ECHOED if name in asked},
        **outcome(job),
        "ResolvedAttributes": {**attributes, **own},
    }
