"""The grant under which Forecast itself watches over one job's key: made and retired as the Forecast role."""

from typing import Any

from sealcanvas.crypto.secret import Secret
from sealcanvas.forecast.errors import AccessDeniedException, InvalidInputException
from sealcanvas.forecast.keys.roles import SERVICE, as_role_alone
from sealcanvas.kms import create_grant, decrypt, describe_key, retire_grant
from sealcanvas.kms.errors import DryRunOperationException
from sealcanvas.service.call import Call, service_call
from sealcanvas.service.errors import AccessDenied, ServiceError
from sealcanvas.service.instance import Instance
from sealcanvas.volumes.store_volume import StoreVolume

# What the service does by itself: see that the key may still be used, open what a worker wrote, and clear up.
_OPERATIONS = ["Decrypt", "RetireGrant"]


def grant_request(key_arn: str, role_arn: str, source_arn: str) -> dict[str, Any]:
    """CreateGrant's request for the job `source_arn`; the role may retire it, and so may Forecast."""
    return {
        "KeyId": key_arn,
        "GranteeServicePrincipal": SERVICE,
        "RetiringPrincipal": role_arn,
        "Operations": _OPERATIONS,
        "Constraints": {"SourceArn": source_arn},
    }


def usable_key(role: Call, key_id: str) -> str:
    """The ARN of a key that can seal data: DescribeKey as the role.

    Raises:
        AccessDeniedException: the role may not describe it.
        InvalidInputException: there is no such key, or its type or state does not fit.
    """
    try:
        metadata = describe_key(role, {"KeyId": key_id})["KeyMetadata"]
    except ServiceError as error:
        raise as_ours(error, key_id) from None
    if (metadata["KeySpec"], metadata["KeyUsage"]) != ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"):
        raise InvalidInputException(f"The KMS key {key_id} cannot be used: a symmetric encryption key is needed.")
    if metadata["KeyState"] != "Enabled":
        raise InvalidInputException(
            f"The KMS key {metadata['Arn']} cannot be used: its state is {metadata['KeyState']}."
        )
    return str(metadata["Arn"])


def give_grant(role: Call, key_arn: str, role_arn: str, source_arn: str) -> str:
    """CreateGrant as the role, for the job; the grant's id.

    Raises:
        AccessDeniedException, InvalidInputException: KMS refused.
    """
    try:
        return str(create_grant(role, grant_request(key_arn, role_arn, source_arn))["GrantId"])
    except ServiceError as error:
        raise as_ours(error, key_arn) from None


def still_granted(instance: Instance, volume: StoreVolume, source_arn: str) -> None:
    """Ask KMS, as Forecast under the job's grant, whether the volume's key could be opened now.

    Raises:
        ServiceError: KMS's refusal.
    """
    call = service_call(instance, SERVICE, source_arn=source_arn)
    try:
        decrypt(call, {**volume.decrypt_request(), "DryRun": True})
    except DryRunOperationException:
        return


def open_granted(instance: Instance, volume: StoreVolume, source_arn: str) -> Secret:
    """The volume's data key, opened as Forecast under the job's grant.

    Raises:
        ServiceError: KMS's refusal.
    """
    call = service_call(instance, SERVICE, source_arn=source_arn)
    return Secret(decrypt(call, volume.decrypt_request())["Plaintext"])


def end_grant(instance: Instance, key_arn: str, grant_id: str, role_arn: str, source_arn: str) -> None:
    """RetireGrant as the role; as Forecast, the grantee, where the role cannot any more. No grant any more is fine."""
    request = {"KeyId": key_arn, "GrantId": grant_id}
    try:
        retire_grant(as_role_alone(instance, role_arn, source_arn), request)
    except ServiceError:
        try:
            retire_grant(service_call(instance, SERVICE, source_arn=source_arn), request)
        except ServiceError:
            return  # revoked before, or gone with its key; both attempts are in the audit trail


def as_ours(error: ServiceError, key_arn: str) -> ServiceError:
    """KMS's refusal in Forecast's codes: its own sentence, or why the key cannot be used."""
    if isinstance(error, AccessDenied):
        return AccessDeniedException(error.decision, error.message)
    if isinstance(error, InvalidInputException):
        return error
    named = error.message if key_arn in error.message else f"{key_arn}: {error.message}"
    return InvalidInputException(f"The KMS key cannot be used: {named}")
