"""What a key's state forbids (Developer Guide, "Key states of AWS KMS keys")."""

from sealcanvas.kms.errors import DisabledException, KMSInvalidStateException
from sealcanvas.kms.key import Key


def require_enabled(key: Key) -> None:
    """For cryptographic operations and CreateGrant.

    Raises:
        DisabledException: the key is disabled.
        KMSInvalidStateException: it is pending deletion.
    """
    require_kept(key)
    if not key.enabled:
        raise DisabledException(key.arn)


def require_kept(key: Key) -> None:
    """For operations that change a key which is to stay.

    Raises:
        KMSInvalidStateException: the key is pending deletion.
    """
    if key.state == "PendingDeletion":
        raise KMSInvalidStateException(f"{key.arn} is pending deletion.")


def require_pending_deletion(key: Key) -> None:
    """For CancelKeyDeletion.

    Raises:
        KMSInvalidStateException: the key is not pending deletion.
    """
    if key.state != "PendingDeletion":
        raise KMSInvalidStateException(f"{key.arn} is not pending deletion.")
