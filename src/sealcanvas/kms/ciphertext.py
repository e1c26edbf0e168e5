"""Finds and authorizes the key that a ciphertext blob was made under."""

from typing import Any

from sealcanvas.kms.errors import (
    NO_SUCH_CIPHERTEXT_KEY,
    AccessDeniedException,
    IncorrectKeyException,
    InvalidCiphertextException,
)
from sealcanvas.kms.find import KEY_ARN, find_key, key_of_arn
from sealcanvas.kms.key import Key, MissingKey
from sealcanvas.kms.regions.names import name_in, seals_for
from sealcanvas.kms.service import kms
from sealcanvas.kms.vault import key_arn_of_blob, named_key
from sealcanvas.service.call import Call
from sealcanvas.service.errors import ValidationException


def key_of_ciphertext(call: Call, blob: bytes | None, key_id: str | None, action: str) -> Key:
    """The key that the request names, or else the one that the blob names.

    Raises:
        ValidationException: there is neither a blob nor a key id.
        InvalidCiphertextException: no key id, and not one of our blobs.
        IncorrectKeyException: the id is a related key's of another Region.
        AccessDeniedException: no key id, and the blob's key is not here: AWS tells no more.
        NotFoundException, InvalidArnException: as `find_key`.
    """
    if key_id is None:
        if blob is None:
            raise ValidationException("Either CiphertextBlob or a key id must be specified.")
        return _key_of_blob(call, key_arn_of_blob(blob), action)
    if blob is not None and not key_id.startswith(("arn:", "alias/")):
        # AWS takes a bare key id for another account's key when the blob names it.
        arn = named_key(blob)
        if arn.endswith(f":key/{key_id}"):
            return _key_of_blob(call, arn, action)
    if blob is not None and key_id != name_in(key_id, call.region) == name_in(named_key(blob), call.region):
        raise IncorrectKeyException  # it names the related key of another Region, which is not asked here
    return find_key(call, key_id, action)


def authorize_ciphertext(
    call: Call, key: Key, action: str, conditions: dict[str, str | tuple[str, ...]], key_id: str | None
) -> None:
    """Refuse who may not `action` under `key`; a stranger's blob of an account not his own tells nothing.

    Args:
        key_id: what the request names the key by, if it does.

    Raises:
        AccessDeniedException: a policy said no.
    """
    decision = kms.decide(call, action, key, conditions)
    if not decision.allowed:
        hidden = (
            not (key_id or "").startswith("arn:")
            and call.principal.kind != "service"
            and call.principal.account != key.account
        )
        raise AccessDeniedException(decision, NO_SUCH_CIPHERTEXT_KEY if hidden else "")


def require_key_of_blob(key: Key, blob: bytes) -> None:
    """Hold the key that the request names against the blob; what was encrypted under a key pair names none.

    Raises:
        IncorrectKeyException: the blob was made under another key, which is not related.
        InvalidCiphertextException: not one of our blobs.
    """
    if key.key_spec.symmetric and not seals_for(key, key_arn_of_blob(blob)):
        raise IncorrectKeyException


def require_blob(request: dict[str, Any]) -> bytes | None:
    """`CiphertextBlob`; None only in a dry run that ignores the ciphertext.

    Raises:
        ValidationException: it is missing.
    """
    modifiers = request.get("DryRunModifiers") or ()
    if modifiers and not request.get("DryRun"):
        raise ValidationException("DryRunModifiers can only be specified when DryRun is true.")
    if "IGNORE_CIPHERTEXT" in modifiers:
        return None
    blob: bytes | None = request.get("CiphertextBlob")
    if blob is None:
        raise ValidationException(
            "1 validation error detected: Value null at 'ciphertextBlob' failed to satisfy constraint: "
            "Member must not be null"
        )
    return blob


def _key_of_blob(call: Call, arn: str, action: str) -> Key:
    match = KEY_ARN.fullmatch(arn)
    if match is None or match[3] != "key":
        raise InvalidCiphertextException
    arn = name_in(arn, call.region)
    key = key_of_arn(call, arn) if arn.split(":")[3] == call.region else None
    if key is None:
        raise AccessDeniedException(kms.decide(call, action, MissingKey(arn, match[2])), NO_SUCH_CIPHERTEXT_KEY)
    return key
