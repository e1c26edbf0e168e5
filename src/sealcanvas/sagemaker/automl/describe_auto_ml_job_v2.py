"""DescribeAutoMLJobV2."""

from sealcanvas.sagemaker.arns import Target, named
from sealcanvas.sagemaker.automl.job import require_job
from sealcanvas.sagemaker.automl.wire import outcome, problem_type, resolved, summary
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request

_ECHOED = (
    "AutoMLComputeConfig",
    "AutoMLJobInputDataConfig",
    "AutoMLJobName",
    "AutoMLJobObjective",
    "AutoMLProblemTypeConfig",
    "DataSplitConfig",
    "ModelDeployConfig",
    "OutputDataConfig",
    "RoleArn",
    "SecurityConfig",
)


@sagemaker.operation("DescribeAutoMLJobV2", resource=named("automl-job", "AutoMLJobName"), atomic=False)
def describe_auto_ml_job_v2(call: Call, found: Target, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Tell where an AutoML job stands, whichever version made it, and its best candidate once it completed."""
    job = require_job(found)
    return {
        **summary(job),
        **{name: job.request[name] for name in _ECHOED if name in job.request},
        **outcome(job),
        "AutoMLProblemTypeConfigName": problem_type(job),
        "ResolvedAttributes": resolved(job),
    }
