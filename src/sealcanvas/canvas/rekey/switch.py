"""The settings of a domain and its user profiles, its grant and its bucket's default, turned to other keys at once."""

from typing import Any

from sealcanvas.kms import find_key
from sealcanvas.s3 import put_bucket_encryption
from sealcanvas.s3.bucket import bucket_of_arn
from sealcanvas.sagemaker import stored
from sealcanvas.sagemaker.stored import Stored
from sealcanvas.sagemaker.workspace.domains.domain import id_of
from sealcanvas.sagemaker.workspace.domains.domain_grant import grant_domain_key
from sealcanvas.sagemaker.workspace.user_settings import merge_settings
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ServiceError
from sealcanvas.service.instance import Instance

_PLACES = (("SharingSettings",), ("CanvasAppSettings", "WorkspaceSettings"))


def switch_app_key(call: Call, domain: Stored, key_arn: str) -> list[list[str]]:
    """Make `key_arn` the domain's key 1, with a grant; the former key and its grant, nothing where it is the same.

    Raises:
        AccessDeniedException: KMS's: the caller may not create grants on the key.
    """
    former: str = domain.details["app_key"]
    named = {"KmsKeyId": key_arn}
    if domain.request.get("HomeEfsFileSystemKmsKeyId"):
        named["HomeEfsFileSystemKmsKeyId"] = key_arn
    request = {**domain.request, **named}
    if former == key_arn:
        stored.change(call.instance, domain, request=request)
        return []
    grant = grant_domain_key(call, key_arn, domain.arn)
    stored.change(call.instance, domain, request=request, app_key=key_arn, grant_id=grant)
    return [[former, domain.details["grant_id"]]]


def switch_storage_key(call: Call, domain: Stored, key_arn: str, buckets: set[str]) -> set[str]:
    """Make `key_arn` key 2 of the domain and of every user profile; the former ones.

    Args:
        buckets: where the domain's objects lie: a default encryption that names a former key changes too.

    Raises:
        AccessDenied: S3's: the caller may not change the default encryption.
    """
    profiles = profiles_with_keys(call.instance, domain)
    former = {owner.details["storage_key"] for owner in (domain, *profiles)} - {None, key_arn}
    settings = _named(domain.request["DefaultUserSettings"], key_arn, at_least=True)
    request = {**domain.request, "DefaultUserSettings": settings}
    stored.change(call.instance, domain, request=request, storage_key=key_arn)
    for profile in profiles:
        settings = _named(profile.request.get("UserSettings", {}), key_arn, at_least=False)
        request = {**profile.request, "UserSettings": settings}
        stored.change(call.instance, profile, request=request, storage_key=key_arn)
    for name in sorted(buckets):
        _switch_default(call, name, former, key_arn)
    return former


def profiles_with_keys(instance: Instance, domain: Stored) -> list[Stored]:
    """The domain's user profiles that have a key 2 of their own."""
    profiles = stored.of_domain(instance, id_of(domain.arn), "user-profile")
    return [profile for profile in profiles if profile.details["storage_key"] is not None]


def _named(settings: dict[str, Any], key_arn: str, *, at_least: bool) -> dict[str, Any]:
    """The settings with the key wherever they name one; `at_least`: in the workspace's, if nowhere else."""
    named = settings
    for number, place in enumerate(_PLACES, 1):
        block = named
        for name in place:
            block = block.get(name, {})
        if block.get("S3KmsKeyId") or (at_least and number == len(_PLACES) and named is settings):
            change: dict[str, Any] = {"S3KmsKeyId": key_arn}
            for name in reversed(place):
                change = {name: change}
            named = merge_settings(named, change)
    return named


def _switch_default(call: Call, name: str, former: set[str], key_arn: str) -> None:
    bucket = bucket_of_arn(call, f"arn:aws:s3:::{name}")
    rule = (bucket.encryption or {}) if bucket else {}
    default = rule.get("ApplyServerSideEncryptionByDefault", {})
    if not default.get("KMSMasterKeyID") or _arn(call, default["KMSMasterKeyID"]) not in former:
        return
    rule = {**rule, "ApplyServerSideEncryptionByDefault": {**default, "KMSMasterKeyID": key_arn}}
    put_bucket_encryption(call, {"Bucket": name, "ServerSideEncryptionConfiguration": {"Rules": [rule]}})


def _arn(call: Call, key_id: str) -> str:
    try:
        return find_key(call, key_id).arn
    except ServiceError:
        return key_id
