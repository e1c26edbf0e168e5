"""KMS keys that a request names: refused at once, with a reason, where they could never work."""

import re

from sealcanvas.kms import describe_key
from sealcanvas.kms.errors import InvalidArnException, NotFoundException
from sealcanvas.sagemaker.errors import ValidationException
from sealcanvas.service.call import Call

_FORM = re.compile(
    r"(?:arn:aws[a-z-]*:kms:(?P<region>[a-z0-9-]+):[0-9]{12}:(?:key/[0-9a-zA-Z-]+|alias/.+)|alias/.+"
    r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|mrk-[0-9a-f]{32})"
)


def check_form(call: Call, member: str, key_id: str) -> None:
    """Refuse what cannot be the name of a KMS key of the call's region.

    Args:
        member: where the request names it, for the message.

    Raises:
        ValidationException: it is no key id, alias or ARN of one, or it is of another region.
    """
    match = _FORM.fullmatch(key_id)
    if match is None:
        raise ValidationException(
            f"{member} '{key_id}' is not a KMS key. Give a key ARN such as "
            f"arn:aws:kms:{call.region}:{call.account}:key/1234abcd-12ab-34cd-56ef-1234567890ab, a key id or an alias."
        )
    if match["region"] not in (None, call.region):
        raise ValidationException(
            f"{member} '{key_id}' is a key of region {match['region']}. A key of region {call.region} is needed."
        )


def require_key(call: Call, member: str, key_id: str) -> str:
    """The ARN of a key that can seal data: asked of KMS (DescribeKey) as the caller, through SageMaker.

    Raises:
        ValidationException: its form, region, type or state does not fit, or there is no such key.
        AccessDeniedException: the caller may not describe it.
    """
    check_form(call, member, key_id)
    try:
        metadata = describe_key(call.through("sagemaker"), {"KeyId": key_id})["KeyMetadata"]
    except (NotFoundException, InvalidArnException) as error:
        raise ValidationException(f"{member} '{key_id}' cannot be used: {error.message}") from None
    if (metadata["KeySpec"], metadata["KeyUsage"]) != ("SYMMETRIC_DEFAULT", "ENCRYPT_DECRYPT"):
        raise ValidationException(
            f"{member} '{key_id}' is of type {metadata['KeySpec']} for {metadata['KeyUsage']}. "
            "A symmetric encryption key is needed."
        )
    if metadata["KeyState"] != "Enabled":
        raise ValidationException(f"{member} '{key_id}' cannot be used: its state is {metadata['KeyState']}.")
    return str(metadata["Arn"])
