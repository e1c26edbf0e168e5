"""What a rekey will need, asked before anything is changed: KMS's and S3's own decisions, as the roles at work."""

from sealcanvas.canvas.rekey.forecast_stores import stores_of
from sealcanvas.canvas.rekey.key_conditions import key_conditions
from sealcanvas.canvas.rekey.places import Place, as_keeper
from sealcanvas.canvas.rekey.switch import profiles_with_keys
from sealcanvas.forecast.keys.six_actions import require_six_actions
from sealcanvas.kms import find_key, kms
from sealcanvas.kms.encryption_context import symmetric_conditions
from sealcanvas.s3.bucket import bucket_of_arn
from sealcanvas.s3.encryption import SSE_KMS, Encryption
from sealcanvas.s3.service import s3
from sealcanvas.s3.target import ObjectTarget, encryption_conditions
from sealcanvas.sagemaker.service import sagemaker
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.service.call import Call
from sealcanvas.service.operation import Request
from sealcanvas.service.own_errors import AccessDeniedException

_STORAGE_ACTIONS = ("kms:GenerateDataKey", "kms:Decrypt")


def require_storage_access(call: Call, place: Place, key_arn: str) -> None:
    """See that the role of a place may write there under `key_arn`, and read it again.

    Raises:
        ValidationException: SageMaker cannot assume the role.
        AccessDeniedException: names the first action that is missing, the key or the object, and the role.
    """
    role = as_keeper(call.instance, place, call.region, place.source_arn, within=call)
    name = f"{place.prefix}rekey"
    bucket = bucket_of_arn(role, f"arn:aws:s3:::{place.bucket}")  # None: made at its first need
    rule = (bucket.encryption or {}) if bucket else {}
    encryption = Encryption("aws:kms", key_arn, bucket_key=bool(rule.get("BucketKeyEnabled")), requested=SSE_KMS)
    if bucket is not None:
        decision = s3.decide(role, "s3:PutObject", ObjectTarget(bucket, name), encryption_conditions(encryption))
        if not decision.allowed:
            raise AccessDeniedException(decision)
    key = find_key(role, key_arn)
    for action in _STORAGE_ACTIONS:
        conditions = symmetric_conditions(encryption.context(place.bucket, name))
        decision = kms.decide(role.through("s3"), action, key, conditions)
        if not decision.allowed:
            raise AccessDeniedException(decision)


def require_settings_access(call: Call, domain: Stored, request: Request) -> None:
    """Ask the caller for what UpdateDomain and UpdateUserProfile need, for all settings that the keys go into.

    Raises:
        AccessDeniedException: SageMaker's, with the action and the domain or user profile.
    """
    sagemaker.check(call, "sagemaker:UpdateDomain", domain, key_conditions(call, domain, request))
    storage = {"StorageKmsKeyId": request.get("StorageKmsKeyId")}
    if storage["StorageKmsKeyId"]:
        for profile in profiles_with_keys(call.instance, domain):
            sagemaker.check(call, "sagemaker:UpdateUserProfile", profile, key_conditions(call, profile, storage))


def require_series_access(call: Call, domain_id: str, key_arn: str) -> None:
    """See that every Forecast role that has stores of the domain may do all six actions on `key_arn`.

    Raises:
        AccessDeniedException: Forecast's own: names the first action that is missing, the key and the role.
        InvalidInputException: Forecast cannot assume the role.
    """
    asked = set()
    for store in stores_of(call.instance, domain_id):
        if store.role_arn not in asked:
            asked.add(store.role_arn)
            require_six_actions(call, store.role_arn, [key_arn], store.resource.arn)
