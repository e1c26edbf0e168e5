"""What a key's state forbids (Developer Guide, "Key states of AWS KMS keys")."""

from sealcanvas.kms.errors import DisabledException, KMSInvalidStateException
from sealcanvas.kms.key import Key

_DELETION = {"PendingDeletion": "pending deletion", "PendingReplicaDeletion": "pending replica deletion"}


def require_enabled(key: Key) -> None:
    """For cryptographic operations and CreateGrant.

    Raises:
        DisabledException: the key is disabled.
        KMSInvalidStateException: it is pending deletion, or lacks imported key material.
    """
    require_material(key)
    if not key.enabled:
        raise DisabledException(key.arn)


def require_material(key: Key) -> None:
    """For operations on a key that is to stay and has its key material.

    Raises:
        KMSInvalidStateException: the key is pending deletion, or lacks imported key material.
    """
    require_kept(key)
    if key.state == "PendingImport":
        raise KMSInvalidStateException(f"{key.arn} is pending import.")


def require_kept(key: Key) -> None:
    """For operations that change a key which is to stay.

    Raises:
        KMSInvalidStateException: the key is pending deletion.
    """
    if is_leaving(key):
        raise KMSInvalidStateException(f"{key.arn} is {_DELETION[key.state]}.")


def is_leaving(key: Key) -> bool:
    """Whether the key is scheduled for deletion."""
    return key.state in _DELETION


def require_pending_deletion(key: Key) -> None:
    """For CancelKeyDeletion.

    Raises:
        KMSInvalidStateException: the key is not pending deletion.
    """
    if not is_leaving(key):
        raise KMSInvalidStateException(f"{key.arn} is not pending deletion.")
