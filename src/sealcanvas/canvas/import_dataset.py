"""ImportDataset: a file of anybody's bucket becomes a dataset, copied under the domain's storage key."""

from sealcanvas.canvas import stored
from sealcanvas.canvas.imported import KIND
from sealcanvas.canvas.job_arn import job_arn
from sealcanvas.canvas.named import domain_named
from sealcanvas.canvas.workspace import as_user, settings_of
from sealcanvas.jobs.job import JobSpec
from sealcanvas.jobs.queue import submit
from sealcanvas.kms import managed_key
from sealcanvas.s3.default_bucket import ensure_default_bucket
from sealcanvas.s3.uri import parse_uri
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own import sealcanvas
from sealcanvas.service.own_errors import ValidationException
from sealcanvas.service.resource import PlainResource

_SECONDS = 3600.0


@sealcanvas.operation("ImportDataset", resource=domain_named)
def import_dataset(call: Call, domain: PlainResource, request: Request) -> Request:  # noqa: ARG001 - the seam's signature
    """Begin an import; a job that acts as the user profile's execution role does it."""
    bucket, key = parse_uri(request["S3Uri"])
    name = key.rpartition("/")[2]
    if not name:
        raise ValidationException(f"S3Uri '{request['S3Uri']}' names no object. Give s3://bucket/key of one file.")
    settings = settings_of(call, request["DomainId"], request["UserProfileName"])
    dataset_id = stored.new_id("dataset")
    prefix_bucket, prefix = parse_uri(settings.artifact_prefix)
    if prefix_bucket == f"sagemaker-{call.region}-{call.account}":
        ensure_default_bucket(call)
    target = {"bucket": prefix_bucket, "key": f"{prefix}/datasets/{dataset_id}/{name}"}
    made = stored.store(
        call,
        "dataset",
        dataset_id,
        request["DatasetName"],
        "Importing",
        request["DomainId"],
        request["UserProfileName"],
        source=request["S3Uri"],
        file=target,
    )
    # That SageMaker may assume the role is told at once; whatever else is refused, the job finds out.
    as_user(call.instance, settings, call.region, made.arn, within=call)
    submit(
        call,
        JobSpec(
            kind=KIND,
            arn=job_arn(made, "import"),
            role_arn=settings.execution_role,
            service="sagemaker",
            task="import_dataset",
            payload={
                "source": {"bucket": bucket, "key": key},
                "target": target,
                "name": name,
                "key": settings.storage_key,
            },
            volume_key=settings.app_key or managed_key(call, "sagemaker").arn,
            region=call.region,
            max_runtime_seconds=_SECONDS,
        ),
    )
    return {"DatasetId": made.id, "DatasetArn": made.arn}
