"""ARNs of the jobs that Canvas runs by itself: SageMaker processing jobs, as on AWS.

A trust policy that asks for an `aws:SourceArn` of SageMaker's holds for them too.
"""

from sealcanvas.canvas.stored import Stored


def job_arn(resource: Stored, work: str) -> str:
    """The ARN of the job `work` ("import") for a resource."""
    return f"arn:aws:sagemaker:{resource.region}:{resource.account}:processing-job/canvas-{work}-{resource.id}"


def resource_id(arn: str) -> str:
    """The id of the resource that a job's ARN was made for."""
    return "-".join(arn.rsplit("-", 2)[1:])
