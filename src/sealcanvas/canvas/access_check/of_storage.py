"""What tasks ask of the bucket that Canvas keeps its files in, of the key that seals them there, and of volumes."""

from collections.abc import Iterator

from sealcanvas.canvas.access_check.asked import Asked
from sealcanvas.s3.bucket import Bucket, find_bucket
from sealcanvas.s3.encryption import BY_KMS, SSE_KMS, Encryption
from sealcanvas.s3.errors import NoSuchBucket
from sealcanvas.sagemaker.workspace.settings import CanvasSettings
from sealcanvas.service.call import Call
from sealcanvas.volumes.encryption_context import encryption_context

_SSE = "s3:x-amz-server-side-encryption"
_VOLUME = "vol-00000000000000000"


def storage_bucket(call: Call, settings: CanvasSettings) -> Bucket | None:
    """The bucket that Canvas writes to; None where it is yet to be made."""
    try:
        return find_bucket(call, settings.artifact_prefix.removeprefix("s3://").partition("/")[0])
    except NoSuchBucket:
        return None


def storage_key(settings: CanvasSettings, bucket: Bucket | None) -> str | None:
    """The ARN of the customer's key that seals what Canvas writes; None where it is S3's own or AWS's."""
    if settings.storage_key:
        return settings.storage_key
    rule = ((bucket.encryption if bucket else None) or {}).get("ApplyServerSideEncryptionByDefault", {})
    given = rule.get("KMSMasterKeyID") if rule.get("SSEAlgorithm") in BY_KMS else None
    return str(given) if given and str(given).startswith("arn:") else None


def of_storage(settings: CanvasSettings, bucket: Bucket | None, role: str, service: str) -> Iterator[Asked]:
    """The role's reading and writing below Canvas's prefix, passed on by `service`, under the key if it has one."""
    name, _, prefix = settings.artifact_prefix.removeprefix("s3://").partition("/")
    key = f"{prefix}/access-check"
    arn = f"arn:aws:s3:::{name}/{key}"
    headers = {_SSE: SSE_KMS, f"{_SSE}-aws-kms-key-id": settings.storage_key} if settings.storage_key else {}
    likes = f"arn:aws:s3:::{name}/{prefix}/*"
    yield Asked(role, "s3:PutObject", arn, (service,), context={**headers}, likes=likes)
    yield Asked(role, "s3:GetObject", arn, (service,), likes=likes)
    if service == "sagemaker":  # jobs find their input by its prefix
        listed = Asked(
            role,
            "s3:ListBucket",
            f"arn:aws:s3:::{name}",
            (service,),
            context={"s3:prefix": key},
            narrowed={"StringLike": {"s3:prefix": f"{prefix}/*"}},
        )
        yield listed.of("QuickBuild", "StandardBuild", "BatchPrediction")
    sealed_by = storage_key(settings, bucket)
    if sealed_by:
        in_bucket = bool(((bucket.encryption if bucket else None) or {}).get("BucketKeyEnabled"))
        context = Encryption("aws:kms", sealed_by, bucket_key=in_bucket).context(name, key)
        for action in ("kms:GenerateDataKey", "kms:Decrypt"):
            yield Asked(role, action, sealed_by, (service, "s3"), context)


def of_volumes(settings: CanvasSettings) -> Iterator[Asked]:
    """Jobs' volumes, opened as the execution role."""
    if settings.app_key:
        for action in ("kms:GenerateDataKey", "kms:Decrypt"):
            yield Asked(settings.execution_role, action, settings.app_key, ("sagemaker",), encryption_context(_VOLUME))
