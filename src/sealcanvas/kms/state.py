"""What a key's state forbids (Developer Guide, "Key states of AWS KMS keys")."""

from sealcanvas.kms.errors import DisabledException, KMSInvalidStateException
from sealcanvas.kms.key import Key
from sealcanvas.kms.key_stores.place import not_connected

_DELETION = {"PendingDeletion": "pending deletion", "PendingReplicaDeletion": "pending replica deletion"}


def require_enabled(key: Key) -> None:
    """For cryptographic operations.

    Raises:
        DisabledException: the key is disabled.
        KMSInvalidStateException: it is pending deletion, lacks imported key material, or is unavailable.
    """
    require_material(key)
    if key.state == "Unavailable":
        raise KMSInvalidStateException(_unavailable(key))
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


def require_grantable(key: Key) -> None:
    """For CreateGrant, which a key that is unavailable allows.

    Raises:
        DisabledException, KMSInvalidStateException: as `require_enabled`.
    """
    if key.state != "Unavailable":
        require_enabled(key)


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


def _unavailable(key: Key) -> str:
    return f"{key.arn} is unavailable." if key.place is None else not_connected(key.place.kind, key.arn)
